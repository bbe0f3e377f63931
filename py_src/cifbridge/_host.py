"""The seam: the only module that touches JavaScript.

It calls `Microsoft.CIFramework`, settles whatever comes back, and converts both ways. Everything
else in the package works on plain Python data and runs on CPython too.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, Protocol

from ._answer import Answer, Line
from ._record import Record
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
    # Looking these up costs as much as calling them, and every value needs them.
    _type_of = js.Object.prototype.toString.call
    _entries = js.Object.entries

_LIBRARY_SCRIPT = 'script[data-cifid="CIFMainLibrary"], script[src*="msdyn_ciLibrary" i]'


class Outcome(NamedTuple):
    """How a call ended.

    Attributes:
        fulfilled: True for a result, False for a rejection or a throw.
        data: The result or the reason, as plain Python data.
    """

    fulfilled: bool
    data: Any


class Sighting(Record):
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
    """The host behind the page's real `Microsoft.CIFramework`.

    A rejection that is not an `Error` never reaches an `await` in Pyodide, so a host's promise must
    not come near Python. JavaScript's built-ins see to it: mapped over an array, they leave their
    promises inside arrays, which Python may hold. What they settle with is handed to `_arrive`,
    through one proxy for all calls, so a promise that never settles holds nothing of Python's.
    """

    def __init__(self) -> None:
        """Bind the built-ins that make calls and listen to their promises."""
        promise, apply, call = js.Promise, js.Reflect.apply, js.Function.prototype.call
        self._attribute = apply.bind(None, js.Reflect.get, None)
        self._apply = apply.bind(None, apply, None)
        # Promise.try keeps the value of a synchronous throw; without it only an Error's survives.
        attempt = getattr(promise, "try_", None)
        self._attempt = attempt and apply.bind(None, attempt.bind(promise, apply), None)
        self._resolved = promise.resolve.bind(promise)
        self._rejected = promise.reject.bind(promise)
        self._list = js.Array.of
        self._map = js.Array.from_
        self._then_with = js.Array.of(js.Reflect.get(promise.prototype, "then")).concat
        self._settled = call.bind(create_proxy(self._arrive), None)
        self._numbers = itertools.count()
        self._library: Any = None
        self._waiting: dict[int, Answer] = {}
        self._free: list[Line] = []

    def look(self) -> Sighting:
        """Tell what is on the page now."""
        script = js.document.querySelector(_LIBRARY_SCRIPT)
        note = _from_js(getattr(getattr(js, "cifbridge", None), "library", None)) or {}
        # The window of another origin refuses to be looked at, so it must not become a proxy.
        windows = to_js([[js.window, "self"], [js.window, "top"]])
        return Sighting(
            in_frame=js.Set.new(self._map(windows, self._attribute)).size > 1,
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
        early = getattr(getattr(js, "cifbridge", None), "early", None)
        if early is not None and early.holds(event):
            return TakenOver(early, event, _receiver(event, receive, decide))
        return BrowserListener(self, event, _receiver(event, receive, decide), bool(decide))

    def start(self, api: str, js_args: list[Any]) -> Answer:
        """Call a function of the library, and listen to the promise that it gives.

        Args:
            api: Its name.
            js_args: Its arguments, as they are in JavaScript.

        Returns:
            What the promise will settle with, for `settle`.
        """
        promises = self._promises(api, js_args)
        # The call is under way: from here on, Python and the host work at the same time.
        line = self._free.pop() if self._free else self._new_line()
        self._list(self._then_with(promises, line.callbacks)).forEach(self._apply)
        self._waiting[line.number] = answer = Answer(line)
        return answer

    async def settle(self, api: str, answer: Answer) -> Outcome:
        """Wait until a call of `start` has settled.

        Args:
            api: The name of the function, for messages.
            answer: What `start` gave.

        Returns:
            The outcome.
        """
        try:
            fulfilled, value = await answer
        except BaseException:
            # The promise may still use the line, so no other call can have it; and if it has been
            # used, another call may have it already.
            if self._waiting.get(answer.line.number) is answer:
                del self._waiting[answer.line.number]
            raise
        return Outcome(fulfilled, _from_js(value, api))

    def _promises(self, api: str, js_args: list[Any]) -> Any:
        framework = self._framework()
        call = to_js([[getattr(framework, api), framework, js_args]])
        if self._attempt:
            return self._map(call, self._attempt)
        try:
            return self._map(self._map(call, self._apply), self._resolved)
        except JsException as error:
            return self._map(to_js([error]), self._rejected)

    def _new_line(self) -> Line:
        number = next(self._numbers)
        callbacks = [self._settled.bind(None, number, fulfilled) for fulfilled in (True, False)]
        return Line(number, to_js([callbacks]))

    def _arrive(self, number: int, fulfilled: bool, value: Any) -> None:
        answer = self._waiting.pop(number, None)
        if answer is not None:
            self._free.append(answer.line)
            answer.settle(fulfilled, value)

    def _framework(self) -> Any:
        # The same one to the end: handlers can be removed only where they were added.
        if self._library is None:
            self._library = getattr(getattr(js, "Microsoft", None), "CIFramework", None)
        return self._library


class BrowserListener:
    """A handler with the page's library that leads to Python."""

    def __init__(self, host: BrowserHost, event: str, receiver: Any, decides: bool) -> None:
        """Register it."""
        self._host = host
        self._event = event
        self._proxy = create_proxy(receiver)
        if decides:
            self._handler = self._proxy
        else:
            # A stream's writer is a built-in whose promise resolves with undefined at once: the
            # only answer that the library cannot turn into an endless exchange of replies.
            sink = to_js({"write": self._proxy}, dict_converter=js.Object.fromEntries)
            writer = js.WritableStream.new(sink).getWriter()
            self._handler = writer.write.bind(writer)
        self.registered: asyncio.Future[Outcome] = self._tell("addHandler")

    def close(self) -> None:
        """End it; an event that is on its way still arrives."""
        self._tell("removeHandler").add_done_callback(lambda _: self._proxy.destroy())

    def _tell(self, api: str) -> asyncio.Future[Outcome]:
        promises = self._host.start(api, [self._event, self._handler])
        return asyncio.ensure_future(self._host.settle(api, promises))


