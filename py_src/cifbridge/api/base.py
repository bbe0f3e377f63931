"""How a call is checked, made and timed; every group of calls builds on it."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn
from uuid import UUID

from .._host import UNKNOWN_END, Host, rejected
from ..errors import CallTimeout, CIFError, InvalidArgument, NotSupported
from ..keywords import Clock, Keywords, ambient, bare_guid, seconds
from ..keywords import correlation_id as checked_guid
from ..models import camel
from ..plain import Plain, decoded, plain


def meant(name: str, known: Iterable[str]) -> str | None:
    """Find the name that a misspelt one stands for.

    Case and underscores don't count. Two letters may be wrong, missing or superfluous, or one in a
    short name. The bundle doesn't have `difflib`.

    Args:
        name: The name as written.
        known: The names that exist.

    Returns:
        The nearest of them, or `None` if none is close.
    """
    written = _bare(name)
    limit = 2 if len(written) >= 10 else 1
    near = [
        (distance, each)
        for each in known
        if abs(len(bare := _bare(each)) - len(written)) <= limit
        and (distance := _distance(written, bare)) <= limit
    ]
    return min(near, default=(0, None))[1]


def snake(name: str) -> str:
    """Spell a JavaScript name as Python does: `create_tab` for `createTab`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _bare(name: str) -> str:
    return name.replace("_", "").lower()


def _distance(one: str, other: str) -> int:
    """Count the letters to change, add or remove to turn one word into the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        above, row = row, [count]
        for column, its in enumerate(other):
            change = above[column] + (letter != its)
            row.append(min(above[column + 1] + 1, row[-1] + 1, change))
    return row[-1]


class Calls:
    """A host to call.

    Attributes:
        call_timeout: Seconds that a call may take when it has no `timeout` of its own.
        answered: Called whenever the host has answered a call.
    """

    def __init__(self, host: Host, *, call_timeout: float) -> None:
        self._host = host
        self.call_timeout = call_timeout
        self.answered: Callable[[], None] = lambda: None
        self._clock = Clock()

    def supports(self, api: str) -> bool:
        """Return whether the page's library has a call.

        Args:
            api: Its JavaScript name, such as `"createTab"`.

        Raises:
            InvalidArgument: It is the Python name, or a misspelt name, of a call.
        """
        if self._host.supports(text(api, "api", "supports")):
            return True

        calls = [camel(name) for name in _public(type(self))]
        if api not in calls and (right := meant(api, calls)):
            raise InvalidArgument(
                f"supports: api = {api!r} isn't the JavaScript name of a call; did you mean "
                f"{right!r}?"
            )
        return False

    async def _call(
        self,
        api: str,
        args: tuple[Plain, ...],
        keywords: Keywords,
        *,
        after: tuple[Plain, ...] = (),
        patient: bool = False,
    ) -> Any:
        """Make a call with `args`, the correlation id, and what comes `after` it in JavaScript.

        A `patient` call waits for a person, so it has no deadline unless it has a `timeout`.
        """
        guid, limit = self._checked(api, **keywords)
        forever = patient and keywords.get("timeout") is None
        if not self._host.supports(api):
            raise NotSupported(
                f"{api} is not in this page's library, so nothing was sent; a newer Dynamics 365 "
                "has it. "
                f'Ask cif.supports("{api}") before calling it.',
                api=api,
                correlation_id=guid,
            )
        positional = [*args, guid, *after]
        while positional and positional[-1] is None:
            positional.pop()
        try:
            with self._clock.limit(None if forever else limit):
                outcome = await self._host.call(api, positional)
        except TimeoutError:
            raise CallTimeout(
                f"{api} got no answer within {limit:.3g} s. {UNKNOWN_END}",
                api=api,
                correlation_id=guid,
            ) from None
        self.answered()
        if not outcome.fulfilled:
            raise rejected(api, outcome.data, guid)
        return outcome.data

    def _checked(
        self, api: str, *, correlation_id: str | UUID | None = None, timeout: float | None = None
    ) -> tuple[str | None, float]:
        """Check a call's keywords, and fill in the defaults."""
        guid = checked_guid(correlation_id, api) or ambient()
        return guid, self.call_timeout if timeout is None else seconds(timeout, "timeout", api)


def _refuse_attribute(self: object, name: str) -> NoReturn:
    """Name the attribute that a missing one was probably meant to be."""
    right = None if name.startswith("_") else meant(name, _public(type(self)))
    hint = f"; did you mean {right}?" if right else ""
    # Without `obj`, so that Python doesn't add the same hint.
    raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{hint}", name=name)


