import json

import pytest

from cifbridge import (
    CallRejected,
    CallTimeout,
    CIFError,
    HostUnavailable,
    InvalidArgument,
    NotFocused,
    NotSupported,
    SessionLimitReached,
    SessionNotFound,
    TemplateNotFound,
)
from cifbridge._host import LIBRARY_TIMEOUT, reason_text, rejected

# Every rejection shape of the wire, as plain data, and the text that a person should read.
SHAPES = {
    "Error": ({"name": "Error", "message": "boom"}, "boom"),
    "Map with a text": ({"message": "boom", "msdyn_name": "createSession"}, "boom"),
    "Map with an Error": ({"message": {"name": "Error", "message": "boom"}}, "boom"),
    "JSON text": (json.dumps({"message": "boom"}), "boom"),
    "JSON text of a record call": (json.dumps({"value": {"errorMsg": "boom"}}), "boom"),
    "plain text": ("boom", "boom"),
    "plain object": ({"errorCode": 7, "message": "boom"}, "boom"),
    "object with errorMsg": ({"value": {"errorMsg": "boom", "errorType": 2}}, "boom"),
    "Map without a message": ({"message": None, "msdyn_name": "getTabs"}, None),
    "undefined or null": (None, None),
    "blank text": (" ", None),
}


@pytest.mark.parametrize(("raw", "text"), SHAPES.values(), ids=SHAPES.keys())
def test_the_text_of_a_rejection_is_found_whatever_its_shape(raw, text):
    assert reason_text(raw) == text


@pytest.mark.parametrize(("raw", "text"), SHAPES.values(), ids=SHAPES.keys())
def test_a_rejection_of_any_shape_becomes_an_error_with_a_readable_message(raw, text):
    error = rejected("createTab", raw, "c0ffee")
    assert type(error) is CallRejected
    assert str(error) == f"{error.message} (docs: errors/call-rejected)"
    assert error.message.startswith("createTab was rejected: ")
    assert (text or "gave no reason") in error.message
    assert (error.api, error.raw, error.correlation_id) == ("createTab", raw, "c0ffee")


@pytest.mark.parametrize(
    ("text", "cls"),
    [
        ("Maximum sessions reached. Close a session before opening another.", SessionLimitReached),
        (
            "Cannot add the Session. Maximum sessions limit reached. Limit: 5",
            SessionLimitReached,
        ),
        (
            "Cannot add the UISession. Maximum UISessions limit reached. Limit: 5",
            SessionLimitReached,
        ),
        ("Session with ID:session-id-9 does not exist", SessionNotFound),
        ("Session Id session-id-9 not found", SessionNotFound),
        ("Session Id is wrong", SessionNotFound),
        ("Please provide valid session id", SessionNotFound),
        ("Did not find template by name (x)", TemplateNotFound),
        ("Error retrieving template by tag (x) : y", TemplateNotFound),
        ("Could not resolve unique name for session template: x", TemplateNotFound),
        ("NotificationTemplateNotFoundError", TemplateNotFound),
        (
            "Focused session is neither the default session nor it belongs to the provider",
            NotFocused,
        ),
        ("Focused session does not belong to the provider", NotFocused),
        ("This operation can be performed from the active provider", NotFocused),
        ("Something else", CallRejected),
    ],
)
def test_a_known_text_of_the_host_has_its_own_class(text, cls):
    assert type(rejected("createSession", {"message": text})) is cls


@pytest.mark.parametrize(
    "raw",
    [
        {"message": LIBRARY_TIMEOUT, "msdyn_name": "canCreateSession"},
        json.dumps({"message": LIBRARY_TIMEOUT}),
    ],
)
def test_the_librarys_own_timeout_is_a_call_timeout(raw):
    error = rejected("canCreateSession", raw)
    assert isinstance(error, CallTimeout)
    assert isinstance(error, TimeoutError)


def test_one_except_clause_catches_everything():
    for cls in (
        HostUnavailable,
        CallTimeout,
        CallRejected,
        NotSupported,
        InvalidArgument,
    ):
        assert issubclass(cls, CIFError)
    assert issubclass(InvalidArgument, ValueError)