class TakenOver:
    """An event that the page's loader registered for before Python was there, taken over from it.

    The loader keeps the registration, for good: it answers the host, and hands over the events.
    """

    def __init__(self, early: Any, event: str, receiver: Callable[..., object]) -> None:
        """Take it over; the events that were kept come first."""
        self._early = early
        self._event = event
        self._proxy = create_proxy(receiver)
        # Done already, so that a widget that awaits one registration after the other has them all
        # before the first event.
        self.registered: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.registered.set_result(Outcome(True, True))
        early.take(event, self._proxy)

    def close(self) -> None:
        """End it; the loader goes on to answer the host."""
        self._early.release(self._event, self._proxy)
        self._proxy.destroy()


def _receiver(event: str, receive: Receive, decide: Decide | None) -> Callable[..., object]:
    """Make the function that JavaScript calls with an event's data."""
    if decide is not None:
        # A task has its turn among the events before and after it; a coroutine would start only
        # once JavaScript awaits it.
        return lambda data: asyncio.ensure_future(decide(_from_js(data, event)))
    loop = asyncio.get_running_loop()

    def arrive(data: Any, _stream: object = None) -> None:
        try:
            readable = _from_js(data, event)
        except CIFError as error:
            # Raised further, it would end the stream, and no later event would arrive.
            loop.call_exception_handler({"message": error.message, "exception": error})
        else:
            receive(readable)

    return arrive


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
    if type(value) in (str, bool, int, float):
        return value
    if value is None or value is jsnull:
        return None
    if isinstance(value, JsBigInt):
        return int(value)
    if depth > MAX_DEPTH:
        raise _unreadable(api, f"is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, JsException):
        own = _entries(value)
        extras = {k: _plain(v, api, depth + 1) for k, v in own if not callable(v)}
        return {"name": value.name, "message": value.message, **extras}
    kind = _type_of(value)
    if kind == "[object Map]":
        return {str(k): _plain(v, api, depth + 1) for k, v in value.entries()}
    if kind in ("[object Array]", "[object Set]"):
        return [_plain(item, api, depth + 1) for item in value.values()]
    if kind == "[object Date]":
        return value.toISOString()
    if callable(value) or not isinstance(value, JsProxy):
        raise _unreadable(api, f"holds a {getattr(value, 'typeof', type(value).__name__)}")
    return {k: _plain(v, api, depth + 1) for k, v in _entries(value)}


def _unreadable(api: str | None, what: str) -> CIFError:
    return CIFError(f"{api}: what came from the host {what}, which has no Python form.", api=api)
