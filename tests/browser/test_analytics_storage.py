"""The outbox and a real IndexedDB that fails, closes, fills up, or is too new; and other agents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from outbox_desk import FLUSH, Desk, check
from plain_widget import until
from playwright.sync_api import Browser, BrowserContext, Route

# Pages of further agents in the same page: a connection, an outbox and a real database for each.
# Storage that has failed is tried again soon, and a database that does not open is not waited for.
_PAGES = """
    import builtins, cifbridge
    from cifbridge._browser.host import BrowserHost
    from cifbridge._browser.indexed_db import IndexedDBDisk
    from cifbridge.analytics import keeper, refusals
    from cifbridge.analytics.outbox import store_on
    refusals._FIRST, refusals._LONGEST, keeper._PATIENCE = 0.01, 0.1, 0.5

    async def page_of(owner):
        page = cifbridge.CIFramework(BrowserHost(), call_timeout=5).analytics
        await store_on(page, lambda: IndexedDBDisk.open(owner))
        return page

    def record_in(page, *numbers):
        names = ("CallHold", "CallUnhold")
        return [
            page.conversation(f"c{n % 5}").record(names[n // 25 % 2], reason=str(n))
            for n in range(*numbers)
        ]

    async def stored(page):
        while not page.durable:
            await asyncio.sleep(0.01)

    builtins.page_of, builtins.record_in, builtins.stored = page_of, record_in, stored
    builtins.builtins, builtins.IndexedDBDisk = builtins, IndexedDBDisk
"""

# Ways for the browser to fail, and how it gets well. A full disk fails as this does: after `record`
# has returned. (The quota that the debugging protocol can set does not hold for storage that is
# partitioned by the page around.)
_SABOTAGE = """() => {
  const proper = [];
  const refuse = () => { throw new DOMException("it fails", "UnknownError"); };
  const abort = (target) => {
    (target.transaction ?? target).abort();
    return refuse();
  };
  const twice = (store, value, key) => {
    store.add(value, key);
    return store.add(value, key);
  };
  const operations = {
    open: [IDBFactory, "open", refuse],
    begin: [IDBDatabase, "transaction", refuse],
    add: [IDBObjectStore, "put", refuse],
    full: [IDBObjectStore, "put", twice],
    commit: [IDBTransaction, "commit", abort],
    read: [IDBObjectStore, "getAll", refuse],
    delete: [IDBObjectStore, "delete", refuse],
    close: [IDBDatabase, "close", refuse],
  };
  window.heal = () => {
    for (const [type, name, method] of proper.splice(0)) type.prototype[name] = method;
  };
  window.sabotage = (operation) => {
    const [type, name, fail] = operations[operation];
    proper.push([type, name, type.prototype[name]]);
    type.prototype[name] = function (...given) {
      return fail(this, ...given);
    };
  };
  const { transaction, close } = IDBDatabase.prototype;
  let last;
  IDBDatabase.prototype.transaction = function (...given) {
    last = transaction.apply(this, given);
    return last;
  };
  // What the browser does when it forces a database to close.
  window.forceClose = () => {
    const { db } = last;
    try {
      last.abort();
    } catch {
      // It has ended.
    }
    close.call(db);
    db.dispatchEvent(new Event("close"));
  };
}"""


@pytest.fixture(scope="module")
def module_desk(module_context: BrowserContext, site: Any) -> Iterator[Desk]:
    desk = Desk(module_context, site)
    desk.tab.widget.evaluate(_SABOTAGE)
    desk.python(_PAGES)
    yield desk
    assert not desk.problems, f"errors on the page: {desk.problems}"


@pytest.fixture
def desk(module_desk: Desk) -> Desk:
    """The module's desk, without what an earlier test left in it."""
    module_desk.tab.page.evaluate("workbench.faults.clear()")
    module_desk.tab.widget.evaluate("heal()")
    module_desk.python(FLUSH)
    module_desk.tab.page.evaluate("arrived.length = 0; localStorage.clear()")
    return module_desk


@pytest.mark.parametrize(
    "operation", ["open", "begin", "add", "full", "commit", "read", "delete", "close"]
)
def test_no_operation_that_fails_loses_an_event(desk: Desk, operation: str) -> None:
    ids = desk.python(f"""
        import js
        page = await page_of("{operation}")
        ids = record_in(page, 0, 20)
        await asyncio.sleep(0)
        js.sabotage("{operation}")
        if "{operation}" in ("open", "close"):
            js.forceClose()
        for n in range(20, 100, 20):
            ids += record_in(page, n, n + 20)
            await page.flush(timeout=0.05)
        js.heal()
        await stored(page)
        while await page.flush(timeout=0.5): pass
        later = await page_of("{operation}")
        assert [later.pending, later.durable] == [0, True]
        return ids
    """)
    check(desk.arrivals(), ids)


def test_a_database_that_is_forced_to_close_loses_nothing(desk: Desk) -> None:
    ids = desk.python("""
        import js
        page = await page_of("forced")
        ids = []
        for n in range(0, 200, 25):
            ids += record_in(page, n, n + 13)
            js.forceClose()
            ids += record_in(page, n + 13, n + 25)
            await stored(page)
        while await page.flush(timeout=0.5): pass
        return ids
    """)
    check(desk.arrivals(), ids)


def test_a_database_that_another_page_deletes_is_let_go_and_made_again(desk: Desk) -> None:
    ids = desk.python("""
        import js
        page = await page_of("deleted")
        ids = record_in(page, 0, 10)
        while await page.flush(timeout=0.5): pass
        gone = js.Promise.withResolvers()
        request = js.indexedDB.deleteDatabase("cifbridge-outbox deleted")
        request.onsuccess, request.onblocked = gone.resolve, gone.reject
        await gone.promise
        ids += record_in(page, 10, 20)
        await stored(page)
        while await page.flush(timeout=0.5): pass
        return ids
    """)
    check(desk.arrivals(), ids, once=True)


def test_what_a_full_disk_did_not_take_is_stored_when_there_is_room(desk: Desk) -> None:
    desk.tab.page.evaluate("workbench.faults.set('logAnalyticsEvent', { lose: true })")
    left, said = desk.python("""
        import js, warnings
        page = await page_of("full")
        builtins.ids = record_in(page, 0, 50)
        await asyncio.sleep(0)
        js.sabotage("full")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            builtins.ids += record_in(page, 50, 150)
            while not said:
                await asyncio.sleep(0.01)
            left = [page.pending, page.durable]
            js.heal()
            await stored(page)
        return [left, [str(each.message) for each in said]]
    """)
    assert left == [150, False]
    assert len(said) == 1
    assert "ConstraintError" in said[0]
    desk.tab.page.evaluate("workbench.faults.clear()")
    ids = desk.python("""
        page = await page_of("full")
        assert page.pending == 150
        while await page.flush(timeout=0.5): pass
        return ids
    """)
    check(desk.arrivals(), ids)


def test_a_database_that_is_too_new_or_waits_for_another_tab_is_told_and_adopted_later(
    desk: Desk,
) -> None:
    desk.tab.widget.evaluate("""() => new Promise((resolve) => {
      const name = "cifbridge-outbox newer";
      indexedDB.open(name, 1).onsuccess = ({ target: { result: old } }) => {
        // A tab that does not let go, and a newer one that waits for it.
        const newer = indexedDB.open(name, 99);
        newer.onblocked = () => resolve();
        newer.onsuccess = () => newer.result.close();
        window.closeOldTab = () => old.close();
      };
    })""")
    ids, said = desk.python("""
        import js, warnings
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            page = await page_of("newer")
            ids = record_in(page, 0, 10)
            assert not page.durable
            js.closeOldTab()
            await asyncio.sleep(0.5)
            assert not page.durable
            js.indexedDB.deleteDatabase("cifbridge-outbox newer")
            await stored(page)
        while await page.flush(timeout=0.5): pass
        return [ids, [str(each.message) for each in said]]
    """)
    assert len(said) == 1
    assert "it has not answered within 0.5 s" in said[0]
    check(desk.arrivals(), ids, once=True)


def test_rows_that_are_not_text_stop_nobody(desk: Desk) -> None:
    desk.python("await page_of('odd')")
    desk.tab.widget.evaluate("""() => new Promise((resolve) => {
      indexedDB.open("cifbridge-outbox odd").onsuccess = ({ target: { result: database } }) => {
        const transaction = database.transaction("waiting", "readwrite");
        const waiting = transaction.objectStore("waiting");
        const cycle = { of: null };
        cycle.of = cycle;
        const rows = [{}, 7, null, undefined, new Date(), cycle, new Map(), new Uint8Array(3), NaN];
        for (const [key, row] of rows.entries()) waiting.put(row, key);
        waiting.put("[".repeat(100_000), new Date(0));
        waiting.put("no JSON", ["an", "array"]);
        transaction.oncomplete = () => resolve(database.close());
      };
    })""")
    aside = desk.python("""
        page = await page_of("odd")
        builtins.ids = record_in(page, 0, 10)
        while await page.flush(timeout=0.5): pass
        return [each.reason for each in await page.set_aside()]
    """)
    assert len(aside) == 11
    check(desk.arrivals(), desk.python("return ids"), once=True)
    assert all("is not a stored event" in each for each in aside)


def test_clear_leaves_nothing_in_the_browser(desk: Desk) -> None:
    desk.tab.page.evaluate("workbench.faults.set('logAnalyticsEvent', { lose: true })")
    assert desk.python("""
        page = await page_of("signed out")
        record_in(page, 0, 10)
        await page.clear()
        disk = await IndexedDBDisk.open("signed out")
        left = await disk.read(None, 10)
        disk.close()
        return [page.pending, left.waiting, left.aside]
    """) == [0, 0, 0]


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ("undefined", "'query'"),
        ("{ query: async () => { throw new DOMException('denied', 'SecurityError'); } }", "denied"),
    ],
)
def test_without_web_locks_it_works_and_says_so(desk: Desk, there: str, why: str) -> None:
    desk.tab.widget.evaluate(
        f"Object.defineProperty(navigator, 'locks', {{ value: {there}, configurable: true }})"
    )
    ids, said = desk.python("""
        import warnings
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            page = await page_of("unlocked")
        ids = record_in(page, 0, 10)
        assert page.durable
        while await page.flush(timeout=0.5): pass
        return [ids, [str(each.message) for each in said]]
    """)
    desk.tab.widget.evaluate("delete navigator.locks")
    check(desk.arrivals(), ids, once=True)
    assert len(said) == 1
    assert "use Web Locks" in said[0]
    assert why in said[0]


