"""What the agent looks at, and what widgets learn of it."""

from seen import AMELIA, CHAT, heard, settle

from cifbridge import odata


async def test_the_environment_tells_who_and_where(cif):
    about = await cif.get_environment()
    assert (about.username, about.pagetype) == ("Avery Howard", "dashboard")
    assert about.user_id == "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"
    assert about.custom_params == {"queue": "Support"}


async def test_the_environment_tells_the_open_record_but_not_another_providers(cif, dynamics):
    await cif.create_session(CHAT)
    await dynamics.open_record("contact", AMELIA)
    about = await cif.get_environment()
    assert (about.pagetype, about.etn, about.id) == ("entityrecord", "contact", AMELIA)
    await dynamics.open_foreign_session()
    about = await cif.get_environment()
    assert (about.pagetype, about.username) == (None, "Avery Howard")


async def test_another_page_is_told_with_its_address_to_every_widget(cif, other, dynamics):
    await cif.create_session(CHAT)
    mine, theirs = heard(cif, "onpagenavigate"), heard(other, "onpagenavigate")
    await dynamics.open_record("contact", AMELIA)
    assert mine[0].value.startswith("https://contoso.crm.dynamics.com/")
    assert AMELIA in mine[0].value
    assert [event.value for event in theirs] == [event.value for event in mine]


async def test_the_page_that_is_open_already_is_not_told_again(cif, dynamics):
    await dynamics.open_record("contact", AMELIA)
    events = heard(cif, "onpagenavigate")
    await dynamics.open_record("contact", AMELIA)
    assert (events, len(dynamics.focused_session.tabs)) == ([], 2)


async def test_the_agent_opens_lists_and_searches(dynamics):
    await dynamics.open_list("contact", "All contacts")
    assert dynamics.page == {"pagetype": "entitylist", "etn": "contact"}
    assert dynamics.focused_session.focused_tab.title == "All contacts"
    await dynamics.open_search("Novak", "contact")
    assert dynamics.page == {"pagetype": "search", "searchText": "Novak", "etn": "contact"}


async def test_an_article_is_sent(cif, dynamics):
    query = odata.query(select=["title"], top=1)
    (article,) = await cif.search_and_open_records("knowledgearticle", query, True)
    events = heard(cif, "onsendkbarticle")
    await dynamics.send_article(article["knowledgearticleid"])
    assert [event.title for event in events] == [article["title"]]
    assert article["knowledgearticleid"] in events[0].link


async def test_an_article_that_the_hosts_page_sends_is_heard_by_all(cif, other, dynamics):
    mine, theirs = heard(cif, "onsendkbarticle"), heard(other, "onsendkbarticle")
    await dynamics.page_event("KMClickToSend", {"title": "Lifts", "link": "https://a/"})
    assert [(event.title, event.link) for event in mine + theirs] == [("Lifts", "https://a/")] * 2


async def test_the_knowledge_pane_is_searched(frame, dynamics):
    assert await frame.call("openKBSearchControl", ["lift"]) == (True, None)
    assert dynamics.knowledge() == {"open": True, "searchText": "lift"}
    await dynamics.search_knowledge("door")
    await dynamics.close_knowledge()
    assert dynamics.knowledge() == {"open": False, "searchText": "door"}


async def test_the_app_is_a_console_app(frame):
    assert await frame.call("isConsoleApp", []) == (True, True)


async def test_listeners_are_told_which_topic_changes(cif, dynamics):
    topics = set()
    end = dynamics.subscribe(lambda topic, _: topics.add(topic))
    await cif.create_session(CHAT)
    await dynamics.set_presence("Busy")
    await dynamics.set_mode(2)
    await settle()
    assert topics >= {"calls", "sessions", "presence", "panel"}
    end()
    topics.clear()
    await dynamics.set_mode(1)
    assert topics == set()
