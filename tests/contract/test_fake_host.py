"""The contract, kept by the fake host."""

import json

import pytest
from contract_cases import CASES
from fake_agent import agent_of

from cifbridge import CIFramework
from cifbridge_workbench.fake import FakeHost


@pytest.mark.parametrize("name", CASES)
async def test_the_fake_host_keeps_to(name):
    host = FakeHost()
    cif = CIFramework(host, call_timeout=2)
    outcome = await CASES[name].run(cif, agent_of(host))
    assert json.loads(json.dumps(outcome)) == CASES[name].expected