REFUSED = """
const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
IDBFactory.prototype.open = refuse;
"""


def test_where_storage_is_refused_it_works_in_memory_and_says_so_once(
    browser: Browser, site: Any
) -> None:
    context = browser.new_context()
    context.add_init_script(REFUSED)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    desk = Desk(context, site)
    assert desk.python("return box.durable") is False
    ids = desk.python("return record(100)")
    desk.python(FLUSH)
    check(desk.arrivals(), ids, once=True)
    desk.python("import cifbridge; await cifbridge.connect()")
    assert len([text for text in said if "does not let this widget store data" in text]) == 1
    context.close()
    assert not desk.problems


def sign_in(context: BrowserContext, agent: str) -> None:
    """Let the host's environment name an agent."""

    def serve(route: Route) -> None:
        library = route.fetch()
        route.fulfill(
            response=library,
            body=f"""{library.text()}
              {{
                const framework = Microsoft.CIFramework;
                const {{ getEnvironment }} = framework;
                framework.getEnvironment = async (...given) => JSON.stringify({{
                  ...JSON.parse(await getEnvironment.apply(framework, given)),
                  userId: "{{{agent}}}",
                }});
              }}""",
        )

    context.unroute_all()
    context.route("**/msdyn_ciLibrary.js", serve)


