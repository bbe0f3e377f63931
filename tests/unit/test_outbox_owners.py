"""Whose events they are: kept by organisation and agent, and never sent for another."""

import asyncio
import json

import pytest
from analytics_host import GONE, connected
from memory_disk import Browser

import cifbridge
from cifbridge import AnalyticsOutbox, connection
from cifbridge.analytics.keeper import owner
from fake_time import in_fake_time

ORG = "5f1d3a52-30d2-4f0c-9f6e-6f4a2f0a8c11"
AGENT = "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"


@in_fake_time
async def test_events_of_one_agent_wait_until_he_is_back_and_never_go_out_as_anothers():
    browser = Browser()
    a, of_a = await connected(browser, lambda name, events: GONE, "A")
    ids = [a.analytics.record("CallHold", reason=str(n)) for n in range(500)]
    await asyncio.sleep(10)
    b, of_b = await connected(browser, owner="B")
    assert (b.analytics.pending, b.analytics.waiting_for_others) == (0, 500)
    b.analytics.record("CallHold", reason="b")
    await asyncio.sleep(100)
    assert of_b.reasons() == ["b"]
    of_a.behave = lambda name, events: GONE
    again, of_a_again = await connected(browser, owner="A")
    await asyncio.sleep(10)
    assert again.analytics.waiting_for_others == 0
    arrived = [each["externalCorrelationId"] for h in of_a_again.kept for each in h.data["events"]]
    assert arrived == ids
    assert of_a_again.reasons() == [str(n) for n in range(500)]


ENVIRONMENT = {"orgId": ORG, "userId": f"{{{AGENT.upper()}}}", "username": "Ann"}


@pytest.mark.parametrize("answer", [ENVIRONMENT, json.dumps(ENVIRONMENT)])
def test_they_are_the_organisations_and_the_agents_of_the_hosts_environment(answer):
    assert json.loads(owner(answer)) == [ORG, AGENT]


def test_ids_that_are_no_guids_name_them_as_well():
    assert owner({"orgId": "a b", "userId": "c"}) != owner({"orgId": "a", "userId": "b c"})


@pytest.mark.parametrize(
    "answer",
    [
        *({"orgId": ORG}, {"userId": AGENT}, {"orgId": "", "userId": AGENT}, {}),
        *("{}", "no JSON", "[]", None, 7, "null"),
        {"orgId": None, "userId": AGENT, "clientUrl": "https://contoso.crm.dynamics.com"},
    ],
)
def test_where_the_host_does_not_name_both_nobody_owns_them(answer):
    assert owner(answer) is None


@in_fake_time
async def test_what_is_recorded_before_there_is_a_connection_gets_its_agent_later():
    browser = Browser()
    outbox = AnalyticsOutbox()
    outbox.configure(mask=lambda event: {**event, "kpiEventReason": "masked"})
    ids = [outbox.record("CallHold", reason="Ann called"), outbox.record("CallUnhold")]
    assert (outbox.pending, outbox.durable) == (2, False)
    cif, host = await connected(browser, lambda name, events: GONE, "A", outbox)
    assert cif.analytics is outbox
    assert (outbox.pending, outbox.durable) == (2, True)
    stored = [json.loads(text)["data"]["events"][0] for text in browser.waiting("A").values()]
    assert [event["externalCorrelationId"] for event in stored] == ids
    assert stored[0]["kpiEventReason"] == "masked"
    host.behave = lambda name, events: "ok"
    await asyncio.sleep(60)
    assert [heard.name for heard in host.kept] == ["CallHold", "CallUnhold"]


@in_fake_time
async def test_what_the_package_records_goes_to_the_connection_that_there_is(monkeypatch):
    monkeypatch.setattr(connection, "_outbox", AnalyticsOutbox())
    early = cifbridge.record("CallHold", reason="early")
    assert cifbridge.outbox().pending == 1
    cif, host = await connected(Browser(), outbox=cifbridge.outbox())
    monkeypatch.setattr(connection, "_connection", cif)
    with cifbridge.outbox().conversation("c1"):
        later = cifbridge.record("CallHold", reason="later")
    assert await cif.analytics.flush() == 0
    assert [(h.data.get("conversationId"), h.reasons) for h in host.kept] == [
        (None, ["early"]),
        ("c1", ["later"]),
    ]
    assert early != later


@in_fake_time
async def test_the_dynamics_of_a_test_has_an_outbox_of_its_own(dynamics):
    cif = await cifbridge.connect()
    cifbridge.record("CallHold")
    assert cif.analytics.pending == 1
