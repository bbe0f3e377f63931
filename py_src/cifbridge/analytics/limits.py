"""What the KPI table can hold, checked before an event goes on its way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

# Columns of msdyn_kpieventdata (CIF 2.0 reference, "Analytics", Model).
CUSTOM_ATTRIBUTES = 5
TEXT = 100
LONG_TEXT = 2000


def complaints(
    event_name: str,
    reason: str | None,
    additional_data: str | None,
    custom: Mapping[str, str],
    definitions: Collection[str] | None,
) -> Iterator[str]:
    """Say what of an event will not arrive in Dynamics.

    Args:
        event_name: The KPI event's name.
        reason: Its reason.
        additional_data: Its free text.
        custom: Its custom attributes.
        definitions: Names of the KPI event definitions; `None` when they are not known.

    Yields:
        Sentences, each with the path of what it is about.
    """
    if definitions is not None and event_name not in definitions:
        yield (
            f"event_name = {event_name!r} is the name of no KPI event definition, so Dynamics "
            "will not keep it; create the definition, or correct the name"
        )
    if len(custom) > CUSTOM_ATTRIBUTES:
        yield (
            f"custom has {len(custom)} attributes; the table has columns for {CUSTOM_ATTRIBUTES}, "
            f"put the others into additional_data: {', '.join(list(custom)[CUSTOM_ATTRIBUTES:])}"
        )
    texts = [("event_name", event_name, TEXT), ("reason", reason, TEXT)]
    texts.append(("additional_data", additional_data, LONG_TEXT))
    texts += [(f'custom["{name}"]', value, TEXT) for name, value in custom.items()]
    for path, text, most in texts:
        if text is not None and len(text) > most:
            yield f"{path} has {len(text)} characters; the column takes {most}, shorten it"
