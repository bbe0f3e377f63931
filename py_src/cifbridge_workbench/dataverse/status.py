"""State and status of a record: each status belongs to one state."""

from cifbridge_workbench.dataverse.errors import DataverseError
from cifbridge_workbench.dataverse.schema import Table
from cifbridge_workbench.dataverse.values import Stored


def settle_status(table: Table, values: dict[str, Stored], state: int | None) -> None:
    """Adds to the new values the state or the status that follows from the other.

    Args:
        table: The record's table.
        values: The new values.
        state: The record's state so far; ``None`` for a new record, whose status may name one.

    Raises:
        DataverseError: The status is not one of the state's.
    """
    column = table.columns.get("statuscode")
    if column is None or not {"statecode", "statuscode"} & set(values):
        return
    for name in ("statecode", "statuscode"):
        if name in values and values[name] is None:
            raise DataverseError(f"'{name}' of '{table.logical_name}' must have a value.")
    new_state, status = values.get("statecode"), values.get("statuscode")
    if status is None:
        if new_state != state:
            values["statuscode"] = next(s for s, of in column.states.items() if of == new_state)
        return
    if new_state is None and state is None:
        new_state = column.states[int(status)]
    elif new_state is None:
        new_state = state
    if column.states[int(status)] != new_state:
        raise DataverseError(
            f"{status} is not a valid status code for state code {new_state} on "
            f"{table.logical_name}.",
            code="0x80048408",
        )
    values["statecode"] = new_state
