import pytest
from scripted_host import answering

from cifbridge import CallRejected, NotSupported


@pytest.mark.parametrize("answer", [True, False])
async def test_whether_a_presence_was_set_is_an_answer(answer):
    cif, host = answering(setPresence=answer)
    assert await cif.set_presence("Busy") is answer
    assert host.heard == [("setPresence", ["Busy"])]


async def test_the_word_failed_is_an_error():
    cif, _ = answering(getPresence="FAILED")
    with pytest.raises(CallRejected, match="no presence"):
        await cif.get_presence()


async def test_the_empty_success_of_an_old_host_is_not_supported():
    cif, _ = answering(getPresence=None, setPresence=None, raiseEvent=None)
    for call in (cif.get_presence(), cif.set_presence("Busy"), cif.raise_event("mine")):
        with pytest.raises(NotSupported):
            await call
