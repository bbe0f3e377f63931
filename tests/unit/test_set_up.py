"""How a widget runs: what starts it, when its page counts as set up, and how it fails."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

import cifbridge
from cifbridge import _boot
from cifbridge.api.events import EventStream
from cifbridge_workbench.host import Dynamics
from fake_time import in_fake_time, now

Wait = Callable[[], Awaitable[object]]
Told = list[tuple[str, ...]]
Run = Callable[[dict[str, str]], Awaitable[Told]]


@pytest.fixture(autouse=True)
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_boot, "_said", asyncio.Event())


def stream() -> EventStream:
    return EventStream(lambda _keep: lambda: None)


async def condition() -> None:
    async with (woken := asyncio.Condition()):
        await woken.wait()


FOR_OTHERS: dict[str, Wait] = {
    "an event": lambda: asyncio.Event().wait(),
    "a queue": lambda: asyncio.Queue[object]().get(),
    "a condition": condition,
    "Dynamics' events": lambda: anext(stream()),
}


async def answer() -> None:
    """Wait as for a call of the host: for a future that something outside of asyncio settles."""
    loop = asyncio.get_running_loop()
    answered = loop.create_future()
    loop.call_later(3, answered.set_result, None)
    await answered


async def has_returned() -> None:
    """Nothing more is to be done."""


@pytest.mark.parametrize("end", [*FOR_OTHERS.values(), has_returned], ids=[*FOR_OTHERS, "nothing"])
@in_fake_time
async def test_a_main_is_set_up_when_it_has_returned_or_waits_for_others(end: Wait) -> None:
    done = []

    async def main() -> None:
        await answer()
        await asyncio.sleep(4)
        done.append("all")
        await end()

    widget = asyncio.ensure_future(main())
    await _boot.set_up(widget)
    assert done == ["all"]
    assert 7 <= now() < 7.1
    widget.cancel()


@in_fake_time
async def test_a_main_that_fails_ends_the_wait_with_it() -> None:
    async def main() -> None:
        await asyncio.sleep(1)
        raise ValueError("no")

    widget = asyncio.ensure_future(main())
    await _boot.set_up(widget)
    with pytest.raises(ValueError, match="no"):
        widget.result()


async def poll() -> None:
    while True:
        await asyncio.sleep(1)


@in_fake_time
async def test_a_main_that_polls_says_when_it_is_ready() -> None:
    async def main() -> None:
        await asyncio.sleep(5)
        cifbridge.ready()
        await poll()

    widget = asyncio.ensure_future(main())
    await _boot.set_up(widget)
    assert 5 <= now() < 5.1
    widget.cancel()


@in_fake_time
async def test_one_that_polls_and_says_nothing_is_waited_for_a_while_and_told_what_to_call() -> (
    None
):
    widget = asyncio.ensure_future(poll())
    with pytest.warns(UserWarning, match=r"after 20 s.*Call cifbridge\.ready\(\)"):
        await _boot.set_up(widget)
    assert 20 <= now() < 20.1
    widget.cancel()


class Page:
    """What boot.js hands to Python, with all that it is told."""

    def __init__(self) -> None:
        self.told: Told = []

    def connected(self) -> None:
        self.told.append(("connected",))

    def started(self) -> None:
        self.told.append(("started",))

    def ended(self) -> None:
        self.told.append(("ended",))

    def failed(self, code: str, message: str, detail: str) -> None:
        self.told.append(("failed", code, message, detail))


@pytest.fixture
def run(dynamics: Dynamics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a package made of the given files to its end, and give what the page was told."""
    monkeypatch.syspath_prepend(tmp_path)
    name = "widget_of_this_test"

    async def run(files: dict[str, str]) -> Told:
        package = tmp_path / name
        package.mkdir()
        for file, text in files.items():
            (package / file).write_text(text, "utf-8")
        page = Page()
        await _boot.run(name, 1, page)
        return page.told

    yield run
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


@pytest.mark.parametrize(
    "files",
    [
        {"__init__.py": "def main(): print('started')"},
        {"__init__.py": "async def main(): print('started')"},
        {"__init__.py": "", "__main__.py": "print('started')"},
        {"__main__.py": "print('started')"},
    ],
    ids=["main", "async main", "package with __main__", "__main__ alone"],
)
async def test_a_widget_is_a_main_function_or_a_main_module(
    run: Run, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    assert await run(files) == [("connected",), ("started",), ("ended",)]
    assert capsys.readouterr().out == "started\n"


@pytest.mark.parametrize(
    ("source", "last_line"),
    [
        ("raise ValueError('at import')", "ValueError: at import"),
        ("def main(): raise ValueError('at once')", "ValueError: at once"),
        ("async def main(): raise ValueError('later')", "ValueError: later"),
        ("import not_there", "ModuleNotFoundError: No module named 'not_there'"),
        ("x = 1", "neither a main() nor a __main__.py"),
    ],
)
async def test_a_widget_that_raises_is_told_with_its_traceback(
    run: Run, source: str, last_line: str
) -> None:
    connected, (outcome, code, message, detail) = await run({"__init__.py": source})
    assert (connected, outcome, code) == (("connected",), "failed", "widget-error")
    assert message.startswith("The widget widget_of_this_test stopped: ")
    assert message.endswith(last_line)
    assert detail.startswith("Traceback")
    assert last_line in detail
