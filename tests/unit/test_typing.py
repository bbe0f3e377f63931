"""What a type checker says of a widget: nothing of a right one, and something of a wrong one."""

import inspect
import os
import re
import subprocess
import sys

import pytest

from cifbridge import AnalyticsOutbox, CIFramework
from cifbridge.api.events import payload
from cifbridge.models import BUILT_IN
from cifbridge_workbench import paths
from typed_widgets import WIDGET, WRONG, write_wrong_widgets


def check(file):
    # With what an earlier run has found out about cifbridge itself.
    cache = paths.CACHE / "mypy"
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(file)],
        cwd=file.parent,
        env={**os.environ, "MYPYPATH": str(paths.PY_SRC)},
        capture_output=True,
        text=True,
    )


def test_a_widget_that_uses_every_call_has_no_type_error():
    done = check(WIDGET)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("cls", "use"), [(CIFramework, r"\bcif\.(\w+)\("), (AnalyticsOutbox, r"\bbox\.(\w+)")]
)
def test_the_typed_widget_leaves_nothing_public_out(cls, use):
    used = set(re.findall(use, WIDGET.read_text(encoding="utf-8")))
    public = {name for name, _ in inspect.getmembers(cls) if not name.startswith("_")}
    assert public - used == set()


def test_the_payload_of_each_built_in_event_is_known_and_a_handler_of_another_is_refused(
    tmp_path,
):
    lines = [
        "from asyncio import Future",
        "from typing import assert_type",
        "import cifbridge",
        "from cifbridge import CIFramework, EventStream",
        "async def main(cif: CIFramework) -> None:",
    ]
    kinds = {name: type(payload(name, {})).__name__ for name in BUILT_IN}
    for name, kind in kinds.items():
        wrong = next(other for other in kinds.values() if other != kind)
        lines += [
            f"    def right_{name}(event: cifbridge.{kind}) -> int: return 1",
            f"    def wrong_{name}(event: cifbridge.{wrong}) -> int: return 1",
            f"    async def late_{name}(event: cifbridge.{wrong}) -> None: ...",
            f'    cif.on("{name}")(right_{name})',
            # An ignored error that there isn't is an error in strict mode.
            f'    cif.on("{name}")(wrong_{name})  # type: ignore[arg-type]',
            f'    cif.on("{name}")(late_{name})  # type: ignore[arg-type]',
            f'    assert_type(cif.once("{name}"), Future[cifbridge.{kind}])',
            f'    assert_type(cif.events("{name}"), EventStream[cifbridge.{kind}])',
        ]
    lines += [
        "    def own(event: dict[str, int]) -> None: ...",
        '    cif.on("contoso.changed")(own)',
        '    event = await cif.once("contoso.changed")',
        '    print(event["a"])',
        '    assert_type(await cif.session("s").closed(), cifbridge.SessionEvent)',
        '    async for focused in cif.session("s").focus_changes():',
        "        assert_type(focused, bool)",
        "    async for outcome in cif.analytics.outcomes():",
        "        assert_type(outcome, cifbridge.AnalyticsOutcome)",
    ]
    file = tmp_path / "widget.py"
    file.write_text("\n".join(lines), encoding="utf-8")
    done = check(file)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What is said of widgets that are each wrong in one way, by that way."""
    folder = tmp_path_factory.mktemp("wrong")
    write_wrong_widgets(folder)
    return check(folder).stdout


@pytest.mark.parametrize(("number", "wrong"), list(enumerate(wrong for _, wrong in WRONG)))
def test_a_wrong_type_is_an_error(complaints, number, wrong):
    assert f"widget_{number}.py:" in complaints
