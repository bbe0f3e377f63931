"""Work is skipped only when it was finished for the same inputs."""

from pathlib import Path

import pytest

from cifbridge_workbench.machine.folders import replacing
from cifbridge_workbench.machine.stamps import Stamp, digest, files_below


def test_a_stamp_holds_until_its_inputs_change(tmp_path: Path) -> None:
    source, result = tmp_path / "a.js", tmp_path / "out"
    source.write_text("1", "utf-8")
    result.mkdir()

    def stamp() -> Stamp:
        return Stamp(name="a", inputs=digest([source]), folder=tmp_path / "stamps")

    assert not stamp().is_current(result)
    stamp().write()
    assert stamp().is_current(result)
    source.write_text("2", "utf-8")
    assert not stamp().is_current(result)


def test_a_stamp_is_void_when_the_result_is_gone(tmp_path: Path) -> None:
    stamp = Stamp(name="a", inputs="x", folder=tmp_path)
    stamp.write()
    assert not stamp.is_current(tmp_path / "absent")


def test_names_contents_and_facts_all_count(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x", "utf-8")
    two.write_text("x", "utf-8")
    digests = {digest([one]), digest([two]), digest([one, two]), digest([one], "fact")}
    assert len(digests) == 4
    assert digest([one, two]) == digest([two, one])


def test_pythons_caches_are_no_inputs(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()
    (tmp_path / "a.py").touch()
    assert files_below(tmp_path) == [tmp_path / "a.py"]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for name in ("first", "second"):
        with replacing(target) as made:
            (made / name).touch()
            assert made != target
    assert [file.name for file in target.iterdir()] == ["second"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_stays_when_its_replacement_fails(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with replacing(target) as made:
        (made / "first").touch()
    with pytest.raises(ZeroDivisionError), replacing(target) as made:
        (made / "second").touch()
        raise ZeroDivisionError
    assert [file.name for file in target.iterdir()] == ["first"]
    assert list(tmp_path.iterdir()) == [target]
