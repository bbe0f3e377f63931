"""Records behave as frozen dataclasses do that are given everything by name."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from cifbridge.models import Record


class Call(Record):
    """A call."""

    number: str
    direction: str = "in"
    raw: Any = field(default=None, repr=False)


class Transfer(Call):
    to: str


def test_a_record_has_the_values_that_it_is_given_and_the_defaults_of_the_others() -> None:
    call = Call(number="1")
    assert (call.number, call.direction, call.raw) == ("1", "in", None)
    assert Transfer(to="Ada", number="2", direction="out").to == "Ada"


def test_a_missing_value_and_an_unknown_one_are_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"Transfer\(\) needs a value for 'number'"):
        Transfer(to="Ada")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"Call\(\) has no field 'nummer'"):
        Call(number="1", nummer="2")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Call("1")  # type: ignore[misc]


def test_it_shows_its_values_but_for_the_long_ones() -> None:
    assert repr(Call(number="1", raw={"long": True})) == "Call(number='1', direction='in')"


def test_equal_values_of_one_class_are_equal() -> None:
    assert Call(number="1") == Call(number="1", direction="in")
    assert hash(Call(number="1")) == hash(Call(direction="in", number="1"))
    assert Call(number="1") != Call(number="2")
    assert Call(number="1") != Transfer(number="1", to="Ada")
    with pytest.raises(TypeError):
        hash(Call(number="1", raw={}))


def test_it_does_not_change() -> None:
    call = Call(number="1")
    with pytest.raises(FrozenInstanceError):
        call.number = "2"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        call.other = "2"  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        del call.number


def test_what_works_with_dataclasses_works_with_records() -> None:
    call = Transfer(number="1", to="Ada")
    assert dataclasses.is_dataclass(call)
    assert [each.name for each in dataclasses.fields(call)] == ["number", "direction", "raw", "to"]
    assert dataclasses.asdict(call) == {
        "number": "1",
        "direction": "in",
        "raw": None,
        "to": "Ada",
    }
    assert dataclasses.replace(call, to="Bob") == Transfer(number="1", to="Bob")
    assert copy.deepcopy(call) == call
    assert pickle.loads(pickle.dumps(call)) == call
    match call:
        case Transfer(to=to):
            assert to == "Ada"


def test_each_class_is_described() -> None:
    assert Call.__doc__ == "A call."
    # A dataclass would have a signature here, which costs more than all the rest of it.
    assert Transfer.__doc__ == "Transfer"
