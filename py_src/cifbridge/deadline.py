"""How long to wait: every wait on the host ends."""

from __future__ import annotations

import math

from .errors import InvalidArgument

# The library's own limit is 10 s for most calls (100 s in newer builds) and none for the rest.
CALL_TIMEOUT = 30.0
CONNECT_TIMEOUT = 20.0


def seconds(value: float, name: str, api: str) -> float:
    """Check a time limit.

    Args:
        value: Seconds, more than 0 and finite.
        name: How the caller wrote it, `timeout` or `call_timeout`.
        api: The call it was given to, for the message.

    Returns:
        The seconds.

    Raises:
        InvalidArgument: It is not a positive, finite number.
    """
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and math.isfinite(value) and value > 0:
        return float(value)
    raise InvalidArgument(
        f"{api}: {name} = {value!r} is not a positive number of seconds.", api=api
    )
