"""`js` and `pyodide` where there is no browser: a widget's module can be imported, no more."""

from __future__ import annotations

from types import ModuleType
from typing import Any, NoReturn

_MODULES = (
    "js",
    "pyodide",
    "pyodide.code",
    "pyodide.ffi",
    "pyodide.ffi.wrappers",
    "pyodide.http",
    "pyodide_js",
)


class NoPage(RuntimeError):
    """Something of a page was used in a test that has none."""


class _Absent:
    """A name of a page's: it can be imported, and handed on."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> NoReturn:
        _refuse(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        _refuse(f"{self._name}.{name}")

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        _refuse(f"{self._name}()")


class _Module(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        # A package, whose modules can be imported.
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # What handles the errors of JavaScript, and describes its values, is a class.
        if name == "JsException":
            return type(name, (Exception,), {})
        if name == "JsProxy":
            return type(name, (), {})
        return _Absent(f"{self.__name__}.{name}")


def stand_ins() -> dict[str, ModuleType]:
    """Give the modules that only a browser has, by name."""
    modules: dict[str, ModuleType] = {name: _Module(name) for name in _MODULES}
    for name, module in modules.items():
        above, _, last = name.rpartition(".")
        if above:
            setattr(modules[above], last, module)
    return modules


def _refuse(what: str) -> NoReturn:
    raise NoPage(
        f"{what}: there is no page in a test without a browser. Keep what touches the page apart "
        "from what talks to Dynamics, or test it in the workbench, with the fixture widget."
    )
