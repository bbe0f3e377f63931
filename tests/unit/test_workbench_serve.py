"""`serve` beside a developer who does things to files: it says what is wrong, and goes on."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from socket_page import Page

from cifbridge_workbench import paths

SECONDS = 110

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open folder stays there")


class Served:
    """A running `serve`, as its developer sees it."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "cifbridge_workbench", "serve", "--app", folder.name),
                *more,
                *("--port", "0", "--widget-port", "0", "--no-open"),
            ],
            cwd=folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A terminal that cannot show every name.
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "ascii"},
        )
        self._lines: Queue[str] = Queue()
        Thread(target=self._read, daemon=True).start()
        self.workbench_url = self.until(r"workbench: +(http\S+)")
        self.first = self.until(r"widget: +(http.+)")
        self.url = self.first.partition(" ")[0]

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line.rstrip())
        self._lines.put("ended")

    def until(self, pattern: str) -> str:
        """Wait for a line, and return what its pattern's group or the pattern itself matches."""
        said = []
        while True:
            said.append(self._lines.get(timeout=SECONDS))
            if found := re.search(pattern, said[-1]):
                return found[found.lastindex or 0]
            assert said[-1] != "ended", said
            assert "Traceback" not in said[-1], said

    def page(self, url: str = "") -> str:
        with urllib.request.urlopen(url or self.url, timeout=SECONDS) as answer:
            return str(answer.read().decode())

    def write_page(self, text: str) -> None:
        (self.folder / "index.html").write_text(text, "utf-8")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(timeout=SECONDS)


def widget(folder: Path, name: str) -> Path:
    """Write a widget, in a folder that is called so."""
    (folder / "widget" / name).mkdir(parents=True)
    (folder / "widget" / name / "__init__.py").write_text("def main():\n    pass\n", "utf-8")
    (folder / "widget" / "index.html").write_text("the first page", "utf-8")
    return folder / "widget"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(widget(tmp_path_factory.mktemp("serve"), "dialer"))
    assert served.until(r"docs: +(http\S+)") == f"{served.workbench_url}docs/"
    yield served
    assert served.stop() == 0


def renamed(folder: Path) -> Callable[[], object]:
    away = folder.rename(folder.with_name("away"))
    return lambda: away.rename(folder)


def removed(folder: Path) -> Callable[[], object]:
    kept = shutil.copytree(folder, folder.with_name("kept"))
    shutil.rmtree(folder)
    return lambda: kept.rename(folder)


def without_init(folder: Path) -> Callable[[], object]:
    away = (folder / "dialer" / "__init__.py").rename(folder / "dialer" / "kept.txt")
    return lambda: away.rename(folder / "dialer" / "__init__.py")


def with_file(name: str | bytes) -> Callable[[Path], Callable[[], object]]:
    def do(folder: Path) -> Callable[[], object]:
        file = folder / os.fsdecode(name)
        file.touch()
        return file.unlink

    return do


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        pytest.param(renamed, "error: cannot read widget: No such file", id="folder-renamed"),
        pytest.param(removed, "error: cannot read widget: No such file", id="folder-removed"),
        pytest.param(
            without_init, "error: widget/dialer is not a Python package any more", id="init"
        ),
        pytest.param(
            with_file(b"\xff.html"),
            r"error: the name of widget/\\xff.html is not UTF-8",
            id="utf-8",
        ),
        pytest.param(with_file(".env"), "error: widget/.env looks like a secret", id="secret"),
    ],
)
def test_what_is_wrong_is_said_and_the_last_good_build_is_served_until_it_is_mended(
    served: Served, harm: Callable[[Path], Callable[[], object]], sentence: str
) -> None:
    page = served.page()
    mend = harm(served.folder)
    served.until(sentence)
    assert served.page() == page
    mend()
    served.write_page(f"{page}, and one more")
    served.until("rebuilt")
    while served.page() == page:
        served.until("rebuilt")


@pytest.mark.skipif(sys.platform != "linux", reason="such names cannot be there")
@pytest.mark.parametrize(
    ("name", "said"), [("日本.svg".encode(), r"widget/\\u65e5\\u672c.svg"), (b"\xff.log", "widget")]
)
def test_a_file_may_have_any_name(served: Served, name: bytes, said: str) -> None:
    page = served.page()
    with_file(name)(served.folder)
    served.until(f"changed: {said}$")
    served.until("rebuilt")
    served.write_page(f"{page}, and one more")
    while served.page() == page:
        served.until("rebuilt")


def test_what_a_killed_serve_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    # By its name the widget is told from those that others serve at the same time.
    name = f"killed_{os.getpid()}"

    def left() -> list[Path]:
        manifests = (paths.CACHE / "work").glob("*/files/widget*/bundle.json")
        return [file for file in manifests if name in file.read_text("utf-8")]

    folder = widget(tmp_path, name)
    first = Served(folder)
    (killed,) = left()
    # From now on, whoever else builds here may clear it.
    first.kill()
    second = Served(folder)
    (served,) = left()
    assert served != killed
    second.stop()
    assert left() == []


def test_each_of_several_widgets_is_built_again_whatever_becomes_of_the_others(
    tmp_path: Path,
) -> None:
    first = widget(tmp_path, "dialer")
    (tmp_path / "two").mkdir()
    second = widget(tmp_path / "two", "chat")
    elsewhere = "http://127.0.0.1:9/"
    config = tmp_path / "three.toml"
    rows = "".join(f"[[providers]]\nuniqueName = '{name}'\n" for name in ("a", "b", "c"))
    config.write_text(rows, "utf-8")
    more = ("--widget-url", elsewhere, "--app", str(second), "--config", str(config))
    served = Served(first, *more)
    assert served.first.endswith(" (a)")
    assert served.until(r"widget: +(http.+)") == f"{elsewhere} (b)"
    third = served.until(r"widget: +(http\S+) \(c\)")
    assert served.page(third) == "the first page"
    (first / ".env").touch()
    served.until("error: widget/.env looks like a secret")
    page = Page(served)
    page.hear("welcome")
    (second / "index.html").write_text("the second page", "utf-8")
    while served.page(third) == "the first page":
        served.until("looks like a secret")
    assert served.page(third) == "the second page"
    # Of what is written, the system may tell twice.
    while not (rebuilt := page.hear("rebuilt")):
        pass
    assert rebuilt == [third]
    (first / ".env").unlink()
    while (rebuilt := page.hear("rebuilt")) != [served.url]:
        assert rebuilt in ([], [third])
    page.close()
    assert served.stop() == 0
