"""Calls of the page's real `Microsoft.CIFramework`, and how their promises settle."""

from __future__ import annotations

import itertools
from typing import Any

import js
from pyodide.ffi import JsException, create_proxy, to_js

from .._host import Outcome
from .answer import Answer, Line
from .convert import from_js


class LibraryCalls:
    """Makes calls of the library, and reports how each settled.

    A rejection that is not an `Error` never reaches an `await` in Pyodide, so a host's promise must
    not come near Python. JavaScript's built-ins see to it: mapped over an array, they leave their
    promises inside arrays, which Python may hold. What they settle with is handed to `_arrive`,
    through one proxy for all calls, so a promise that never settles holds nothing of Python's.
    """

    def __init__(self) -> None:
        promise, apply, call = js.Promise, js.Reflect.apply, js.Function.prototype.call
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
        # What the page has asked while Python started; the first call is that or none.
        self._asked = getattr(getattr(js, "cifbridge", None), "question", None)
        self._waiting: dict[int, Answer] = {}
        self._free: list[Line] = []

    def framework(self) -> Any:
        """Give the library, or `None` while the page has none."""
        # The same one to the end: handlers can be removed only where they were added.
        if self._library is None:
            self._library = getattr(getattr(js, "Microsoft", None), "CIFramework", None)
        return self._library

    def start(self, api: str, js_args: list[Any]) -> Answer:
        """Call a function of the library, and listen to the promise that it gives.

        Args:
            api: Its name.
            js_args: Its arguments, as they are in JavaScript.

        Returns:
            What the promise will settle with, for `settle`.
        """
        promises = self._asked_before(api) or self._promises(api, js_args)
        # The call is under way: from here on, Python and the host work at the same time.
        line = self._free.pop() if self._free else self._new_line()
        self._list(self._then_with(promises, line.callbacks)).forEach(self._apply)
        self._waiting[line.number] = answer = Answer(line)
        return answer

    async def settle(self, answer: Answer) -> Outcome:
        """Wait until a call of `start` has settled.

        Args:
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
        return Outcome(fulfilled, from_js(value))

    def _asked_before(self, api: str) -> Any:
        asked, self._asked = self._asked, None
        return asked and asked.take(api)

    def _promises(self, api: str, js_args: list[Any]) -> Any:
        framework = self.framework()
        try:
            # What the library has lost, or refuses to show, is a rejection like any other.
            call = to_js([[getattr(framework, api, None), framework, js_args]])
            if self._attempt:
                return self._map(call, self._attempt)
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
