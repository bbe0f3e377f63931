"""What tests see of calls and events."""

import asyncio

import pytest

from cifbridge import CIFError
from cifbridge_workbench.host.clock import settle

CHAT = "msdyn_chat_session"
CALL = "msdyn_voicecall_session"
LIST = ("msdyn_entitylist", {"title": "Contacts", "entityName": "contact"})
AMELIA = "7d17f3b0-7237-569c-939f-3fa6440e738b"
NOBODY = "00000000-0000-4000-8000-000000000000"
NOT_ACTIVE = "This operation can be performed from the active provider"


def heard(cif, event):
    """Collect an event's payloads."""
    events = []
    cif.on(event)(events.append)
    return events


async def refusal(call, kind=CIFError):
    """Await a call that fails; give the text after the call's name."""
    with pytest.raises(kind) as caught:
        await call
    error = caught.value
    assert type(error) is kind or kind is CIFError
    return error.message.removeprefix(f"{error.api} was rejected: ")


async def begun(call):
    """Start a call that takes a while, until it waits."""
    task = asyncio.ensure_future(call)
    await settle()
    return task


def sent(dynamics):
    """Name the messages that arrived, without what a library sends by itself."""
    return [call.type for call in dynamics.calls]


class Window:
    """A widget's window without a library: it keeps what the host posts."""

    ORIGIN = "http://127.0.0.1:8701"

    def __init__(self, dynamics, provider="contoso_softphone"):
        self.posted = []
        self._wire = dynamics.wire
        dynamics.wire.attach(provider, self)

    def post(self, message, origin):
        self.posted.append({**message, "origin": origin})

    async def ask(self, type, data=None, *, origin=ORIGIN, identifier="abc"):
        """Post a message and give the answer; `None` for none."""
        message = {"messageType": type, "messageData": data, "messageCorrelationId": identifier}
        self._wire.receive(message, origin, self)
        await settle()
        answers = [each for each in self.posted if each["messageCorrelationId"] == identifier]
        return answers[-1] if answers else None

    def respond(self, identifier, outcome, data):
        message = {
            "messageOutcome": outcome,
            "messageData": data,
            "messageCorrelationId": identifier,
        }
        self._wire.receive(message, self.ORIGIN, self)
