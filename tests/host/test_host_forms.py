"""Forms that widgets open, and what the agent enters on pages."""

import pytest
from seen import AMELIA, begun

from cifbridge import CallTimeout
from cifbridge_workbench.records import DataverseError

CONTACT = {"entityName": "contact", "entityId": f"{{{AMELIA.upper()}}}"}


async def test_a_form_that_is_saved_tells_the_record(cif, dynamics):
    task = await begun(cif.open_form({"entityName": "contact"}, {"lastname": "Lovelace"}))
    (form,) = dynamics.forms
    assert (form.entity_name, form.entity_id, form.values) == (
        "contact",
        None,
        {"lastname": "Lovelace"},
    )
    await dynamics.save_form({"firstname": "Ada"})
    (saved,) = await task
    assert (saved.entity_type, saved.name) == ("contact", "Ada Lovelace")
    assert dynamics.dataverse.retrieve("contact", saved.id)["fullname"] == "Ada Lovelace"


async def test_a_form_that_is_left_tells_nothing(cif, dynamics):
    task = await begun(cif.open_form({"entityName": "contact", "useQuickCreateForm": True}))
    await dynamics.cancel_form()
    assert await task == []


async def test_a_form_that_cannot_be_saved_stays(cif, dynamics):
    task = await begun(cif.open_form({"entityName": "contact"}))
    with pytest.raises(DataverseError):
        await dynamics.save_form({"nobody": 1})
    assert len(dynamics.forms) == 1
    await dynamics.cancel_form()
    await task


@pytest.mark.parametrize(
    "lookup",
    [
        {"parentcustomerid": [{"id": AMELIA, "name": "Amelia", "entityType": "contact"}]},
        {
            "parentcustomerid": f"{{{AMELIA}}}",
            "parentcustomeridname": "Amelia",
            "parentcustomeridtype": "contact",
        },
    ],
    ids=["a list", "three parameters"],
)
async def test_a_lookup_is_filled_in_with_its_name(cif, dynamics, lookup):
    task = await begun(cif.open_form({"entityName": "contact"}, lookup))
    (form,) = dynamics.forms
    assert form.references == {"parentcustomerid": "Amelia"}
    assert form.values == {"parentcustomerid_contact@odata.bind": f"/contacts({AMELIA})"}
    await dynamics.cancel_form()
    await task


async def test_a_form_shows_a_record(cif, dynamics):
    task = await begun(cif.open_form(CONTACT, {"jobtitle": "Head"}))
    assert dynamics.page["id"] == AMELIA
    assert dynamics.edits == [
        {"entityName": "contact", "entityId": AMELIA, "values": {"jobtitle": "Head"}}
    ]
    await dynamics.save_form()
    (saved,) = await task
    assert saved.id == AMELIA
    assert dynamics.dataverse.retrieve("contact", AMELIA)["jobtitle"] == "Head"


async def test_saving_the_records_page_saves_the_form(cif, dynamics):
    task = await begun(cif.open_form(CONTACT))
    await dynamics.save_record("contact", AMELIA)
    assert [saved.id for saved in await task] == [AMELIA]


@pytest.mark.parametrize("end", ["close_tab", "close_session"])
async def test_closing_the_tab_that_shows_it_cancels_the_form(cif, dynamics, end):
    session_id = await cif.create_session("msdyn_chat_session")
    task = await begun(cif.open_form(CONTACT, {"jobtitle": "Head"}))
    tab_id = dynamics.focused_session.focused_tab_id
    await getattr(dynamics, end)(tab_id if end == "close_tab" else session_id)
    assert await task == []
    assert (dynamics.forms, dynamics.edits) == ([], [])


async def test_going_to_another_tab_leaves_the_form_open(cif, dynamics):
    task = await begun(cif.open_form(CONTACT))
    await dynamics.focus_tab("tab-id-0")
    assert len(dynamics.forms) == 1
    await dynamics.cancel_form()
    await task


@pytest.mark.parametrize(
    ("options", "parameters", "reason"),
    [
        ('{"entityName": "nobody"}', "{}", "'nobody'"),
        ('{"entityName": "contact"}', '{"nobody": 1}', "contact has no column nobody"),
        ("{}", "{}", "entityName is missing"),
        ('{"entityName": "incident"}', '{"customerid": "x"}', "customerid lacks its table"),
        ({"entityName": "contact"}, "{}", "entityFormOptions is not JSON text"),
    ],
)
async def test_a_form_that_cannot_be_opened_is_never_answered(
    frame, dynamics, options, parameters, reason
):
    task = await begun(frame.call("openForm", [options, parameters]))
    await dynamics.clock.advance(3600)
    assert not task.done()
    assert [call.outcome for call in dynamics.calls] == ["failure"]
    assert reason in dynamics.calls[0].summary
    task.cancel()


async def test_cifbridge_ends_that_wait(cif):
    with pytest.raises(CallTimeout):
        await cif.open_form({"entityName": "nobody"}, timeout=5)


async def test_a_page_with_changes_is_dirty_until_they_are_saved_or_given_up(cif, dynamics):
    await dynamics.open_record("contact", AMELIA)
    assert (await cif.get_environment()).raw["isDirty"] is False
    await dynamics.edit_record("contact", AMELIA, {"jobtitle": "Head"})
    assert (await cif.get_environment()).raw["isDirty"] is True
    await dynamics.discard_record("contact", AMELIA)
    assert (await cif.get_environment()).raw["isDirty"] is False
    await dynamics.edit_record("contact", AMELIA, {"jobtitle": "Head"})
    await dynamics.save_record("contact", AMELIA)
    assert (await cif.get_environment()).raw["isDirty"] is False
    assert dynamics.dataverse.retrieve("contact", AMELIA)["jobtitle"] == "Head"


async def test_dirty_is_the_page_that_the_agent_looks_at(cif, dynamics):
    await dynamics.open_record("contact", AMELIA)
    await dynamics.edit_record("contact", AMELIA, {"jobtitle": "Head"})
    await dynamics.focus_tab("tab-id-0")
    assert (await cif.get_environment()).raw["isDirty"] is False
    await dynamics.open_record("contact", AMELIA)
    await dynamics.open_foreign_session()
    assert (await cif.get_environment()).raw["isDirty"] is False


@pytest.mark.parametrize(("save", "title"), [(True, "Head"), (False, None)])
async def test_a_form_is_refreshed_with_or_without_saving(frame, dynamics, save, title):
    await dynamics.open_record("contact", AMELIA)
    before = dynamics.dataverse.retrieve("contact", AMELIA)["jobtitle"]
    await dynamics.edit_record("contact", AMELIA, {"jobtitle": "Head"})
    assert await frame.call("refreshForm", [save]) == (True, "null")
    after = dynamics.dataverse.retrieve("contact", AMELIA)["jobtitle"]
    assert after == (title or before)
    assert dynamics.edits == []


async def test_there_is_no_form_to_refresh_on_a_dashboard(frame):
    fulfilled, reason = await frame.call("refreshForm", [True])
    assert (fulfilled, "No form is open" in reason) == (False, True)
