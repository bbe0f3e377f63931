"""JSON text of the host's, read only as deep as Python's own reader can go."""

from __future__ import annotations

import json
from typing import Any

# Deeper than any template or record; far below where Python in a browser runs out of stack, which
# ends it for good (seen at 5,000 levels).
MAX_DEPTH = 100

_NO_BRACKETS = str.maketrans("", "", " \t\n\r,:+-.0123456789E" + "truefalsenullNaNInfinity")


def parse(text: str) -> Any:
    """Read JSON text.

    Args:
        text: What the host sent.

    Returns:
        Its data.

    Raises:
        ValueError: It isn't JSON, or nests more than `MAX_DEPTH` levels deep.
    """
    if not _shallow(text):
        raise ValueError(
            f"JSON nested more than {MAX_DEPTH} levels deep, or with unpaired brackets"
        )
    return json.loads(text)


def decoded(value: Any) -> Any:
    """Read a value that may be JSON text.

    Args:
        value: Text, or data that came as objects.

    Returns:
        The text's data; the value itself if it isn't text, or if `parse` can't read it.
    """
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except ValueError:
        return value


def _shallow(text: str) -> bool:
    """Whether the reader stays within `MAX_DEPTH`; it takes about 4 % of the reader's own time."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return True
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    # Every other piece between quotation marks is inside a string. Up to the place where text stops
    # being JSON, which the reader does not pass, this holds for any text.
    brackets = "".join(text.split('"')[::2]).translate(_NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        if not brackets:
            return True
        brackets = brackets.replace("[]", "").replace("{}", "")
    return not brackets
