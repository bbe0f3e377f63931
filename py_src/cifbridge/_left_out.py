"""Tells of modules that aren't in this page's bundle, and how to have them."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any

_REQUIRE = (
    "name the package that has it in requirements.txt beside the widget's code, and build again"
)
_ADVICE = "was left out of this widget's bundle; build it with --full-stdlib to have it"


def explain(modules: Iterable[str]) -> None:
    """Let an import of a module that isn't there say how to get it.

    Args:
        modules: Dotted names of what was left out of the standard library.
    """
    finder = _LeftOut(frozenset(modules))
    # Whatever can be found on the path, such as a package of the same name, comes first.
    sys.meta_path.insert(sys.meta_path.index(PathFinder) + 1, finder)
    codecs.register(finder.encoding)
    sys.meta_path.append(_NotRequired())


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


class _NotRequired:
    """The last finder: whatever reaches it is nowhere."""

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> None:
        # Packages ask with importlib.util.find_spec what they can use; only an import fails.
        asker = sys._getframe(1).f_back
        importing = asker is not None and asker.f_code.co_name == "_find_and_load_unlocked"
        if importing and "." not in fullname and fullname not in sys.stdlib_module_names:
            raise ModuleNotFoundError(
                f"No module named {fullname!r} in this widget's bundle; {_REQUIRE}", name=fullname
            )
