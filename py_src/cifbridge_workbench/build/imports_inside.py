"""Explains imports and installs that fail because of how the page was built; runs in the page."""

from __future__ import annotations

import asyncio
import codecs
import functools
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_REQUIRE = (
    "name the package that has it in requirements.txt beside the widget's code, and build again"
)
_ADVICE = "was left out of this widget's bundle; build it with --full-stdlib to have it"


def explain_imports(modules: Iterable[str]) -> None:
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


# An install that fails for another reason fails so much later, two seconds.
_PAUSE_SECONDS = 0.02
_LOOKS = 100


def explain_installs(blocked: Sequence[str]) -> None:
    """Let an install that the page's policy blocks say so, and what to write where.

    Args:
        blocked: Origins that the policy has kept a request from; it grows.
    """
    sys.meta_path.insert(0, _Micropip(blocked))


class InstallBlocked(OSError, ValueError):
    """The page's policy keeps micropip from where the packages are.

    Of both families, because micropip's own failure may be of either.
    """


class _Micropip:
    """Finds micropip, and puts an `install` instead that explains."""

    def __init__(self, blocked: Sequence[str]) -> None:
        self._blocked = blocked

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname == "micropip" else None
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            module.__dict__["install"] = self._explained(module.__dict__["install"])

        vars(spec.loader)["exec_module"] = exec_module
        return spec

    def _explained(self, install: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        @functools.wraps(install)
        async def explained(*args: Any, **kwargs: Any) -> None:
            before = len(self._blocked)
            try:
                await install(*args, **kwargs)
            except Exception as error:
                await self._heard_of_more_than(before)
                origins = sorted(set(self._blocked[before:]))
                if not origins:
                    raise
                sources = ", ".join(f'"{origin}"' for origin in origins)
                raise InstallBlocked(
                    f"micropip cannot ask {', '.join(origins)}: this page's policy does not allow "
                    "requests there. Name the packages in the widget's requirements.txt and build "
                    "again, and the bundle has them; or allow it in the widget's pyproject.toml, "
                    f"under [tool.cifbridge.sources]: connect = [{sources}]"
                ) from error

        return explained

    async def _heard_of_more_than(self, count: int) -> None:
        # A browser fails the request first, and says a little later why.
        for _ in range(_LOOKS):
            if len(self._blocked) > count:
                return
            await asyncio.sleep(_PAUSE_SECONDS)
