"""The contract, kept by the fake host."""

import inspect
import json

import pytest
from contract_cases import CASES
from fake_agent import agent_of

from cifbridge import CIFramework
from cifbridge.payloads import BUILT_IN
from cifbridge_workbench.fake import FakeHost


@pytest.mark.parametrize("name", CASES)
async def test_the_fake_host_keeps_to(name):
    host = FakeHost()
    cif = CIFramework(host, call_timeout=2)
    outcome = await CASES[name].run(cif, agent_of(host))
    assert json.loads(json.dumps(outcome)) == CASES[name].expected


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def test_every_method_and_every_event_has_a_case():
    methods = {
        camel(name)
        for name, _ in inspect.getmembers(CIFramework, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert {api for case in CASES.values() for api in case.apis} == methods | set(BUILT_IN)
