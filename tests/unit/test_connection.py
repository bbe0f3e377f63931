import dataclasses
import json
import re

import pytest
from scripted_host import IN_DYNAMICS, NEVER, InTurn, ScriptedHost, rejection

import cifbridge
from cifbridge import HostUnavailable, InvalidArgument, connection
from cifbridge._host import LIBRARY_TIMEOUT, Sighting
from cifbridge.connection import diagnosis, find

EMPTY = Sighting(in_frame=True, library=False)
LOADING = dataclasses.replace(EMPTY, script="https://contoso.crm.dynamics.com/lib.js")
STARTING = dataclasses.replace(LOADING, library=True, initialised=False)


async def test_it_waits_for_the_library_and_its_start():
    host = ScriptedHost({"getEnvironment": "{}"}, [EMPTY, LOADING, STARTING, IN_DYNAMICS])
    await find(host, 5)
    assert host.heard == [("getEnvironment", [])]


async def test_a_library_that_started_before_anybody_listened_is_asked_at_once():
    host = ScriptedHost({"getEnvironment": "{}"}, [Sighting(in_frame=True, library=True)])
    await find(host, 5)
    assert host.heard == [("getEnvironment", [])]


async def test_any_answer_proves_a_host_even_a_failure():
    await find(ScriptedHost({"getEnvironment": rejection({"message": "Xrm API error"})}), 5)


async def test_a_host_that_starts_to_listen_late_is_asked_again(monkeypatch):
    monkeypatch.setattr(connection, "_ASK_AGAIN_AFTER", 0.01)
    host = ScriptedHost({"getEnvironment": InTurn([NEVER, NEVER, "{}"])})
    await find(host, 5)
    assert len(host.heard) == 3


async def test_the_librarys_own_timeout_is_no_answer():
    gave_up = rejection(json.dumps({"message": LIBRARY_TIMEOUT}))
    host = ScriptedHost({"getEnvironment": InTurn([gave_up, "{}"])})
    await find(host, 5)
    assert len(host.heard) == 2


UNKNOWN = "Sender domain is not a recognised or is invalid and hence the message cant be processed"
NO_RECORD = "Associated Provider record not found"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            UNKNOWN,
            "No channel provider of this agent has a Channel URL on this page's host, w.example",
        ),
        (NO_RECORD, "A Trusted Domain names this page's host, w.example"),
        ("Origin/Source of the message cant be null or all", "without allow-same-origin"),
    ],
)
async def test_a_host_that_refuses_the_widget_is_told_from_silence_and_from_other_refusals(
    text, advice
):
    host = ScriptedHost(
        {"getEnvironment": rejection(json.dumps({"message": text}))},
        [dataclasses.replace(IN_DYNAMICS, page="w.example")],
    )
    with pytest.raises(HostUnavailable, match=text) as caught:
        await find(host, 5)
    assert caught.value.step == "host-refused"
    assert advice in caught.value.message


@pytest.mark.parametrize("text", [UNKNOWN, NO_RECORD])
async def test_no_refusal_advises_a_trusted_domain_which_leads_to_the_next_one(text):
    with pytest.raises(HostUnavailable) as caught:
        await find(ScriptedHost({"getEnvironment": rejection(text)}), 5)
    assert re.search(
        "replace (it|the Channel URL) with this page's own", caught.value.message, re.I
    )
    assert "or its Trusted Domain" not in caught.value.message


@pytest.mark.parametrize(
    ("sight", "step", "advice"),
    [
        (Sighting(in_frame=False, library=False), "no-frame", "not inside Dynamics 365"),
        (EMPTY, "library-missing", "msdyn_ciLibrary.js"),
        (dataclasses.replace(EMPTY, refused="evil.example"), "library-refused", "evil.example"),
        (dataclasses.replace(EMPTY, failed="HTTP 404"), "library-failed", "HTTP 404"),
        (LOADING, "library-failed", LOADING.script),
        (STARTING, "library-silent", "CIFInitDone"),
        (IN_DYNAMICS, "host-silent", "data-crmurl"),
        (dataclasses.replace(IN_DYNAMICS, in_frame=False), "no-frame", "not inside Dynamics 365"),
    ],
)
def test_the_diagnosis_names_the_step_and_what_to_check(sight, step, advice):
    error = diagnosis(sight, 20)
    assert error.step == step
    assert advice in error.message


async def test_a_silent_host_is_given_up_at_the_deadline():
    with pytest.raises(HostUnavailable, match="drops a port") as caught:
        await find(ScriptedHost({"getEnvironment": NEVER}), 0.02)
    assert caught.value.step == "host-silent"


@pytest.mark.parametrize(
    "final",
    [
        dataclasses.replace(EMPTY, refused="no"),
        dataclasses.replace(EMPTY, failed="no"),
        Sighting(in_frame=False, library=False),
    ],
)
async def test_what_cannot_change_is_reported_at_once(final):
    with pytest.raises(HostUnavailable):
        await find(ScriptedHost({}, [final]), 3600)


async def test_on_cpython_there_is_no_host_and_the_message_says_why():
    with pytest.raises(HostUnavailable, match="isn't a browser page") as caught:
        await cifbridge.connect()
    assert caught.value.step == "no-frame"


@pytest.mark.parametrize("keys", [{"timeout": -1}, {"timeout": "5"}, {"call_timeout": 0}])
async def test_a_time_that_is_not_a_time_is_refused(keys):
    with pytest.raises(InvalidArgument, match=next(iter(keys))):
        await cifbridge.connect(**keys)