# Not a method: for a type checker, a class with __getattr__ has every attribute.
Calls.__getattr__ = _refuse_attribute  # type: ignore[attr-defined]


def _public(cls: type) -> list[str]:
    return [name for name in dir(cls) if not name.startswith("_")]


def text(value: object, name: str, api: str) -> str:
    """Check that an argument is a non-empty string."""
    if isinstance(value, str) and value.strip():
        return value
    raise InvalidArgument(f"{api}: {name} = {value!r} must be a non-empty string.", api=api)


def values(argument: object, name: str, api: str) -> dict[str, Plain]:
    """Check that an argument is a mapping of names to values that can cross."""
    if not isinstance(argument, Mapping):
        raise InvalidArgument(
            f"{api}: {name} = {argument!r} must be a mapping of names to values, such as "
            '{"customerName": "Ann"}.',
            api=api,
        )
    copy = plain(argument, name, api=api)
    assert isinstance(copy, dict)
    return copy


def further(argument: object, name: str, api: str, own: Iterable[str]) -> dict[str, Plain]:
    """Check the caller's own keys, none of which may be close to the name of an argument.

    Args:
        argument: The keys and their values.
        name: The argument's name, `extra` or `slugs`.
        api: The JavaScript name of the call.
        own: The JavaScript names of the method's own arguments.

    Raises:
        InvalidArgument: It isn't a mapping, a key is a near miss, or a value cannot cross.
    """
    given = values(argument, name, api)
    if given:
        for key in given:
            if right := meant(key, own):
                hint = (
                    " A slug of that name goes into template_parameters." if name == "extra" else ""
                )
                raise InvalidArgument(
                    f'{api}: {name}["{key}"] = {given[key]!r} is too close to an argument; did you '
                    f"mean {snake(right)}=?{hint}",
                    api=api,
                )
    return given


def record_id(value: str | UUID, name: str, api: str) -> str:
    """Check that an argument is a record's GUID, and remove its braces."""
    guid = bare_guid(str(value)) if isinstance(value, (str, UUID)) else None
    if guid is None:
        raise InvalidArgument(f"{api}: {name} = {value!r} must be a GUID.", api=api)
    return guid


def flag(value: object, name: str, api: str) -> bool:
    """Check that an argument is a bool; the library takes an empty one for a missing one."""
    if isinstance(value, bool):
        return value
    raise InvalidArgument(f"{api}: {name} = {value!r} must be True or False.", api=api)


def whole(value: object, name: str, api: str) -> int:
    """Check that an argument is a whole number, 0 or more."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return int(value)
    raise InvalidArgument(f"{api}: {name} = {value!r} must be a whole number, 0 or more.", api=api)


def template_input(
    api: str,
    template_name: str,
    template_parameters: Mapping[str, object] | None,
    given: Mapping[str, object],
    extra: Mapping[str, object] | None,
    apart: Iterable[str] = (),
) -> dict[str, Plain]:
    """Build the input bag of a call that uses a template.

    Args:
        api: The JavaScript name of the call.
        template_name: Unique name of the template.
        template_parameters: Values for its slugs.
        given: The bag's other keys; those whose value is `None` are left out.
        extra: The caller's own keys.
        apart: JavaScript names of the call's arguments outside the bag.

    Raises:
        InvalidArgument: The name is blank, the parameters aren't a mapping, an extra key is close
            to an argument's name, or a value cannot cross.
    """
    bag: dict[str, Plain] = {"templateName": text(template_name, "template_name", api)}
    if template_parameters is not None:
        bag["templateParameters"] = values(template_parameters, "template_parameters", api)
    bag |= {key: plain(value, key, api=api) for key, value in given.items() if value is not None}
    own = ("templateName", "templateParameters", "correlationId", *given, *apart)
    return bag if extra is None else {**further(extra, "extra", api, own), **bag}


def known(answer: object, api: str) -> object:
    """Refuse the empty success with which an old host answers an unknown call."""
    if answer is None:
        raise NotSupported(
            f"{api} is unknown to this host, which ignored it; a newer Dynamics 365 has it.",
            api=api,
            raw=answer,
        )
    return answer


def mapping(answer: object, api: str) -> Mapping[str, Any]:
    """Read an answer that is a mapping or, depending on the library's build, its JSON text."""
    data = decoded(answer)
    if not isinstance(data, dict):
        raise CIFError(
            f"{api}: the host answered with {reprlib.repr(answer)} instead of an object.",
            api=api,
            raw=answer,
        )
    return data
