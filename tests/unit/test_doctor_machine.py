"""What the doctor finds wrong with a machine."""

import socket
from pathlib import Path

import pytest

from cifbridge_workbench.browser import VARIABLE
from cifbridge_workbench.doctor import machine
from cifbridge_workbench.doctor.findings import Level


def test_a_python_that_is_too_old_is_named() -> None:
    (found,) = machine.python((3, 10))
    assert (found.level, found.sentence) == (Level.ERROR, "This is Python 3.10.")
    assert "3.11 or newer" in found.remedy


def test_a_port_that_somebody_has_is_named_with_its_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (found,) = machine.ports({"--widget-port": port})
    assert found.level is Level.WARNING
    assert str(port) in found.sentence
    assert "--widget-port 0" in found.remedy
    (found,) = machine.ports({"--port": port})
    assert found.level is Level.FINE


def test_a_cache_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (found,) = machine.cache(tmp_path / "file" / "cache")
    assert found.level is Level.ERROR
    assert f"{tmp_path}/file/cache" in found.sentence
    (found,) = machine.cache(tmp_path / "cache")
    assert found.level is Level.FINE


def test_a_full_disk_is_named_also_before_there_is_a_cache(tmp_path: Path) -> None:
    (found,) = machine.disk(tmp_path / "not" / "yet", needed=10**18)
    assert (found.level, "MB free" in found.sentence) == (Level.WARNING, True)


def test_a_browser_that_was_asked_for_and_does_not_start_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "browser"))
    (found,) = machine.browser()
    assert found.level is Level.ERROR
    assert found.sentence == f"{VARIABLE} is {tmp_path}/browser, which does not start."


def test_a_machine_without_node_gets_one_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    (found,) = machine.node()
    assert found.level is Level.FINE
    assert "fetches one" in found.sentence
