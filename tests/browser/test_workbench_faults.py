"""Trouble made on purpose, as the widget meets it."""

from __future__ import annotations

from typing import Any

import pytest
from plain_widget import PlainWidget, open_widget, until
from playwright.sync_api import Page, expect

TEXT = "Simulated failure of canCreateSession"


@pytest.fixture
def widget(page: Page, site: Any) -> PlainWidget:
    return open_widget(page, site)


def fault(widget: PlainWidget, api: str, **faults: Any) -> None:
    widget.page.evaluate("([api, faults]) => workbench.faults.set(api, faults)", [api, faults])


@pytest.mark.parametrize(
    ("shape", "kind", "value"),
    [
        ("map", "Map", {"message": TEXT, "msdyn_name": "canCreateSession"}),
        ("map-error", "Map", {"message": {"error": TEXT}, "msdyn_name": "canCreateSession"}),
        ("map-no-message", "Map", {"msdyn_name": "canCreateSession"}),
        ("string", "string", TEXT),
        ("json", "string", f'{{"message":"{TEXT}","msdyn_name":"canCreateSession"}}'),
        ("object", "Object", {"message": TEXT, "msdyn_name": "canCreateSession"}),
        ("value-object", "Object", {"value": {"errorMsg": TEXT}}),
        ("undefined", "undefined", None),
        ("null", "null", None),
        ("error", "Error", {"error": TEXT}),
    ],
)
def test_each_shape_of_rejection(widget: PlainWidget, shape: str, kind: str, value: object) -> None:
    fault(widget, "canCreateSession", reject=shape)
    settled = widget.outcome("cif.canCreateSession()")
    if isinstance(settled.get("value"), dict):
        settled["value"] = {k: v for k, v in settled["value"].items() if v is not None}
    assert (settled["settled"], settled["kind"], settled.get("value")) == ("rejected", kind, value)


def test_the_shape_of_record_failures(widget: PlainWidget) -> None:
    fault(widget, "canCreateSession", reject="value")
    settled = widget.outcome("cif.canCreateSession()")
    assert (settled["settled"], settled["kind"]) == ("rejected", "Map")
    assert settled["value"]["value"].keys() == {
        "errorMsg",
        "errorType",
        "reportTime",
        "sourceFunc",
    }


def test_a_rejected_request_is_not_carried_out(widget: PlainWidget) -> None:
    fault(widget, "createSession", reject="map")
    settled = widget.outcome("cif.createSession({ templateName: 'msdyn_chat_session' })")
    assert settled["settled"] == "rejected"
    assert len(widget.page.evaluate("workbench.sessions")) == 1


def test_times_run_out(widget: PlainWidget) -> None:
    fault(widget, "canCreateSession", reject="map", times=2)
    settled = [widget.outcome("cif.canCreateSession()")["settled"] for _ in range(3)]
    assert settled == ["rejected", "rejected", "resolved"]


def test_a_fault_meets_every_third_request(widget: PlainWidget) -> None:
    fault(widget, "canCreateSession", lose=True, every=3)
    for _ in range(2):
        assert widget.outcome("cif.canCreateSession()")["settled"] == "resolved"
    widget.run("() => void outcome(Microsoft.CIFramework.canCreateSession())")
    until(widget.page, "workbench.calls.at(-1).outcome === 'lost'")
    assert widget.outcome("cif.canCreateSession()")["settled"] == "resolved"
    assert widget.page.evaluate("workbench.faults.active") == [
        {"api": "cancreatesession", "lose": True, "every": 3}
    ]


def test_cleared_faults_are_gone(widget: PlainWidget) -> None:
    fault(widget, "canCreateSession", reject="map")
    widget.page.evaluate("workbench.faults.clear()")
    assert widget.outcome("cif.canCreateSession()")["settled"] == "resolved"


def test_the_case_of_a_message_type_does_not_matter(widget: PlainWidget) -> None:
    fault(widget, "getEnvironment", reject="map")
    assert widget.outcome("cif.getEnvironment()")["settled"] == "rejected"


