from cifbridge import odata

from .case import case, open_session, refused

AMELIA = "7d17f3b0-7237-569c-939f-3fa6440e738b"
NOBODY = "00000000-0000-4000-8000-000000000000"
NO_CONTACT = f"Contact With Id = {NOBODY} Does Not Exist"


@case(
    "createRecord",
    "retrieveRecord",
    "updateRecord",
    "deleteRecord",
    expected=["contact", "Ada Lovelace", ["contact", True], "Ada King", ["contact", True], True],
)
async def a_record_lives_and_dies(cif, agent):
    made = await cif.create_record("contact", {"firstname": "Ada", "lastname": "Lovelace"})
    read = await cif.retrieve_record("contact", made.id, odata.query(select=["fullname"]))
    changed = await cif.update_record("contact", made.id, {"lastname": "King"})
    again = await cif.retrieve_record("contact", f"{{{made.id.upper()}}}", "?$select=fullname")
    gone = await cif.delete_record("contact", made.id)
    error = await refused(cif.retrieve_record("contact", made.id))
    return [
        made.entity_type,
        read["fullname"],
        [changed.entity_type, changed.id == made.id],
        again["fullname"],
        [gone.entity_type, gone.id == made.id],
        error == ["CallRejected", f"Contact With Id = {made.id} Does Not Exist"],
    ]


@case("retrieveRecord", expected=["Amelia", "Fabrikam Residences"])
async def a_lookup_is_followed(cif, agent):
    query = odata.query(select=["firstname"], expand={"parentcustomerid_account": ["name"]})
    record = await cif.retrieve_record("contact", AMELIA, query)
    return [record["firstname"], record["parentcustomerid_account"]["name"]]


@case("createRecord", "retrieveRecord", expected=AMELIA)
async def a_lookup_is_bound(cif, agent):
    made = await cif.create_record(
        "incident",
        {"title": "Broken lift", "customerid_contact@odata.bind": f"/contacts({AMELIA})"},
    )
    record = await cif.retrieve_record("incident", made.id, "?$select=_customerid_value")
    await cif.delete_record("incident", made.id)
    return record["_customerid_value"]


@case(
    "retrieveRecord",
    "updateRecord",
    "deleteRecord",
    expected=[["CallRejected", NO_CONTACT]] * 3,
)
async def a_record_that_is_not_there_is_refused(cif, agent):
    return [
        await refused(cif.retrieve_record("contact", NOBODY)),
        await refused(cif.update_record("contact", NOBODY, {"lastname": "x"})),
        await refused(cif.delete_record("contact", NOBODY)),
    ]


@case("createRecord", expected=["CallRejected"] * 2)
async def an_unknown_table_or_column_is_refused(cif, agent):
    table, _ = await refused(cif.create_record("nobody", {"name": "x"}))
    column, _ = await refused(cif.create_record("contact", {"nobody": "x"}))
    return [table, column]


@case("createRecord", "deleteRecord", expected={"quote": 'O\'Brien "x"', "text": "<b>Łódź\n</b>"})
async def text_crosses_unchanged(cif, agent):
    data = {"lastname": 'O\'Brien "x"', "description": "<b>Łódź\n</b>"}
    made = await cif.create_record("contact", data)
    record = await cif.retrieve_record("contact", made.id, "?$select=lastname,description")
    await cif.delete_record("contact", made.id)
    return {"quote": record["lastname"], "text": record["description"]}


@case("updateConversation", expected=["msdyn_ocliveworkitem", True, "Broken lift"])
async def a_conversation_is_changed(cif, agent):
    info = await cif.get_session(await open_session(cif))
    answer = await cif.update_conversation(info.conversation_id, {"subject": "Broken lift"})
    record = await cif.retrieve_record(
        "msdyn_ocliveworkitem", info.conversation_id, "?$select=subject"
    )
    return [answer.entity_type, answer.id == info.conversation_id, record["subject"]]


@case("updateConversation", expected="CallRejected")
async def an_unknown_conversation_is_refused(cif, agent):
    kind, _ = await refused(cif.update_conversation(NOBODY, {"subject": "x"}))
    return kind


@case("logAnalyticsEvent", expected=["Success", ["CallHold", True], True])
async def a_kpi_event_is_stored(cif, agent):
    session_id = await open_session(cif)
    data = {"conversationId": "c", "providerSessionId": "p", "events": [{"kpiEventReason": "x"}]}
    answer = await cif.log_analytics_event(data, "CallHold")
    entry = (await agent.analytics())[-1]
    return [answer, [entry["eventName"], entry["stored"]], entry["sessionId"] == session_id]


@case("logAnalyticsEvent", expected=["Success", False])
async def a_kpi_event_without_a_definition_is_a_success_all_the_same(cif, agent):
    answer = await cif.log_analytics_event({}, "Nobody", require_ids=False)
    return [answer, (await agent.analytics())[-1]["stored"]]
