"""How the library settles a call: what it makes of the host's answer."""

from __future__ import annotations

import copy
import json
from typing import Any

from cifbridge._host import Outcome

# Wire protocol, "What the promise does": these give JSON text of a Map's entries ...
_MAP_TO_JSON = frozenset(
    {
        "createRecord",
        "deleteRecord",
        "getEnvironment",
        "notifyEvent",
        "retrieveRecord",
        "searchAndOpenRecords",
        "updateConversation",
        "updateRecord",
    }
)
# ... these JSON text of any value, and all others the value as it is.
_VALUE_TO_JSON = frozenset({"openForm"})

# The library waits for ever for these, and 10 seconds for the rest.
PATIENT = frozenset({"createSession", "notifyEvent", "openForm"})
LIBRARY_SECONDS = 10.0
_TIMED_OUT = "Timeout occurred as no response was received from listener window"

# The names that calls have on the wire, where those differ.
_MESSAGE_TYPES = {
    "cancelEvent": "CancelEvent",
    "getTabs": "getTabsByTagOrName",
    "notifyEvent": "NotifyEvent",
    "openForm": "openform",
    "searchAndOpenRecords": "searchandopenrecords",
    "setMode": "setmode",
    "setWidth": "setwidth",
}


class Refusal(Exception):
    """The host's failure answer.

    Attributes:
        data: What the answer holds.
        is_map: Whether it is a `Map`; the calls that give JSON text can read nothing else.
    """

    def __init__(self, data: Any, *, is_map: bool = True) -> None:
        """Keeps the answer's data."""
        super().__init__(data)
        self.data = data
        self.is_map = is_map


def message(text: object, api: str) -> Refusal:
    """Makes the usual failure.

    Args:
        text: Its message.
        api: The JavaScript name of the call.
    """
    return Refusal({"message": text, "msdyn_name": _MESSAGE_TYPES.get(api, api)})


def fulfilled(api: str, value: Any) -> Outcome:
    """Settles a call that the host carried out."""
    gives_text = api in _MAP_TO_JSON or api in _VALUE_TO_JSON
    return Outcome(True, json.dumps(value) if gives_text else copy.deepcopy(value))


def refused(api: str, refusal: Refusal) -> Outcome | None:
    """Settles a call that the host refused.

    Returns:
        The outcome; `None` when the library cannot read the answer and never settles.
    """
    if api not in _MAP_TO_JSON and api not in _VALUE_TO_JSON:
        return Outcome(False, copy.deepcopy(refusal.data))
    return Outcome(False, _entries_text(refusal.data)) if refusal.is_map else None


def timed_out(api: str) -> Outcome:
    """Settles a call that the library gives up."""
    outcome = refused(api, Refusal({"message": _TIMED_OUT}))
    assert outcome is not None
    return outcome


def _entries_text(entries: dict[str, Any]) -> str:
    # What JSON.stringify does: undefined is left out, and an Error has nothing to show.
    seen = {key: {} if _is_error(value) else value for key, value in entries.items()}
    return json.dumps({key: value for key, value in seen.items() if value is not None})


def _is_error(value: object) -> bool:
    return isinstance(value, dict) and value.get("name") == "Error"
