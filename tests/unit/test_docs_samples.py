"""The samples of the pages: those that need no browser."""

import ast
import asyncio
import os
import re
import subprocess
import sys
import tomllib

import pytest

import cifbridge
from cifbridge_workbench.config.load import load_config
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.host.clock import settle
from cifbridge_workbench.project import project_config, read_settings
from cifbridge_workbench.records import Dataverse, read_seed
from pages import PAGES, blocks, every_block, name_of

IN_MEMORY = [page for page in PAGES if any(block.is_snippet for block in blocks(page, "python"))]


# What a sample calls is answered by then; what still waits, waits for the agent.
_TURNS = 20


class Reader:
    """Somebody who tries a page's samples one after the other, on one connection.

    A sample that waits for the agent goes on while the invisible one below it does what the agent
    does.
    """

    def __init__(self, **names):
        self.printed = []
        self.names = {
            **names,
            "asyncio": asyncio,
            "cifbridge": cifbridge,
            "print": lambda *values: self.printed.append(" ".join(map(str, values))),
            "printed": self.printed,
            "settle": settle,
        }
        self.waiting = []

    async def try_out(self, block):
        code = compile(
            "\n" * (block.line - 1) + block.code,
            block.page,
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
        )
        awaited = eval(code, self.names)  # noqa: S307 - the pages are ours
        if awaited is not None:
            task = asyncio.ensure_future(awaited)
            if not block.visible:
                await task
            self.waiting.append(task)
        for _ in range(_TURNS):
            await settle()
        self.waiting = [task for task in self.waiting if not ended(task)]

    async def leave(self):
        for task in self.waiting:
            ended(task)
        # Those that a sample has started, too.
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        # What is still registered ends here, while there is an event loop.
        self.waiting.clear()
        self.names.clear()


def ended(task):
    if task.done():
        task.result()
    return task.done()


@pytest.mark.parametrize("file", IN_MEMORY, ids=name_of)
async def test_the_python_of_a_page_does_what_the_page_says(file, dynamics):
    reader = Reader(dynamics=dynamics, cif=await cifbridge.connect())
    for block in blocks(file, "python"):
        if block.is_snippet:
            await reader.try_out(block)
    await reader.leave()


def test_the_tests_of_the_pages_that_need_no_browser_pass_without_one(tmp_path):
    samples = [
        block
        for block in every_block("python")
        if "def test_" in block.code and "playwright" not in block.code
    ]
    assert len(samples) > 1
    for number, block in enumerate(samples):
        (tmp_path / f"test_{number}.py").write_text(block.code, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n", "utf-8")
    plugins = ("-p", "cifbridge_workbench.pytest_plugin", "-p", "no:playwright")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins],
        cwd=tmp_path,
        env={**os.environ, "CIFBRIDGE_BROWSER": str(tmp_path / "absent")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("block", every_block("toml"), ids=str)
def test_the_settings_of_a_page_are_taken(block, tmp_path):
    data = tomllib.loads(block.code)
    file = tmp_path / "pyproject.toml"
    file.write_text(block.code, "utf-8")
    (tmp_path / "workbench.toml").touch()
    if "tool" in data:
        read_settings(tmp_path)
    overlay = project_config(tmp_path) if "tool" in data else TomlFile(file)
    load_config(overlay)
    with Dataverse(seed=read_seed(overlay)):
        pass


def test_no_code_of_a_page_is_in_a_language_that_nothing_tries():
    fences = [
        fence
        for page in PAGES
        for fence in re.findall(r"^ *```(\S+)", page.read_text("utf-8"), re.MULTILINE)
    ]
    # What is in braces is for Sphinx, and a text is what a program prints.
    tried = {"python", "toml", "sh", "html", "js"}
    assert {fence for fence in fences if fence[0] != "{"} - {"text"} == tried
