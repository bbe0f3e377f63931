"""Which changes call for a rebuild, and that none of them ends the watching."""

import os
import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
import watchfiles

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.site import watch

SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "widget"
    (folder / "dialer").mkdir(parents=True)
    (folder / "dialer" / "__init__.py").touch()
    return folder


class Watching:
    """Changes, as a thread hears of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._batches: Queue[list[Path]] = Queue()
        changes = watch.changes([find_app(folder)])
        assert next(changes) == []
        Thread(target=self._listen, args=(changes,), daemon=True).start()

    def _listen(self, changes: Iterator[list[Path]]) -> None:
        for batch in changes:
            self._batches.put(batch)

    def next(self) -> set[str]:
        """Wait for the next batch."""
        batch = self._batches.get(timeout=SECONDS)
        return {os.path.relpath(path, self._folder) for path in batch}

    def until(self, name: str) -> set[str]:
        """Wait for the change of a file, and return all changed names up to then."""
        changed: set[str] = set()
        while name not in changed:
            changed |= self.next()
        return changed

    def hears_again(self) -> None:
        """Wait until single files are told; before that, each change is told as the folder's."""
        for number in count():
            (self._folder / f"{number}.html").touch()
            if f"{number}.html" in self.next():
                return


def test_a_change_is_told_by_its_file(folder: Path) -> None:
    watching = Watching(folder)
    (folder / "dialer" / "panel.py").touch()
    assert watching.until("dialer/panel.py") == {"dialer/panel.py"}


def test_no_change_is_missed_while_a_build_runs(folder: Path) -> None:
    changes = watch.changes([find_app(folder)])
    assert next(changes) == []
    (folder / "a.html").touch()
    assert next(changes) == [folder / "a.html"]
    (folder / "b.html").touch()
    assert next(changes) == [folder / "b.html"]


def test_what_no_build_reads_calls_for_none(folder: Path) -> None:
    (folder / "env").mkdir()
    (folder / "env" / "pyvenv.cfg").touch()
    (folder / "tests").mkdir()
    (folder / ".cache").mkdir()
    watching = Watching(folder)
    for name in ("env/a.html", "tests/test_a.py", ".cache/a.html", "last.html"):
        (folder / name).touch()
    assert watching.until("last.html") == {"last.html"}


def test_of_several_widgets_each_is_watched_also_where_another_passes_by(folder: Path) -> None:
    inner = folder / "tests" / "chat"
    inner.mkdir(parents=True)
    (inner / "__init__.py").touch()
    changes = watch.changes([find_app(folder), find_app(inner)])
    assert next(changes) == []
    (folder / "tests" / "a.html").touch()
    (inner / "b.html").touch()
    assert next(changes) == [inner / "b.html"]
    (folder / "c.html").touch()
    assert next(changes) == [folder / "c.html"]


def test_the_settings_of_the_project_around_are_watched_also_when_an_editor_replaces_them(
    folder: Path,
) -> None:
    settings = folder.parent / "pyproject.toml"
    settings.write_text("[tool.cifbridge]\n", "utf-8")
    watching = Watching(folder)
    settings.write_text("[tool.cifbridge]\npublish = []\n", "utf-8")
    watching.until("../pyproject.toml")
    for text in ("[tool.cifbridge]\n", "[tool.cifbridge]\npublish = []\n"):
        new = settings.with_name("new")
        new.write_text(text, "utf-8")
        new.replace(settings)
        watching.until("../pyproject.toml")


def test_a_folder_that_is_renamed_and_back_is_watched_again(folder: Path) -> None:
    watching = Watching(folder)
    away = folder.rename(folder.with_name("away"))
    watching.until(".")
    away.rename(folder)
    watching.hears_again()


def test_a_folder_that_is_removed_and_made_again_is_watched_again(folder: Path) -> None:
    watching = Watching(folder)
    shutil.rmtree(folder)
    watching.until(".")
    folder.mkdir()
    watching.hears_again()


@pytest.mark.skipif(sys.platform != "linux", reason="such names cannot be there")
def test_a_name_that_is_not_utf_8_does_not_end_it(folder: Path) -> None:
    watching = Watching(folder)
    for number in range(3):
        (folder / os.fsdecode(b"\xff%d.log" % number)).touch()
        watching.until(".")
    watching.hears_again()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_to_the_folder_itself_do_not_end_it(folder: Path) -> None:
    watching = Watching(folder)
    for name in ("one", "two"):
        (folder / name).symlink_to(folder, target_is_directory=True)
        watching.until(name)
    Watching(folder).hears_again()


def test_without_the_systems_help_changes_are_looked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = watchfiles.watch

    def limited(*folders: Path, force_polling: bool | None, **options: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return told(*folders, force_polling=True, **options)

    monkeypatch.setattr(watchfiles, "watch", limited)
    changes = watch.changes([find_app(folder)])
    next(changes)
    assert "OS file watch limit reached" in capsys.readouterr().out
    (folder / "a.html").touch()
    assert folder / "a.html" in next(changes)
