"""Compiles Python ahead for the browser: zips of sources become stored zips of bytecode.

Starting Python is mostly compiling its standard library, so that is done once, here, by the same
Pyodide that the browser will run, under Node.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build import bytecode_inside
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import toolchain
from cifbridge_workbench.machine.folders import replacing, temporary_folder
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.stamps import digest

_PROGRAM = Path(bytecode_inside.__file__)
_RESULT = "compiled.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How to compile.

    Attributes:
        prefix: What tracebacks show before a module's path in the zip.
        optimize: Python's optimisation level; 2 leaves out asserts and docstrings.
        keep_source: Whether the sources stay beside the bytecode, so that tracebacks show lines
            of code, and the place in the line.
        strict: Whether a module with a syntax error is an error; if not, its source stays.
    """

    prefix: str = ""
    optimize: int = 0
    keep_source: bool = False
    strict: bool = False


def compile_zip(source: bytes, style: Style, *, stdlib: Path | None = None) -> Path:
    """Compile every module of a zip, or take the result of an earlier time.

    Args:
        source: A zip of Python files and anything else, which is taken over as it is.
        style: How to compile.
        stdlib: A compiled standard library for the compiling Python itself.

    Returns:
        The compiled zip, stored; equal arguments give equal bytes.

    Raises:
        BuildError: A module has a syntax error and the style is strict.
    """
    facts = json.dumps(asdict(style)) + hashlib.sha256(source).hexdigest()
    tools = [
        _PROGRAM,
        paths.RUN_PYTHON,
        paths.PYODIDE / "package.json",
        *([stdlib] if stdlib else []),
    ]
    out = paths.CACHE / "bytecode" / digest(tools, facts)[:16]
    if not out.is_dir():
        with replacing(out) as made:
            (made / _RESULT).write_bytes(_compile(source, style, stdlib))
    return out / _RESULT


def _compile(source: bytes, style: Style, stdlib: Path | None) -> bytes:
    node = toolchain.find_node()
    with temporary_folder() as work:
        (work / "source.zip").write_bytes(source)
        (work / "job.json").write_text(json.dumps(asdict(style)), "utf-8")
        run(
            [
                node.node,
                paths.RUN_PYTHON,
                paths.PYODIDE,
                _PROGRAM,
                work,
                *([stdlib] if stdlib else []),
            ],
            what="compiling Python for the browser",
            environment={"PYTHONNODEBUGRANGES": "" if style.keep_source else "1"},
        )
        problems = json.loads((work / "problems.json").read_text("utf-8"))
        if problems and style.strict:
            raise BuildError("the widget's code has syntax errors", detail="\n".join(problems))
        return (work / _RESULT).read_bytes()