def test_a_delayed_answer_is_open_until_it_comes(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    fault(widget, "canCreateSession", delay=5_000)
    widget.run(
        """() => {
          outcome(Microsoft.CIFramework.canCreateSession()).then((o) => { window.o = o; });
        }"""
    )
    until(page, "workbench.calls.length === 1")
    assert page.evaluate("workbench.calls[0].outcome") is None
    page.clock.run_for(5_000)
    widget.wait_for("window.o")
    assert widget.run("o.value") is True
    assert page.evaluate("workbench.calls[0].outcome") == "success"


def test_a_lost_request_is_never_answered(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    fault(widget, "canCreateSession", lose=True)
    fault(widget, "createSession", lose=True)
    widget.run(
        """() => {
          const cif = Microsoft.CIFramework;
          outcome(cif.canCreateSession()).then((settled) => { window.limited = settled; });
          outcome(cif.createSession({ templateName: "msdyn_chat_session" }))
            .then((settled) => { window.patient = settled; });
        }"""
    )
    until(page, "workbench.calls.filter(({ outcome }) => outcome === 'lost').length === 2")
    page.clock.run_for(10_000)
    widget.wait_for("window.limited")
    assert widget.run("limited") == {
        "settled": "rejected",
        "kind": "Map",
        "value": {"message": "Timeout occurred as no response was received from listener window"},
    }
    page.clock.run_for(60_000)
    assert widget.run("window.patient") is None
    assert len(page.evaluate("workbench.sessions")) == 1


def test_a_late_answer_belongs_to_a_request_that_was_carried_out(page: Page, site: Any) -> None:
    page.clock.install()
    widget = open_widget(page, site)
    fault(widget, "setSessionTitle", late=12_000)
    widget.create_session("Ada")
    widget.run(
        """() => {
          const input = { sessionId: "session-id-1", customerName: "Grace" };
          outcome(Microsoft.CIFramework.setSessionTitle(input)).then((o) => { window.o = o; });
        }"""
    )
    until(page, "workbench.sessions[1].title === 'Call with Grace'")
    page.clock.run_for(10_000)
    widget.wait_for("window.o")
    assert widget.run("o.settled") == "rejected"
    assert page.evaluate("workbench.calls.at(-1).outcome") is None
    page.clock.run_for(2_000)
    until(page, "workbench.calls.at(-1).outcome === 'success'")
    # The library has no use for the answer, and nobody answers it.
    assert widget.outcome("cif.getAllSessions()")["value"] == ["session-id-1"]


def test_what_is_set_can_be_read_and_cleared_one_by_one(widget: PlainWidget) -> None:
    fault(widget, "getSession", lose=True)
    fault(widget, "createRecord", reject="value", times=2)
    assert widget.page.evaluate("workbench.faults.active") == [
        {"api": "getsession", "lose": True},
        {"api": "createrecord", "reject": "value", "times": 2},
    ]
    widget.page.evaluate("workbench.faults.clear('getSession')")
    assert widget.page.evaluate("workbench.faults.active.map(({ api }) => api)") == ["createrecord"]


def test_faults_are_set_on_the_screen(widget: PlainWidget) -> None:
    page = widget.page
    page.get_by_role("tab", name="Faults").click()
    panel = page.get_by_role("tabpanel", name="Faults")
    panel.get_by_label("Message").fill("canCreateSession")
    panel.get_by_label("As").select_option("json")
    panel.get_by_label("Times").fill("1")
    panel.get_by_role("button", name="Set fault").click()
    active = panel.get_by_role("list", name="Active faults")
    expect(active).to_have_text("cancreatesessionrejected as json, once")
    assert widget.outcome("cif.canCreateSession()")["kind"] == "string"
    expect(active).to_be_empty()
    panel.get_by_label("Trouble").select_option("is carried out, but answered late")
    panel.get_by_label("Times").fill("")
    panel.get_by_role("button", name="Set fault").click()
    expect(active).to_contain_text("answered 12000 ms late")
    panel.get_by_label("Clear the fault of cancreatesession").click()
    expect(active).to_be_empty()
    panel.get_by_label("Trouble").select_option("is lost")
    panel.get_by_label("Every").fill("3")
    panel.get_by_role("button", name="Set fault").click()
    expect(active).to_have_text("cancreatesessionlost, 1 of every 3")


@pytest.mark.parametrize(
    ("faults", "named"),
    [
        ({"reject": "nonsense"}, 'reject = "nonsense"'),
        ({"reject": "toString"}, 'reject = "toString"'),
        ({"dealy": 5}, "dealy = 5"),
        ({"delay": -1}, "delay = -1"),
        ({"lose": "yes"}, 'lose = "yes"'),
        ({"times": 0}, "times = 0"),
        ({"every": 0.5}, "every = 0.5"),
        ({"late": 0}, "late = 0"),
        ({"late": 1, "reject": "map"}, "Only a request that is carried out can be answered late"),
        ({"lose": True, "reject": "map"}, "A lost request cannot be rejected as well"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(
    widget: PlainWidget, faults: dict[str, Any], named: str
) -> None:
    message = widget.page.evaluate(
        """(faults) => {
          try {
            workbench.faults.set("getSession", faults);
          } catch ({ message }) {
            return message;
          }
        }""",
        faults,
    )
    assert named in message
