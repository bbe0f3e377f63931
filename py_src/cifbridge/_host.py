"""The seam: the only module that touches JavaScript.

It calls `Microsoft.CIFramework`, settles whatever comes back, and converts both ways. Everything
else in the package works on plain Python data and runs on CPython too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import CIFError
from .plain import MAX_DEPTH, Plain

try:
    import js
    from pyodide.ffi import JsBigInt, JsException, JsProxy, jsnull, to_js
except ImportError:
    in_browser = False
else:
    in_browser = True

_LIBRARY_SCRIPT = 'script[data-cifid="CIFMainLibrary"], script[src*="msdyn_ciLibrary" i]'


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended.

    Attributes:
        fulfilled: True for a result, False for a rejection or a throw.
        data: The result or the reason, as plain Python data.
    """

    fulfilled: bool
    data: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the page looks like to a widget in search of its host.

    Attributes:
        in_frame: Whether the page is inside another one.
        library: Whether `Microsoft.CIFramework` is there.
        script: Address of the library's script element, if the page has one.
        initialised: Whether `CIFInitDone` has fired; `None` when nobody listened from the start.
        refused: Why the page's loader did not load the library, if it refused.
        failed: Why the library did not load, if the page's loader saw it fail.
    """

    in_frame: bool
    library: bool
    script: str | None = None
    initialised: bool | None = None
    refused: str | None = None
    failed: str | None = None


class Host(Protocol):
    """What the rest of the package needs of a host page."""

    def look(self) -> Sighting:
        """Tell what is on the page now."""

    def supports(self, api: str) -> bool:
        """Tell whether the library has a call of that JavaScript name."""

    async def call(self, api: str, args: Sequence[Plain]) -> Outcome:
        """Make a call and wait until it settles; it may wait for ever, the caller has the clock."""


class BrowserHost:
    """The host behind the page's real `Microsoft.CIFramework`."""

    def __init__(self) -> None:
        """Bind the built-ins that settle promises.

        A rejection that is not an `Error` never reaches an `await` in Pyodide, so a host promise
        must not come near Python before it has settled. JavaScript's built-ins see to it: mapped
        over an array, they leave their promises inside arrays, which Python may hold.
        """
        apply = js.Reflect.apply
        self._settled = apply.bind(None, js.Promise.allSettled, js.Promise)
        self._attribute = apply.bind(None, js.Reflect.get, None)
        # Promise.try keeps the value of a synchronous throw; without it only an Error's survives.
        attempt = getattr(js.Promise, "try_", None)
        self._attempt = attempt and apply.bind(None, attempt, js.Promise)

    def look(self) -> Sighting:
        """Tell what is on the page now."""
        script = js.document.querySelector(_LIBRARY_SCRIPT)
        note = _from_js(getattr(getattr(js, "cifbridge", None), "library", None)) or {}
        return Sighting(
            in_frame=js.window.self != js.window.top,
            library=self._framework() is not None,
            script=script.src if isinstance(script, JsProxy) else None,
            initialised=note.get("initialised"),
            refused=note.get("refused"),
            failed=note.get("failed"),
        )

    def supports(self, api: str) -> bool:
        """Tell whether the library has a call of that JavaScript name."""
        return callable(getattr(self._framework(), api, None))

    async def call(self, api: str, args: Sequence[Plain]) -> Outcome:
        """Make a call and wait until it settles.

        Args:
            api: The JavaScript name of the call.
            args: Its positional arguments; `None` among them becomes `undefined`, `None` inside
                one of them `null`.

        Returns:
            The outcome, whatever the promise settled with.

        Raises:
            CIFError: The answer holds something that has no Python form.
        """
        framework = self._framework()
        function = getattr(framework, api)
        js_args = [_to_js(arg) for arg in args]
        try:
            if self._attempt:
                call = to_js([[function.bind(framework), *js_args]])
                promises = js.Array.from_(call, self._attempt)
            else:
                direct = js.Reflect.apply.bind(None, function, framework)
                promises = js.Array.from_(to_js([js_args]), direct)
        except JsException as error:
            return Outcome(False, _from_js(error))
        # The race lets go of a promise that never settles: without it, every call that Python
        # stops waiting for would leave its two resolvers behind.
        stop = js.Promise.withResolvers()
        stopped = js.Array.from_(to_js([[stop, "promise"]]), self._attribute)
        racers = js.Array.from_(to_js([[promises]]), self._settled).concat(stopped)
        try:
            (outcome,) = await js.Promise.race(racers)
        finally:
            stop.resolve()
        fulfilled = outcome.status == "fulfilled"
        data = _from_js(outcome.value if fulfilled else outcome.reason, api)
        return Outcome(fulfilled, data)

    def _framework(self) -> Any:
        return getattr(getattr(js, "Microsoft", None), "CIFramework", None)


def report(callback: Callable[..., object], **fields: Plain) -> None:
    """Call a JavaScript function with one plain object.

    Args:
        callback: The function, as Python holds it.
        fields: The object's keys and values.
    """
    callback(_to_js(dict(fields)))


def _to_js(value: Plain) -> Any:
    """Convert plain data to JavaScript; no proxy ever crosses."""
    if isinstance(value, (list, dict)):
        return to_js(
            _with_null(value), dict_converter=js.Object.fromEntries, create_pyproxies=False
        )
    return value


def _with_null(value: Plain) -> Any:
    if value is None:
        return jsnull
    if isinstance(value, list):
        return [_with_null(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_null(item) for key, item in value.items()}
    return value


def _from_js(value: Any, api: str | None = None) -> Any:
    """Convert what JavaScript gave to plain Python data.

    A `Map` and an object become a dict, an array and a set a list, null and undefined `None`, an
    `Error` a dict of its name, message and own properties, a `Date` ISO text.
    """
    return _plain(value, api, 0)


def _plain(value: Any, api: str | None, depth: int) -> Any:
    if value is None or value is jsnull:
        return None
    if isinstance(value, JsBigInt):
        return int(value)
    if isinstance(value, (bool, int, float, str)):
        return value
    if depth > MAX_DEPTH:
        raise _unreadable(api, f"is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, JsException):
        own = js.Object.entries(value)
        extras = {k: _plain(v, api, depth + 1) for k, v in own if not callable(v)}
        return {"name": value.name, "message": value.message, **extras}
    kind = js.Object.prototype.toString.call(value)
    if kind == "[object Map]":
        return {str(k): _plain(v, api, depth + 1) for k, v in value.entries()}
    if kind in ("[object Array]", "[object Set]"):
        return [_plain(item, api, depth + 1) for item in value.values()]
    if kind == "[object Date]":
        return value.toISOString()
    if callable(value) or not isinstance(value, JsProxy):
        raise _unreadable(api, f"holds a {getattr(value, 'typeof', type(value).__name__)}")
    return {k: _plain(v, api, depth + 1) for k, v in js.Object.entries(value)}


def _unreadable(api: str | None, what: str) -> CIFError:
    return CIFError(f"{api}: the answer {what}, which has no Python form.", api=api)
