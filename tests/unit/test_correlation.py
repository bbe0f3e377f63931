from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cifbridge import InvalidArgument
from cifbridge.keywords import bare_guid, correlation_id

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("given_as", [GUID, GUID.upper(), f"{{{GUID}}}", f" {GUID} ", UUID(GUID)])
def test_every_way_to_write_a_guid_is_sent_in_one(given_as):
    assert correlation_id(given_as, "getSession") == GUID


def test_no_correlation_id_stays_none():
    assert correlation_id(None, "getSession") is None


@pytest.mark.parametrize("wrong", ["", "call-17", GUID[:-1], f"{{{GUID}", f"{GUID}}}", 17, b"x"])
def test_anything_else_is_refused_with_the_call_and_the_value(wrong):
    with pytest.raises(InvalidArgument, match="getSession: correlation_id") as caught:
        correlation_id(wrong, "getSession")
    assert repr(wrong) in str(caught.value)


@given(st.uuids())
def test_any_uuid_is_its_own_bare_guid(value):
    assert bare_guid(str(value)) == str(value)
