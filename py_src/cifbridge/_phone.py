"""What a phone number is made of. Loaded only by a query for one."""

from __future__ import annotations

import re

from .errors import InvalidArgument

# ITU-T E.164: one digit, two, or else three.
_CODE = re.compile(r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d")
# What a number starts with inside its country, where that isn't 0 (ITU-T, "Dialling procedures").
# Russia's 8 and North America's 1 start other numbers too; those have ten digits without it.
_TRUNKS = {"1": "1", "7": "8", "36": "06", "39": ""}
_TEN_DIGITS = ("1", "7")
_NUMBER = re.compile(
    r"(?:tel:)?\s*(\+|00|)([\d\s().\-/\u2010-\u2015]*\d)\s*(?:[;,]?\s*(?:x|#|ext)[^\d]*\d+)?",
    re.ASCII | re.IGNORECASE,
)
# Country code included. There are numbers of seven digits (Niue), and fewer would be a code of
# somebody's own; E.164 ends at fifteen.
_DIGITS = range(7, 16)


def parsed(number: str, country: str | None) -> tuple[str, str, str]:
    """Take a phone number apart.

    Args:
        number: The number, with `+` or `00` and the country's calling code; with a `country` also
            as it is dialled inside that.
        country: The calling code for a number without one, such as `"44"`.

    Returns:
        The country's calling code, what is dialled before a number inside the country, and the
        number without either; all of them digits, the second possibly none.

    Raises:
        InvalidArgument: Not a phone number, too short or too long for one, or without its country.
    """
    # Not every space is ASCII.
    found = _NUMBER.fullmatch(" ".join(number.split()))
    if found is None:
        raise InvalidArgument(f"odata: {number!r} is not a phone number.")
    abroad, written = found.groups()
    digits = re.sub(r"\D", "", written.replace("(0)", "") if abroad else written)
    code = _CODE.match(digits) if abroad else _country(number, country)
    if code is None:
        raise InvalidArgument(f"odata: {number!r} starts with no country's calling code.")
    trunk = _TRUNKS.get(code[0], "0")
    rest = digits.removeprefix(code[0]) if abroad else digits
    if not abroad and (code[0] not in _TEN_DIGITS or len(rest) == 11):
        rest = rest.removeprefix(trunk)
    if (length := len(code[0] + rest)) not in _DIGITS:
        raise InvalidArgument(
            f"odata: {number!r} has {length} digits with its country's; a phone number has "
            f"{_DIGITS[0]} to {_DIGITS[-1]}. Compare an internal extension with eq."
        )
    return code[0], trunk, rest


def _country(number: str, country: str | None) -> re.Match[str] | None:
    if country is None:
        raise InvalidArgument(
            f"odata: {number!r} doesn't say its country: give it as +1..., or name the calling "
            'code of the numbers that don\'t, country="1".'
        )
    if isinstance(country, str) and (code := _CODE.fullmatch(country.removeprefix("+"))):
        return code
    raise InvalidArgument(f'odata: country = {country!r} is not a calling code, such as "44".')
