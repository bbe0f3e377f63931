"""Temporary folders, also those of processes that were killed."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.compress import compressed
from cifbridge_workbench.machine.folders import replacing, temporary_folder
from cifbridge_workbench.machine.scratch import scratch_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


class Other:
    """Another process, which does something and then waits in the midst of it."""

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "waiting\n"

    def kill(self) -> None:
        """End it as ``kill -9`` does."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def others() -> Iterator[list[Other]]:
    started: list[Other] = []
    yield started
    for other in started:
        other.kill()


def in_midst_of_filling(folder: str, cache: Path) -> str:
    return f"""
        from pathlib import Path
        from cifbridge_workbench import paths
        from cifbridge_workbench.machine import folders
        paths.CACHE = Path({str(cache)!r})
        with folders.{folder} as made:
            (made / "half").write_text("x")
            print("waiting", flush=True)
            input()
    """


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_temporary_folder_is_gone_afterwards(cache: Path) -> None:
    with temporary_folder() as folder:
        assert folder.is_relative_to(cache)
        (folder / "x").touch()
    with pytest.raises(ZeroDivisionError), temporary_folder():
        raise ZeroDivisionError
    assert below(cache) == ["work"]


def test_what_a_killed_process_left_is_cleared_by_the_next(
    cache: Path, others: list[Other]
) -> None:
    killed = Other(in_midst_of_filling("temporary_folder()", cache))
    killed.kill()
    assert [name for name in below(cache) if name.endswith("/half")]
    with temporary_folder() as folder:
        assert list((cache / "work").iterdir()) == [folder.parent]


def test_what_a_running_process_uses_stays(cache: Path, others: list[Other]) -> None:
    others.append(Other(in_midst_of_filling("temporary_folder()", cache)))
    with temporary_folder(), temporary_folder():
        assert len(list((cache / "work").glob("*/files/half"))) == 1
    others[0].kill()
    with temporary_folder():
        assert not list((cache / "work").glob("*/files/half"))


def test_what_was_killed_before_it_had_a_lock_is_cleared(cache: Path) -> None:
    (cache / "work" / "abandoned").mkdir(parents=True)
    with temporary_folder() as folder:
        assert list((cache / "work").iterdir()) == [folder.parent]


def test_many_at_once_do_not_clear_each_other(tmp_path: Path) -> None:
    def use(number: int) -> str:
        with scratch_folder(tmp_path / "many", prefix="x-") as folder:
            (folder / "file").write_text(str(number), "utf-8")
            return (folder / "file").read_text("utf-8")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(use, range(300))) == list(map(str, range(300)))
    assert below(tmp_path / "many") == []


def test_a_build_that_was_killed_leaves_nothing_beside_the_site(
    cache: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sites" / "dist"
    Other(in_midst_of_filling(f"replacing(Path({str(out)!r}))", cache)).kill()
    assert len(list(out.parent.iterdir())) == 1
    with replacing(out) as made:
        (made / "whole").touch()
    assert below(out.parent) == ["dist", "dist/whole"]


def test_a_site_that_was_moved_away_by_a_killed_build_comes_back(
    cache: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sites" / "dist"
    with replacing(out) as made:
        (made / "former").touch()
    Other(f"""
        from pathlib import Path
        from cifbridge_workbench.machine import folders

        rename = Path.rename
        def wait_after_the_first(source, target):
            rename(source, target)
            print("waiting", flush=True)
            input()
        Path.rename = wait_after_the_first
        with folders.replacing(Path({str(out)!r})) as made:
            pass
    """).kill()
    assert not out.exists()
    with pytest.raises(ZeroDivisionError), replacing(out) as made:
        raise ZeroDivisionError
    assert below(out.parent) == ["dist", "dist/former"]


def test_two_that_replace_a_folder_at_once_both_end_well(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def fill(number: int) -> None:
        with replacing(out) as made:
            (made / "file").write_text(str(number), "utf-8")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fill, range(100)))
    assert (out / "file").read_text("utf-8") in map(str, range(100))
    assert below(tmp_path) == ["out", "out/file"]


def test_equal_contents_may_be_compressed_at_once(cache: Path) -> None:
    contents = [b"the same again and again, " * 100] * 64
    with ThreadPoolExecutor(8) as pool:
        results = set(pool.map(lambda content: compressed(content, "gzip"), contents))
    assert len(results) == 1
    assert [name for name in below(cache) if "work/" in name] == []
