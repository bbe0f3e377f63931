"""The door by which ``cifbridge trigger`` comes in."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cifbridge_workbench.host.answers import Impossible
from cifbridge_workbench.site.actions import EXPECTED
from cifbridge_workbench.site.doors import is_of_a_page
from cifbridge_workbench.site.rooms import Room, Rooms
from cifbridge_workbench.trigger.carry_out import carry_out
from cifbridge_workbench.trigger.running import PATH, TOKEN_HEADER

# Longer than any event waits for its answer. A widget may think about the end of its session
# indefinitely; whoever waits for it in a terminal doesn't.
_SECONDS = 30.0
_MOST_BYTES = 100_000


class TriggerDoor:
    """Lets the user's own programs act in the open pages' hosts; no page of a browser gets in.

    Attributes:
        token: What a program has to know.
    """

    def __init__(self, rooms: Rooms) -> None:
        """Make a token; the door is shut to whoever doesn't know it.

        Args:
            rooms: The hosts.
        """
        self.token = secrets.token_urlsafe(32)
        self._rooms = rooms
        # What one lets happen must not be taken for what another does.
        self._one_at_a_time = asyncio.Lock()

    def route(self) -> Route:
        """Give the door's route."""
        return Route(PATH, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        if is_of_a_page(request.headers):
            return _refused(403, "A page in a browser may not trigger anything.")
        if not secrets.compare_digest(
            request.headers.get(TOKEN_HEADER, "").encode(), self.token.encode()
        ):
            return _refused(401, "That is not this workbench's token.")
        try:
            asked = await _read(request)
            async with self._one_at_a_time:
                return JSONResponse(await self._trigger(**asked))
        except TimeoutError:
            return _refused(409, f"The widget did not answer within {_SECONDS:g} s.")
        except EXPECTED as error:
            return _refused(409, str(error))

    async def _trigger(self, event: str, given: dict[str, str], page: int | None) -> dict[str, Any]:
        room, place = self._room(page)
        if (reason := room.not_ready) is not None:
            raise Impossible(reason)
        async with asyncio.timeout(_SECONDS):
            outcome = await carry_out(room.host, event, given)
        return {**asdict(outcome), "page": place, "pages": len(self._rooms.open)}

    def _room(self, number: int | None) -> tuple[Room, int]:
        rooms = self._rooms.open
        if not rooms:
            raise Impossible("No page of the workbench is open: open it in a browser first.")
        place = len(rooms) if number is None else number
        if not 0 < place <= len(rooms):
            raise Impossible(
                f"There is no page {place}: there are {len(rooms)}, and the newest is {len(rooms)}."
                if len(rooms) > 1
                else f"There is no page {place}: one page is open."
            )
        return rooms[place - 1], place


async def _read(request: Request) -> dict[str, Any]:
    """Read what is asked for.

    Raises:
        ValueError: It is none of what the command asks.
    """
    if int(request.headers.get("Content-Length", _MOST_BYTES + 1)) > _MOST_BYTES:
        raise ValueError(f"More than {_MOST_BYTES} bytes, or of an unknown length.")
    match await request.json():
        case {"event": str(event), "given": dict(given), "page": int() | None as page} if all(
            isinstance(text, str) for text in given.values()
        ):
            return {"event": event, "given": given, "page": page}
    raise ValueError("The workbench does not understand that; is it of the command's version?")


def _refused(status: int, sentence: str) -> Response:
    return JSONResponse({"refused": sentence}, status_code=status)
