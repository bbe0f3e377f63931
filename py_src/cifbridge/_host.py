"""The seam: the only module that touches JavaScript.

It calls `Microsoft.CIFramework`, settles whatever comes back, and converts both ways. Everything
else in the package works on plain Python data and runs on CPython too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .errors import CIFError
from .plain import MAX_DEPTH, Plain

try:
    import js as js
    from pyodide.ffi import JsBigInt, JsProxy, jsnull
    from pyodide.ffi import JsException as JsException
    from pyodide.ffi import create_proxy as create_proxy
    from pyodide.ffi import to_js as to_js
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


Receive = Callable[[Any], None]
"""Gets an event's data; must not raise."""

Decide = Callable[[Any], Awaitable[None]]
"""Gets an event's data and raises to refuse the event."""


class Listener(Protocol):
    """One registration for an event."""

    @property
    def registered(self) -> asyncio.Future[Outcome]:
        """How the registration settled with the host."""

    def close(self) -> None:
        """End it."""


class Host(Protocol):
    """What the rest of the package needs of a host page."""

    def look(self) -> Sighting:
        """Tell what is on the page now."""

    def supports(self, api: str) -> bool:
        """Tell whether the library has a call of that JavaScript name."""

    async def call(self, api: str, args: Sequence[Plain]) -> Outcome:
        """Make a call and wait until it settles; it may wait for ever, the caller has the clock."""

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> Listener:
        """Register for an event: the host is answered at once, or, with `decide`, by that."""


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
        self._rejected = js.Promise.reject.bind(js.Promise)
        # Promise.try keeps the value of a synchronous throw; without it only an Error's survives.
        attempt = getattr(js.Promise, "try_", None)
        self._attempt = attempt and apply.bind(None, attempt, js.Promise)

    def look(self) -> Sighting:
        """Tell what is on the page now."""
        script = js.document.querySelector(_LIBRARY_SCRIPT)
        note = _from_js(getattr(getattr(js, "cifbridge", None), "library", None)) or {}
        # The window of another origin refuses to be looked at, so it must not become a proxy.
        windows = to_js([[js.window, "self"], [js.window, "top"]])
        return Sighting(
            in_frame=js.Set.new(js.Array.from_(windows, self._attribute)).size > 1,
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
        return await self.settle(api, self.start(api, [_to_js(arg) for arg in args]))

    def listen(self, event: str, receive: Receive, decide: Decide | None = None) -> Listener:
        """Register for an event.

        Args:
            event: Its name.
            receive: Called with each event's data, as plain Python data.
            decide: In its place, for the event that the host wants an answer to.

        Returns:
            The registration.
        """
        return BrowserListener(self, event, receive, decide)

    def start(self, api: str, js_args: list[Any]) -> Any:
        """Call a function of the library, and keep the promise that it gives in an array.

        Args:
            api: Its name.
            js_args: Its arguments, as they are in JavaScript.

        Returns:
            The array, for `settle`.
        """
        framework = self._framework()
        function = getattr(framework, api)
        try:
            if self._attempt:
                call = to_js([[function.bind(framework), *js_args]])
                return js.Array.from_(call, self._attempt)
            direct = js.Reflect.apply.bind(None, function, framework)
            return js.Array.from_(to_js([js_args]), direct)
        except JsException as error:
            return js.Array.from_(to_js([error]), self._rejected)

    async def settle(self, api: str, promises: Any) -> Outcome:
        """Wait until the promise in an array of `start` has settled.

        Args:
            api: The name of the function, for messages.
            promises: The array.

        Returns:
            The outcome.
        """
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


class BrowserListener:
    """A handler with the page's library that leads to Python."""

    def __init__(
        self, host: BrowserHost, event: str, receive: Receive, decide: Decide | None
    ) -> None:
        """Register it."""
        self._host = host
        self._event = event
        if decide is None:
            loop = asyncio.get_running_loop()

            def arrive(data: Any, _stream: object) -> None:
                try:
                    readable = _from_js(data, event)
                except CIFError as error:
                    # Raised further, it would end the stream, and no later event would arrive.
                    loop.call_exception_handler({"message": error.message, "exception": error})
                else:
                    receive(readable)

            self._proxy = create_proxy(arrive)
            # A stream's writer is a built-in whose promise resolves with undefined at once: the
            # only answer that the library cannot turn into an endless exchange of replies.
            sink = to_js({"write": self._proxy}, dict_converter=js.Object.fromEntries)
            writer = js.WritableStream.new(sink).getWriter()
            self._handler = writer.write.bind(writer)
        else:
            self._proxy = create_proxy(lambda data: decide(_from_js(data, event)))
            self._handler = self._proxy
        self.registered: asyncio.Future[Outcome] = self._tell("addHandler")

    def close(self) -> None:
        """End it; an event that is on its way still arrives."""
        self._tell("removeHandler").add_done_callback(lambda _: self._proxy.destroy())

    def _tell(self, api: str) -> asyncio.Future[Outcome]:
        promises = self._host.start(api, [self._event, self._handler])
        return asyncio.ensure_future(self._host.settle(api, promises))


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
    return CIFError(f"{api}: what came from the host {what}, which has no Python form.", api=api)
