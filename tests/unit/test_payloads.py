import json

import pytest

from cifbridge import ClickToAct, SessionEvent
from cifbridge.api.events import payload
from cifbridge.models import BUILT_IN

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("data", [{}, {"value": None, "sessionId": None, "presenceInfo": None}])
def test_no_built_in_event_breaks_on_what_is_missing(name, data):
    assert payload(name, json.dumps(data)).raw == data


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("data", [None, "not json", "7", "[1]", 7])
def test_data_of_another_shape_are_the_value_of_the_events_own_class(name, data):
    expected = json.loads(data) if data in ("7", "[1]") else data
    event = payload(name, data)
    assert type(event) is type(payload(name, {}))
    assert event.raw == {"value": expected}


@pytest.mark.parametrize(
    ("value", "read"),
    [("+1 425", "+1 425"), (5550142, "5550142"), (True, None), ({"a": 1}, None), (["+1"], None)],
)
def test_what_is_a_text_in_a_payload_is_one_or_not_there(value, read):
    assert payload("onclicktoact", {"value": value, "name": value}).name == read
    assert payload("onpagenavigate", {"value": value}).value == read
    assert payload("onsendkbarticle", {"title": value, "link": value}).link == read
    assert payload("onPresenceChange", {"presenceInfo": {"presenceId": value}}).presence_id == read


def test_a_number_alone_is_the_mode_or_the_number_to_dial():
    assert payload("onmodechanged", 1).value == 1
    assert payload("onclicktoact", "+1 425").value == "+1 425"


def test_a_click_is_read_and_its_record_loses_its_braces():
    event = payload("onclicktoact", {"value": "+1", "entityId": f"{{{GUID.upper()}}}"})
    assert isinstance(event, ClickToAct)
    assert (event.value, event.entity_id) == ("+1", GUID)
    assert payload("onclicktoact", {"entityId": "nobody"}).entity_id == "nobody"


@pytest.mark.parametrize("key", ["focused", "focussed"])
def test_both_spellings_of_focus_are_read(key):
    event = payload("onSessionSwitched", {"sessionId": "s", key: True, "context": {"a": 1}})
    assert isinstance(event, SessionEvent)
    assert (event.session_id, event.focused, event.context) == ("s", True, {"a": 1})


@pytest.mark.parametrize(("value", "read"), [(1, 1), ("1", 1), ("one", None), (None, None)])
@pytest.mark.parametrize("name", ["onmodechanged", "onsizechanged"])
def test_modes_and_sizes_are_numbers_or_their_texts(name, value, read):
    assert payload(name, {"value": value}).value == read


@pytest.mark.parametrize("key", ["link", "url", "value"])
def test_an_articles_address_is_read_from_every_key_it_has_been_seen_under(key):
    event = payload("onsendkbarticle", {"title": "How", key: "https://example.com/"})
    assert (event.title, event.link) == ("How", "https://example.com/")


@pytest.mark.parametrize("wrap", [lambda info: info, lambda info: {"presenceInfo": info}])
def test_a_presence_is_read_in_both_documented_shapes(wrap):
    info = {"presenceText": "Busy", "presenceId": "p", "basePresenceStatus": "BUSY"}
    event = payload("onPresenceChange", wrap(info))
    assert (event.presence_text, event.presence_id) == ("Busy", "p")
    assert (event.base_presence_status, event.presence_color) == ("BUSY", None)


def test_an_event_of_ones_own_is_what_was_sent():
    assert payload("mine", '{"a": 1}') == {"a": 1}
    assert payload("mine", {"value": 7, "correlationId": None})["value"] == 7
    assert payload("mine", "text") == "text"
