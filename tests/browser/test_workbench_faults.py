"""Trouble made on purpose, as the widget meets it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from plain_widget import PlainWidget
from playwright.sync_api import Error, expect

TEXT = "Simulated failure of canCreateSession"


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


def test_what_is_set_can_be_read_and_cleared_one_by_one(widget: PlainWidget) -> None:
    fault(widget, "getSession", lose=True)
    fault(widget, "createRecord", reject="value", times=2)
    assert widget.page.evaluate("workbench.faults.active") == [
        {"api": "getSession", "lose": True},
        {"api": "createRecord", "reject": "value", "times": 2},
    ]
    widget.page.evaluate("workbench.faults.clear('getSession')")
    assert widget.page.evaluate("workbench.faults.active.map(({ api }) => api)") == ["createRecord"]


def test_faults_are_set_on_the_screen(widget: PlainWidget) -> None:
    page = widget.page
    page.get_by_role("tab", name="Faults").click()
    panel = page.get_by_role("tabpanel", name="Faults")
    panel.get_by_label("Call").fill("canCreateSession")
    panel.get_by_label("As").select_option("json")
    panel.get_by_label("Times").fill("1")
    panel.get_by_role("button", name="Set fault").click()
    active = panel.get_by_role("list", name="Active faults")
    expect(active).to_have_text("canCreateSessionrejected as json, once")
    assert widget.outcome("cif.canCreateSession()")["kind"] == "string"
    expect(active).to_be_empty()
    panel.get_by_label("Trouble").select_option("is carried out, but answered late")
    panel.get_by_label("Times").fill("")
    panel.get_by_role("button", name="Set fault").click()
    expect(active).to_contain_text("answered 12000 ms late")
    panel.get_by_label("Clear the fault of canCreateSession").click()
    expect(active).to_be_empty()
    panel.get_by_label("Trouble").select_option("is lost")
    panel.get_by_label("Every").fill("3")
    panel.get_by_role("button", name="Set fault").click()
    expect(active).to_have_text("canCreateSessionlost, 1 of every 3")


@pytest.mark.parametrize(
    ("api", "faults", "named"),
    [
        ("getSession", {"dealy": 5}, "dealy"),
        ("getSession", {"delay": -1}, "delay = -1"),
        ("getSession", {"late": 1, "reject": "map"}, "only a call that is carried out"),
        ("searchAndOpenRecord", {"lose": True}, "did you mean searchAndOpenRecords?"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(
    widget: PlainWidget, api: str, faults: dict[str, Any], named: str
) -> None:
    with pytest.raises(Error, match=re.escape(named)):
        fault(widget, api, **faults)
