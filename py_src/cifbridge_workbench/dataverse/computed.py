"""What the system writes into a record by itself."""

import secrets
import sqlite3
import string

from cifbridge_workbench.dataverse.operands import from_table, lookup_name, quoted, stored_in_row
from cifbridge_workbench.dataverse.schema import Table
from cifbridge_workbench.dataverse.values import Stored

# The numbers that Dataverse gives: a prefix, a counter, and for cases a suffix.
_NUMBERED = {
    "incident": ("ticketnumber", "CAS-", 6),
    "knowledgearticle": ("articlepublicnumber", "KA-", 0),
}
_LETTERS = string.ascii_uppercase + string.digits


def next_version(connection: sqlite3.Connection) -> int:
    """Counts the changes of all records: what ETags are made of."""
    connection.execute('UPDATE ".counter" SET value = value + 1')
    version: int = connection.execute('SELECT value FROM ".counter"').fetchone()[0]
    return version


def number_record(connection: sqlite3.Connection, table: Table, values: dict[str, Stored]) -> None:
    """Gives a new case or article its number."""
    if table.logical_name not in _NUMBERED:
        return
    column, prefix, length = _NUMBERED[table.logical_name]
    if values.get(column) is None:
        suffix = "".join(secrets.choice(_LETTERS) for _ in range(length))
        values[column] = f"{prefix}{next_version(connection):05}{'-' if suffix else ''}{suffix}"


def fill_in(connection: sqlite3.Connection, table: Table, identifier: str) -> None:
    """Puts names together: a person's of two parts, a party's of the person's."""
    if table.logical_name == "activityparty":
        name, sql = "partyidname", lookup_name(table, table.columns["partyid"])
    elif "fullname" in table.columns:
        name = "fullname"
        first, last = stored_in_row("firstname"), stored_in_row("lastname")
        sql = f"nullif(trim(ifnull({first}, '') || ' ' || ifnull({last}, '')), '')"
    else:
        return
    connection.execute(
        f"UPDATE {from_table(table)} SET {quoted(name)} = {sql} "
        f"WHERE {stored_in_row(table.primary_id)} = ?",
        (identifier,),
    )
