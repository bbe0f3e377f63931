"""The contract, kept by the workbench in a browser, with the real calls of a real widget."""

import pytest
from contract_cases import CASES

RUN = """
    import js
    from cifbridge import CIFramework
    from cifbridge._browser.host import BrowserHost
    from contract_cases import CASES
    from contract_cases.agent import agent_beyond
    agent = agent_beyond(js.deskBridge)
    cif = CIFramework(BrowserHost(), call_timeout=10)
    await cif.set_click_to_act(True)
    await agent.reset()
    try:
        return await CASES[NAME].run(cif, agent)
    finally:
        for subscription in list(cif._subscriptions.values()):
            for handler in list(subscription.handlers):
                cif.remove(subscription.name, handler)
        await agent.reset()
"""


@pytest.mark.parametrize("name", CASES)
def test_the_workbench_keeps_to(host, name):
    assert host.python(RUN.replace("NAME", repr(name), 1)) == CASES[name].expected
