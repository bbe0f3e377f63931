"""What tables are: the description that everything else here asks."""

import re
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr

from cifbridge_workbench.config.described import Described, known, misfit
from cifbridge_workbench.records.columns import Column, Identifier, Lookup, TypedColumn
from cifbridge_workbench.records.errors import DataverseError, refusal


def _check_name(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]*", name, re.ASCII):
        raise misfit("{place}: a name has small letters, as in new_wrapcode")
    return name


Name = Annotated[str, AfterValidator(_check_name)]


class Collection(NamedTuple):
    """The records that look up a record: the other side of a lookup.

    Attributes:
        table: Their table; where many have many, the one whose rows join them.
        column: Its lookup of the record.
        other: Where many have many, its lookup of the other record.
    """

    table: str
    column: str
    other: str = ""


def _read_collection(path: object) -> Collection:
    parts = str(path).split(".")
    if len(parts) not in (2, 3):
        raise misfit(f"{{place}} must be a table and its lookup as in task.ownerid, not {path!r}")
    return Collection(*parts)


ToldCollection = Annotated[Collection, BeforeValidator(_read_collection)]


class Table(Described):
    """A table.

    Attributes:
        logical_name: Its name in calls.
        schema_name: Its name in messages and privileges.
        entity_set: Its name in addresses.
        label: What people call one of its records.
        plural: What people call several.
        activity: Whether its records are activities, with parties of their own.
        primary_id: The column with a record's id.
        primary_name: The column with a record's name.
        type_code: Its number.
        custom: Whether a solution brings it.
        shared: The groups of columns that it has.
        further_columns: Its columns by name, except the id.
        told_collections: Its collections by navigation property, except its parties.
    """

    logical_name: str = Field(alias=".name")
    schema_name: str = Field(default_factory=lambda told: str(told["logical_name"]))
    entity_set: str = Field(default_factory=lambda told: f"{told['logical_name']}s")
    label: str = Field(default_factory=lambda told: str(told["logical_name"]))
    plural: str = Field(default_factory=lambda told: f"{told['label']}s")
    activity: bool = False
    primary_id: str = Field(
        default_factory=lambda told: f"{'activity' if told['activity'] else told['logical_name']}id"
    )
    primary_name: str = "subject"
    type_code: int
    custom: bool = False
    shared: list[Annotated[str, known("group of columns")]] = Field(default=[])
    further_columns: dict[Name, TypedColumn] = Field(alias="columns")
    told_collections: dict[str, ToldCollection] = Field(default={}, alias="collections")
    _schema: "Schema" = PrivateAttr()

    @property
    def tables(self) -> "Schema":
        """The tables that it is one of."""
        return self._schema

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Its columns by name, in the order in which answers have them."""
        key = {".name": self.primary_id, ".table": self.logical_name, "label": self.label}
        return {self.primary_id: Identifier.model_validate(key), **self.further_columns}

    @cached_property
    def collections(self) -> dict[str, Collection]:
        """Its relationships to several records by navigation property."""
        parties = {self.parties: Collection("activityparty", "activityid")}
        return {**self.told_collections, **(parties if self.activity else {})}

    @cached_property
    def properties(self) -> dict[str, Column]:
        """The columns by the names that queries and answers have for them."""
        return {column.property_name: column for column in self.columns.values()}

    @cached_property
    def lookups(self) -> dict[str, Lookup]:
        """The columns that point at other records."""
        return {name: each for name, each in self.columns.items() if isinstance(each, Lookup)}

    @cached_property
    def navigation(self) -> dict[str, tuple[Lookup, str]]:
        """The lookups' navigation properties: the column and the table each leads to."""
        return {
            name: (column, target)
            for column in self.lookups.values()
            for name, target in column.navigation.items()
        }

    @property
    def parties(self) -> str:
        """The collection of an activity's parties."""
        return f"{self.logical_name}_activity_parties" if self.activity else ""

    @property
    def type_name(self) -> str:
        """What messages call its type."""
        return f"Microsoft.Dynamics.CRM.{self.logical_name}"

    def no_property(self, name: str) -> DataverseError:
        """Make the error for a query that names a column that the table does not have."""
        return refusal("no-property", name=name, type=self.type_name)

    def no_record(self, identifier: str) -> DataverseError:
        """Make the error for a record that does not exist."""
        return refusal("no-record", table=self.schema_name, id=identifier)


class Schema(dict[str, Table]):
    """The tables that a Dataverse has, by their logical names."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Bring the tables together."""
        super().__init__(tables)
        for table in self.values():
            table._schema = self

    def named(self, logical_name: str) -> Table:
        """Find a table by its logical name.

        Raises:
            DataverseError: There is none.
        """
        if logical_name not in self:
            raise refusal("no-table", name=logical_name)
        return self[logical_name]

    def of_set(self, entity_set: str) -> Table:
        """Find a table by its name in addresses.

        Raises:
            DataverseError: There is none.
        """
        found = [table for table in self.values() if table.entity_set == entity_set]
        if not found:
            raise refusal("no-set", name=entity_set)
        return found[0]
