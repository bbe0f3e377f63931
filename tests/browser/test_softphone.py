"""The sample widget, as an agent uses it."""

import re

import pytest
from plain_widget import until
from playwright.sync_api import expect

CALLER = re.compile("Novak|Ferreira|Tanaka|Okafor")


def simulate(workbench):
    workbench.widget.get_by_role("button", name="Simulate a call").click()
    expect(workbench.widget.get_by_role("heading", name=CALLER)).to_be_visible()


def wait_for_events(workbench, *names):
    log = workbench.widget.locator("#log")
    for name in names:
        expect(log).to_contain_text(f"logAnalyticsEvent {name}")


def test_a_simulated_call_opens_a_session_with_the_callers_name(workbench):
    simulate(workbench)
    caller = workbench.widget.locator("#caller").inner_text()
    home, session = workbench.state("sessions")
    assert home["id"] == "session-id-0"
    assert caller in session["title"]
    assert session["templateParameters"]["customerName"] == caller
    expect(workbench.page.get_by_text(caller).first).to_be_visible()


def test_a_call_logs_what_happens_in_it_in_order(workbench):
    simulate(workbench)
    workbench.widget.get_by_role("button", name="Hold").click()
    workbench.widget.get_by_role("button", name="Resume").click()
    workbench.widget.get_by_role("button", name="End call").click()
    wait_for_events(workbench, "CallEnded")
    events = workbench.state("analytics")
    assert [event["eventName"] for event in events] == [
        "CallStarted",
        "CallHold",
        "CallUnhold",
        "CallEnded",
    ]
    assert all(event["stored"] for event in events)
    session = workbench.state("sessions")[1]
    assert {event["data"]["providerSessionId"] for event in events} == {
        session["providerSessionId"]
    }


def test_the_panel_shows_what_dynamics_answered(workbench):
    simulate(workbench)
    wait_for_events(workbench, "CallStarted")
    log = workbench.widget.locator("#log")
    expect(log).to_contain_text("createSession session-id-1")
    expect(log).to_contain_text("logAnalyticsEvent CallStarted delivered: Success")


@pytest.mark.parametrize("reject", ["map", "map-error", "undefined"])
def test_a_session_that_is_refused_is_shown_as_text(workbench, reject):
    workbench.page.evaluate(
        "reject => workbench.faults.set('createSession', { reject, times: 1 })", reject
    )
    workbench.widget.get_by_role("button", name="Simulate a call").click()
    expect(workbench.widget.get_by_role("alert")).to_contain_text("createSession was rejected")
    simulate(workbench)
    expect(workbench.widget.get_by_role("alert")).to_be_hidden()


def test_a_call_goes_on_while_the_host_refuses_events_which_arrive_later(workbench):
    workbench.page.evaluate("workbench.faults.set('logAnalyticsEvent', { reject: 'string' })")
    simulate(workbench)
    expect(workbench.widget.get_by_role("button", name="End call")).to_be_enabled()
    until(workbench.page, "workbench.calls.some(({ api }) => api === 'logAnalyticsEvent')")
    workbench.page.evaluate("workbench.faults.clear()")
    # Any other call that is answered shows that the host is well again.
    workbench.widget.get_by_role("button", name="Hold").click()
    expect(workbench.widget.locator("#log")).to_contain_text("CallStarted delivered", timeout=60000)


def test_the_panel_is_used_by_keyboard_alone(workbench):
    workbench.widget.get_by_role("button", name="Simulate a call").press("Enter")
    expect(workbench.widget.get_by_role("heading", name=CALLER)).to_be_visible()
    workbench.widget.get_by_role("button", name="Hold").press("Space")
    expect(workbench.widget.get_by_role("status").first).to_have_text("On hold")


def test_of_many_answers_the_newest_hundred_are_kept_in_sight(workbench):
    workbench.python("""
        import cifbridge
        cif = await cifbridge.connect()
        for number in range(120):
            cif.analytics.record("CallHold" if number < 119 else "CallUnhold")
        await cif.analytics.flush()
    """)
    answers = workbench.widget.locator("#log li")
    expect(answers).to_have_count(100)
    expect(answers.first).to_contain_text("CallUnhold")
