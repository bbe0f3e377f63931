"""What the doctor finds wrong with a widget's project."""

from pathlib import Path

import pytest

from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.doctor.findings import Finding, Level
from cifbridge_workbench.doctor.project import examine_project

GOOD = """
import cifbridge

CALL = "msdyn_voicecall_session"

async def main():
    cif = await cifbridge.connect()
    await cif.create_session(CALL)
    await cif.create_tab(template_name="msdyn_search")
    await cif.notify_event("contoso_incoming_call", {})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project that is well."""
    folder = tmp_path / "repository"
    write(folder, "pyproject.toml", '[tool.cifbridge]\napp = "."\n')
    write(folder, "dialer/__init__.py", GOOD)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def wrong(folder: Path) -> list[Finding]:
    return [each for each in examine_project(find_app(folder)) if each.level is not Level.FINE]


def only(folder: Path) -> Finding:
    (found,) = wrong(folder)
    assert found.reason
    assert found.remedy
    return found


def test_a_project_that_is_well_has_no_finding(folder: Path) -> None:
    assert wrong(folder) == []


def test_a_setting_that_is_wrong_is_named_with_its_line(folder: Path) -> None:
    write(folder, "pyproject.toml", '[tool.cifbridge]\npublsh = ["x"]\n')
    found = only(folder)
    assert found.level is Level.ERROR
    assert "pyproject.toml:2: unknown key tool.cifbridge.publsh" in found.sentence


def test_a_configuration_that_is_wrong_is_named(folder: Path) -> None:
    write(folder, "pyproject.toml", "[tool.cifbridge.config.limits]\nsesions = 3\n")
    assert "sesions" in only(folder).sentence


def test_a_package_without_a_beginning_is_an_error(folder: Path) -> None:
    write(folder, "dialer/__init__.py", "def mian(): ...\n")
    assert only(folder).sentence == "dialer has neither a main() nor a __main__.py."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dialer/__main__.py", "print(1)"),
        ("dialer/__init__.py", "from dialer.panel import main"),
        ("dialer/__init__.py", "from dialer.panel import start as main"),
        ("dialer/__init__.py", "main = print"),
    ],
)
def test_a_widget_begins_in_one_of_several_ways(folder: Path, name: str, text: str) -> None:
    write(folder, "dialer/__init__.py", "")
    write(folder, name, text)
    assert wrong(folder) == []


def test_what_is_not_python_is_named_with_its_line(folder: Path) -> None:
    write(folder, "dialer/panel.py", "x = 1\ndef f(:\n")
    found = only(folder)
    assert f"{folder}/dialer/panel.py:2 is not Python" in found.sentence


@pytest.mark.parametrize(
    ("call", "named"),
    [
        ('create_session("msdyn_chat_sesion")', "session template named msdyn_chat_sesion"),
        ('create_tab("contoso_websit", {})', "tab template named contoso_websit"),
        ('get_tabs(template_name="contoso_websit")', "tab template named contoso_websit"),
        ("notify_event(NAME)", "notification template named contoso_incoming_cal"),
    ],
)
def test_a_template_that_nobody_has_made_is_named_with_what_may_be_meant(
    folder: Path, call: str, named: str
) -> None:
    code = f'NAME = "contoso_incoming_cal"\nasync def ring(cif):\n    await cif.{call}\n'
    write(folder, "dialer/ring.py", code)
    found = only(folder)
    assert (found.level, named in found.sentence) == (Level.ERROR, True)
    assert f"{folder}/dialer/ring.py:3 names it" in found.reason
    assert " is meant, write that." in found.remedy
    assert "tool.cifbridge.config." in found.remedy


def test_a_template_of_the_projects_own_is_known(folder: Path) -> None:
    code = 'async def ring(cif):\n    await cif.create_session("contoso_call")\n'
    write(folder, "dialer/ring.py", code)
    template = 'uniqueName = "contoso_call"\nname = "Call"\ntitle = "Call"\n'
    table = "[[tool.cifbridge.config.sessionTemplates]]"
    chats = 'uniqueName = "msdyn_voicecall_session"\nname = "Voice"\n'
    write(folder, "pyproject.toml", f"{table}\n{template}{table}\n{chats}")
    assert wrong(folder) == []


def test_a_session_template_of_an_entity_opens_no_session(folder: Path) -> None:
    row = 'uniqueName = "msdyn_voicecall_session"\nname = "Case"\ntype = "Entity"\n'
    write(folder, "pyproject.toml", f"[[tool.cifbridge.config.sessionTemplates]]\n{row}")
    assert only(folder).sentence.endswith("msdyn_voicecall_session is of the type Entity.")


@pytest.mark.parametrize(
    ("statement", "level", "remedy"),
    [
        ("import tkinter", Level.ERROR, "js.document"),
        ("from tkinter import ttk", Level.ERROR, "js.document"),
        ("import threading", Level.ERROR, "asyncio"),
        ("import concurrent.futures", Level.ERROR, "asyncio"),
        ("import subprocess", Level.ERROR, "server"),
        ("import socket", Level.ERROR, "WebSocket"),
        ("import requests", Level.WARNING, "pyfetch"),
        ("import urllib.request", Level.WARNING, "pyfetch"),
        ("import unittest", Level.ERROR, "--full-stdlib"),
        ("import xml.dom.minidom", Level.ERROR, "--full-stdlib"),
        ("import numpy as np", Level.ERROR, "requirements.txt"),
    ],
)
def test_an_import_that_does_not_work_in_a_page_is_named(
    folder: Path, statement: str, level: Level, remedy: str
) -> None:
    write(folder, "dialer/panel.py", f"import json\n{statement}\n")
    found = only(folder)
    assert (found.level, remedy in found.remedy) == (level, True)
    assert f"{folder}/dialer/panel.py:2 imports" in found.sentence


@pytest.mark.parametrize(
    "code",
    [
        "import js\nfrom pyodide.ffi import create_proxy\nfrom dialer import panel\nimport asyncio",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy",
        "import typing\nif typing.TYPE_CHECKING:\n    import numpy",
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None",
        "import xml.etree.ElementTree",
        "from . import panel",
    ],
)
def test_an_import_that_works_or_is_done_without_is_not(folder: Path, code: str) -> None:
    write(folder, "dialer/panel.py", code)
    assert wrong(folder) == []


def test_a_secret_among_the_published_files_is_an_error(folder: Path) -> None:
    write(folder, "dialer/.env", "KEY=1")
    assert "dialer/.env looks like a secret" in only(folder).sentence


def test_requirements_that_are_not_locked_are_named(folder: Path) -> None:
    write(folder, "requirements.txt", "tzdata\n")
    found = only(folder)
    assert (found.level, "no requirements.lock" in found.sentence) == (Level.WARNING, True)
    assert f"commit {folder}/requirements.lock" in found.remedy


def test_requirements_that_have_changed_since_are_named(folder: Path) -> None:
    write(folder, "requirements.txt", "tzdata\n")
    write(folder, "requirements.lock", "# For requirements.txt sha256:0, Python 3.14, x\n")
    assert "was written for another" in only(folder).sentence


def test_a_requirement_that_cannot_be_is_an_error(folder: Path) -> None:
    write(folder, "requirements.txt", "-r absent.txt\n")
    found = only(folder)
    assert (found.level, "absent.txt" in found.sentence) == (Level.ERROR, True)
