"""Tells of the modules that the build left out of this page's standard library."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

_ADVICE = "was left out of this widget's bundle; build it with --full-stdlib to have it"


def explain(modules: Iterable[str]) -> None:
    """Let an import of a module that was left out say so, and how to get it.

    Args:
        modules: Their dotted names.
    """
    finder = _LeftOut(frozenset(modules))
    # Whatever can be found on the path, such as a package of the same name, comes first.
    sys.meta_path.insert(sys.meta_path.index(PathFinder) + 1, finder)
    codecs.register(finder.encoding)


class _LeftOut:
    def __init__(self, modules: frozenset[str]) -> None:
        self._modules = modules

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> None:
        if fullname in self._modules:
            # `from package import module` would hide an error that names the module.
            name = None if "." in fullname else fullname
            raise ModuleNotFoundError(f"{fullname} {_ADVICE}", name=name)

    def encoding(self, name: str) -> Any:
        if f"encodings.{name}" in self._modules:
            raise LookupError(f"the encoding {name} {_ADVICE}")
        return None
