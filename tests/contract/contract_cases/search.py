import asyncio

from cifbridge import odata

from .case import case, heard, open_session, refused, until

AMELIA = "7d17f3b0-7237-569c-939f-3fa6440e738b"
NOT_ACTIVE = "This operation can be performed from the active provider"
BY_PHONE = odata.query(select=["fullname"], filter=odata.eq("telephone1", "+1 425 555 0142"))
BY_NAME = odata.query(
    select=["lastname"],
    filter=odata.any_of(odata.eq("lastname", "O'Brien"), odata.eq("lastname", "Novak")),
    orderby=["lastname"],
)


@case("searchAndOpenRecords", expected=["Amelia Novak"])
async def a_caller_is_found_by_number(cif, agent):
    return [row["fullname"] for row in await cif.search_and_open_records("contact", BY_PHONE, True)]


@case("searchAndOpenRecords", expected=[["Novak", "O'Brien"], ["O'Brien"], []])
async def records_come_in_their_order(cif, agent):
    async def names(query):
        found = await cif.search_and_open_records("contact", query, True)
        return [row["lastname"] for row in found]

    return [
        await names(BY_NAME),
        await names("$select=lastname&$filter=contains(lastname,'O''Br')"),
        await names("?$filter=lastname eq 'Nobody'"),
    ]


@case("searchAndOpenRecords", expected=["entityrecord", AMELIA, "session-id-0"])
async def a_single_record_is_opened(cif, agent):
    await cif.search_and_open_records("contact", BY_PHONE, False)
    page = await agent.page()
    return [page["pagetype"], page["id"], await cif.get_focused_session()]


@case("searchAndOpenRecords", expected=[2, "search"])
async def several_records_open_the_search_page(cif, agent):
    found = await cif.search_and_open_records("contact", BY_NAME, False)
    return [len(found), (await agent.page())["pagetype"]]


@case("searchAndOpenRecords", expected=["CallRejected", True])
async def a_faulty_query_is_refused_with_dataverses_reason(cif, agent):
    kind, text = await refused(cif.search_and_open_records("contact", "?$filter=nobody eq 1", True))
    return [kind, "nobody" in text]


@case(
    "searchAndOpenRecords",
    "renderSearchPage",
    "openForm",
    expected=[["NotFocused", NOT_ACTIVE]] * 3 + [1],
)
async def only_the_active_provider_opens_pages(cif, agent):
    await agent.open_foreign_session()
    return [
        await refused(cif.search_and_open_records("contact", BY_PHONE, False)),
        await refused(cif.render_search_page("contact", "Novak")),
        await refused(cif.open_form({"entityName": "contact"})),
        len(await cif.search_and_open_records("contact", BY_PHONE, True)),
    ]


@case("renderSearchPage", expected=[None, "search", "Novak"])
async def the_search_page_is_shown(cif, agent):
    answer = await cif.render_search_page("contact", "Novak")
    page = await agent.page()
    return [answer, page["pagetype"], page["searchText"]]


async def opened(cif, agent, *args):
    task = asyncio.ensure_future(cif.open_form(*args))
    await until(agent.forms)
    return task


@case("openForm", expected=[{"lastname": "Lovelace"}, "contact", "Ada Lovelace"])
async def a_form_that_is_saved_tells_the_record(cif, agent):
    task = await opened(cif, agent, {"entityName": "contact"}, {"lastname": "Lovelace"})
    values = (await agent.forms())[0]["values"]
    await agent.save_form({"firstname": "Ada"})
    (saved,) = await task
    await cif.delete_record("contact", saved.id)
    return [values, saved.entity_type, saved.name]


@case("openForm", expected=[])
async def a_form_that_is_left_tells_nothing(cif, agent):
    task = await opened(cif, agent, {"entityName": "contact", "useQuickCreateForm": True})
    await agent.cancel_form()
    return [str(saved) for saved in await task]


@case("openForm", expected=[AMELIA, AMELIA])
async def a_form_shows_a_record(cif, agent):
    form = {"entityName": "contact", "entityId": f"{{{AMELIA.upper()}}}"}
    task = await opened(cif, agent, form)
    page = await agent.page()
    await agent.save_form({})
    return [page["id"], (await task)[0].id]


@case("openForm", expected="CallTimeout")
async def a_form_of_an_unknown_table_is_never_answered(cif, agent):
    kind, _ = await refused(cif.open_form({"entityName": "nobody"}, timeout=0.5))
    return kind


@case(
    "getEntityMetadata",
    expected=["contact", "contacts", "contactid", "fullname", ["telephone1", "lastname"], 0],
)
async def a_table_is_described(cif, agent):
    about = await cif.get_entity_metadata("contact", ["telephone1", "lastname", "nobody"])
    bare = await cif.get_entity_metadata("contact")
    return [
        about.logical_name,
        about.entity_set_name,
        about.primary_id_attribute,
        about.primary_name_attribute,
        sorted((column["LogicalName"] for column in about.attributes), reverse=True),
        len(bare.attributes),
    ]


@case("getEntityMetadata", expected=["CallRejected", True])
async def an_unknown_table_is_not_described(cif, agent):
    kind, text = await refused(cif.get_entity_metadata("nobody"))
    return [kind, "nobody" in text]


@case(
    "getEnvironment",
    expected=["Avery Howard", "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a", "dashboard", True],
)
async def the_environment_tells_who_and_where(cif, agent):
    about = await cif.get_environment()
    custom = about.custom_params == {"queue": "Support"}
    return [about.username, about.user_id, about.pagetype, custom]


@case("getEnvironment", expected=[["entityrecord", "contact", AMELIA], None])
async def the_environment_tells_the_open_record_but_not_another_providers(cif, agent):
    await open_session(cif)
    await agent.open_record("contact", AMELIA)
    about = await cif.get_environment()
    await agent.open_foreign_session()
    return [[about.pagetype, about.etn, about.id], (await cif.get_environment()).pagetype]


@case("onpagenavigate", expected=[True, True])
async def another_page_is_told_with_its_address(cif, agent):
    await open_session(cif)
    events = heard(cif, "onpagenavigate")
    await cif.get_mode()
    await agent.open_record("contact", AMELIA)
    await until(lambda: events)
    address = events[-1].value
    return [address.startswith("https://contoso.crm.dynamics.com/"), AMELIA in address]


@case("onsendkbarticle", expected=[True, True])
async def an_article_is_sent(cif, agent):
    query = odata.query(select=["title"], top=1)
    (article,) = await cif.search_and_open_records("knowledgearticle", query, True)
    events = heard(cif, "onsendkbarticle")
    await cif.get_mode()
    await agent.send_article(article["knowledgearticleid"])
    await until(lambda: events)
    return [events[0].title == article["title"], article["knowledgearticleid"] in events[0].link]
