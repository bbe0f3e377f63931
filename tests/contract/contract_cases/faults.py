import asyncio

from .case import case, open_session, refused

SIMULATED = "Simulated failure of"
SHAPES = (
    *("map", "map-error", "map-no-message", "value"),
    *("string", "json", "object", "value-object", "error", "undefined", "null"),
)


async def kinds(agent, api, call):
    outcomes = {}
    for shape in SHAPES:
        await agent.fail(api, reject=shape, times=1)
        kind, text = await refused(call())
        outcomes[shape] = [kind, text.startswith(SIMULATED)]
    return outcomes


@case(
    "getSession",
    expected={
        shape: ["CallRejected", shape not in ("map-no-message", "undefined", "null")]
        for shape in SHAPES
    },
)
async def every_shape_of_rejection_is_an_error_with_its_text(cif, agent):
    return await kinds(agent, "getSession", lambda: cif.get_session("session-id-0", timeout=1))


@case(
    "getEnvironment",
    expected={
        **{shape: ["CallTimeout", False] for shape in SHAPES},
        **{shape: ["CallRejected", shape in ("map", "value")] for shape in SHAPES[:4]},
    },
)
async def of_a_json_call_the_library_reads_no_failure_but_a_map(cif, agent):
    return await kinds(agent, "getEnvironment", lambda: cif.get_environment(timeout=0.2))


@case("getAllSessions", expected=[["CallRejected"] * 2, []])
async def a_fault_lasts_so_many_times(cif, agent):
    await agent.fail("getAllSessions", reject="map", times=2)
    kinds = [(await refused(cif.get_all_sessions()))[0] for _ in range(2)]
    return [kinds, await cif.get_all_sessions()]


@case("getAllSessions", expected=["answered", "answered", "CallTimeout"] * 2 + ["answered"] * 3)
async def a_host_may_lose_every_third_call(cif, agent):
    await agent.fail("getAllSessions", lose=True, every=3, times=2)
    kinds = [(await refused(cif.get_all_sessions(timeout=0.3)))[0] for _ in range(9)]
    return ["answered" if kind == "no error" else kind for kind in kinds]


@case("createSession", expected=["CallTimeout", 0])
async def a_lost_call_is_not_carried_out(cif, agent):
    await agent.fail("createSession", lose=True, times=1)
    kind, _ = await refused(cif.create_session("msdyn_chat_session", timeout=0.3))
    return [kind, len(await cif.get_all_sessions())]


@case("createSession", expected=["CallTimeout", 1])
async def a_call_that_is_answered_too_late_was_carried_out(cif, agent):
    await agent.fail("createSession", late=0.6, times=1)
    kind, _ = await refused(cif.create_session("msdyn_chat_session", timeout=0.3))
    return [kind, len(await cif.get_all_sessions())]


@case("createSession", expected=["CallTimeout", 0, 1])
async def a_delayed_call_is_carried_out_after_the_widget_gave_up(cif, agent):
    await agent.fail("createSession", delay=0.6, times=1)
    kind, _ = await refused(cif.create_session("msdyn_chat_session", timeout=0.3))
    before = len(await cif.get_all_sessions())
    await asyncio.sleep(0.6)
    return [kind, before, len(await cif.get_all_sessions())]


@case("setMode", expected=1)
async def a_call_that_nobody_awaits_may_fail(cif, agent):
    await agent.fail("setMode", reject="map", times=1)
    task = asyncio.ensure_future(cif.set_mode(0))
    await open_session(cif)
    await asyncio.wait({task})
    task.exception()
    return await cif.get_mode()
