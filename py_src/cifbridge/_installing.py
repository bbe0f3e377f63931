"""Explains installs that fail by the page's policy, for which micropip blames a name."""

from __future__ import annotations

import asyncio
import functools
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# An install that fails for another reason fails so much later, two seconds.
_PAUSE_SECONDS = 0.02
_LOOKS = 100


def explain(blocked: Sequence[str]) -> None:
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
    """Finds micropip, and puts an `install` in its place that explains."""

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
