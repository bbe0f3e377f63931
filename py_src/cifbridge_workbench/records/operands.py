"""The SQL that reads a column; names in it come from the schema alone."""

from typing import NamedTuple

from cifbridge_workbench.records.columns import Column, Lookup, Stored, Text
from cifbridge_workbench.records.errors import not_implemented
from cifbridge_workbench.records.schema import Table

# The column that counts a record's changes.
VERSION = ".version"


class Condition(NamedTuple):
    """A piece of SQL and the values of its placeholders."""

    sql: str
    values: tuple[Stored, ...] = ()


def quoted(name: str) -> str:
    """Write a name of the schema in SQL."""
    return '"' + name.replace('"', '""') + '"'


def stored_in_row(column: str) -> str:
    """Read a column of the row itself."""
    return f"t.{quoted(column)}"


def from_table(table: Table) -> str:
    """Name the table and its row."""
    return f"{quoted(table.logical_name)} AS t"


def find_operand(table: Table, path: tuple[str, ...]) -> tuple[Column, str]:
    """Find the column of ``name`` or ``lookup/name``, and the SQL that reads it.

    Raises:
        DataverseError: There is none, or the path is longer.
    """
    *lookups, name = path
    if lookups and lookups[0] not in table.navigation:
        raise table.no_property(lookups[0])
    if len(lookups) > 1:
        raise not_implemented(f"paths such as {'/'.join(path)}, which follow several lookups")
    lookup, leads_to = table.navigation[lookups[0]] if lookups else (None, table.logical_name)
    target = table.tables[leads_to]
    if name not in target.properties:
        raise target.no_property(name)
    column = target.properties[name]
    sql = _look_up(lookup, target, column.name) if lookup else read_column(table, column)
    return column, sql


def read_column(table: Table, column: Column) -> str:
    """Read a column, which may only be the name of what another one leads to."""
    lookup = table.lookups.get(column.name_of) if isinstance(column, Text) else None
    return lookup_name(table, lookup) if lookup else stored_in_row(column.name)


def matching(**values: Stored) -> Condition:
    """Return the condition that columns of the row have these values."""
    sql = " AND ".join(f"{stored_in_row(name)} = ?" for name in values)
    return Condition(sql, tuple(values.values()))


def lookup_name(table: Table, column: Lookup) -> str:
    """Read the name of the record that a lookup leads to."""
    targets = [table.tables[name] for name in column.targets]
    names = [_look_up(column, target, target.primary_name) for target in targets]
    return names[0] if len(names) == 1 else f"coalesce({', '.join(names)})"


def _look_up(lookup: Lookup, target: Table, column: str) -> str:
    return (
        f"(SELECT r.{quoted(column)} FROM {quoted(target.logical_name)} AS r "
        f"WHERE r.{quoted(target.primary_id)} = {stored_in_row(lookup.name)} "
        f"AND {stored_in_row(lookup.type_column)} = '{target.logical_name}')"
    )
