"""Takes docstrings and comments out of cifbridge's wheel, which every agent's browser downloads.

They are two fifths of it. Each line keeps its number, so that a traceback in the browser fits the
sources. A build hook: hatchling calls it, in the repository and in the source archive.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LeanWheel(BuildHookInterface[BuilderConfig]):
    """Puts lean modules in place of the package's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make them, unless it is the sources that are installed."""
        if version == "editable":
            return
        self._made = TemporaryDirectory()
        sources = Path(self.root, "py_src")
        files = sorted((sources / "cifbridge").rglob("*"))
        modules = [file for file in files if file.suffix in (".py", ".pyi")]
        for number, module in enumerate(modules):
            made = Path(self._made.name, str(number))
            made.write_text(lean(module.read_text("utf-8")), "utf-8", newline="\n")
            build_data["force_include"][str(made)] = module.relative_to(sources).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take them away again."""
        if version != "editable":
            self._made.cleanup()


def lean(source: str) -> str:
    """Take the docstrings and comments out of a module that is formatted as ours are.

    Args:
        source: Its text, in which a docstring has its lines for itself.

    Returns:
        The rest, on the lines on which it was.
    """
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            lines[line - 1] = lines[line - 1][:column].rstrip()
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        documented = [each for each in body if _is_text(each)] if isinstance(body, list) else []
        for each in documented:
            assert each.end_lineno is not None
            lines[each.lineno - 1 : each.end_lineno] = [""] * (each.end_lineno - each.lineno + 1)
        if documented and documented == body:
            lines[body[0].lineno - 1] = " " * body[0].col_offset + "..."
    return "\n".join(lines).rstrip() + "\n"


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