ANN = "AAAAAAAA-0000-4000-8000-000000000001"
BOB = "BBBBBBBB-0000-4000-8000-000000000002"


def test_events_wait_for_their_agent_and_never_go_out_as_anothers(
    browser: Browser, site: Any
) -> None:
    context = browser.new_context()
    sign_in(context, ANN)
    desk = Desk(context, site)
    # What a version stored that did not know whose it was.
    desk.tab.widget.evaluate("""() => new Promise((resolve) => {
      const request = indexedDB.open("cifbridge-analytics-localhost", 1);
      request.onupgradeneeded = () => {
        for (const name of ["waiting", "set-aside"]) {
          request.result.createObjectStore(name, { autoIncrement: true }).add("[{}, null]");
        }
      };
      request.onsuccess = () => resolve(request.result.close());
    })""")
    desk.fault(lose=True)
    ids = desk.python("return record(50)")
    sign_in(context, BOB)
    desk.reload()
    assert desk.python("return [box.pending, box.waiting_for_others]") == [0, 52]
    desk.python(f"record(50, 60)\n{FLUSH}")
    assert sorted(int(each.reason) for each in desk.arrivals()) == list(range(50, 60))
    desk.tab.page.evaluate("arrived.length = 0; localStorage.clear()")
    sign_in(context, ANN)
    desk.reload()
    assert desk.python("return box.waiting_for_others") == 2
    until(desk.tab.page, "arrived.length === 50")
    check(desk.arrivals(), ids, once=True)
    names = desk.tab.widget.evaluate("async () => (await indexedDB.databases()).map((d) => d.name)")
    assert sum(ANN.lower() in name for name in names) == 1
    context.close()
    assert not desk.problems
