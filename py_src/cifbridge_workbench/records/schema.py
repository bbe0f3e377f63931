"""What tables and columns are: the description that everything else here asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from cifbridge_workbench.records.errors import DataverseError


class Kind(Enum):
    """What a column holds. The value is the number by which metadata tells it."""

    BOOLEAN = 0
    CUSTOMER = 1
    DATETIME = 2
    DECIMAL = 3
    INTEGER = 5
    LOOKUP = 6
    MEMO = 7
    MONEY = 8
    OWNER = 9
    PICKLIST = 11
    STATE = 12
    STATUS = 13
    STRING = 14
    UNIQUEIDENTIFIER = 15


LOOKUPS = frozenset({Kind.LOOKUP, Kind.CUSTOMER, Kind.OWNER})
CHOICES = frozenset({Kind.PICKLIST, Kind.STATE, Kind.STATUS})
TEXTS = frozenset({Kind.STRING, Kind.MEMO})
FRACTIONS = frozenset({Kind.DECIMAL, Kind.MONEY})

EDM_TYPES = {
    Kind.BOOLEAN: "Edm.Boolean",
    Kind.DATETIME: "Edm.DateTimeOffset",
    **dict.fromkeys(TEXTS, "Edm.String"),
    **dict.fromkeys(FRACTIONS, "Edm.Decimal"),
    **dict.fromkeys((Kind.INTEGER, *CHOICES), "Edm.Int32"),
    **dict.fromkeys((Kind.UNIQUEIDENTIFIER, *LOOKUPS), "Edm.Guid"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    Attributes:
        name: Its logical name.
        kind: What it holds.
        label: What people call it.
        max_length: How long its text may be.
        choices: Its values and their labels; for a boolean, of 0 and 1.
        default: What a new record has unless its creator says otherwise.
        navigation: For a lookup, the table that each navigation property leads to. The first
            one to a table is the one that answers name.
        required: Whether Dataverse refuses a record without it.
        read_only: Whether only the system writes it.
        cascade: Whether a record goes when the one it looks up is deleted.
        states: For a status, the state that each of its values belongs to.
    """

    name: str
    kind: Kind
    label: str
    max_length: int = 0
    choices: Mapping[int, str] = field(default_factory=dict)
    default: int | None = None
    navigation: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    read_only: bool = False
    cascade: bool = False
    states: Mapping[int, int] = field(default_factory=dict)

    @property
    def property_name(self) -> str:
        """What queries and answers call it."""
        return f"_{self.name}_value" if self.kind in LOOKUPS else self.name

    @property
    def edm_type(self) -> str:
        """The name of its type in messages."""
        return EDM_TYPES[self.kind]

    @property
    def targets(self) -> list[str]:
        """The tables that a lookup can lead to."""
        return list(dict.fromkeys(self.navigation.values()))

    def navigation_to(self, target: str) -> str:
        """Names the navigation property that leads to a table."""
        return next(name for name, leads_to in self.navigation.items() if leads_to == target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The records that look up a record: the other side of a lookup."""

    table: str
    column: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        logical_name: Its name in calls.
        schema_name: Its name in messages and privileges.
        entity_set: Its name in addresses.
        label: What people call one of its records.
        plural: What people call several.
        primary_id: The column with a record's id.
        primary_name: The column with a record's name.
        columns: Its columns by name, in the order in which answers have them.
        collections: Its one-to-many relationships by navigation property.
        type_code: Its number.
        activity: Whether its records are activities, with parties of their own.
        custom: Whether a solution brings it.
        schema: The schema that it belongs to.
    """

    logical_name: str
    schema_name: str
    entity_set: str
    label: str
    plural: str
    primary_id: str
    primary_name: str
    columns: Mapping[str, Column]
    collections: Mapping[str, Collection] = field(default_factory=dict)
    type_code: int
    activity: bool = False
    custom: bool = False
    schema: "Schema" = field(repr=False, compare=False)

    @cached_property
    def properties(self) -> dict[str, Column]:
        """The columns by the names that queries and answers have for them."""
        return {column.property_name: column for column in self.columns.values()}

    @cached_property
    def navigation(self) -> dict[str, tuple[Column, str]]:
        """The lookups' navigation properties: the column and the table each leads to."""
        return {
            name: (column, target)
            for column in self.columns.values()
            for name, target in column.navigation.items()
        }

    @cached_property
    def lookups(self) -> list[Column]:
        """The columns that point at other records."""
        return [column for column in self.columns.values() if column.kind in LOOKUPS]

    @property
    def parties(self) -> str:
        """The collection of an activity's parties."""
        return f"{self.logical_name}_activity_parties" if self.activity else ""

    @property
    def type_name(self) -> str:
        """What messages call its type."""
        return f"Microsoft.Dynamics.CRM.{self.logical_name}"

    def no_property(self, name: str) -> DataverseError:
        """A query names a column that the table does not have."""
        return DataverseError(
            f"Could not find a property named '{name}' on type '{self.type_name}'."
        )

    def no_record(self, identifier: str) -> DataverseError:
        """A record is asked for that does not exist."""
        return DataverseError(f"{self.schema_name} With Id = {identifier} Does Not Exist")


class Schema(dict[str, Table]):
    """The tables that a Dataverse has, by their logical names."""

    def named(self, logical_name: str) -> Table:
        """Finds a table by its logical name.

        Raises:
            DataverseError: There is none.
        """
        if logical_name not in self:
            raise DataverseError(
                f"The entity with a name = '{logical_name}' with namemapping = 'Logical' was not "
                "found in the MetadataCache."
            )
        return self[logical_name]

    def of_set(self, entity_set: str) -> Table:
        """Finds a table by its name in addresses.

        Raises:
            DataverseError: There is none.
        """
        for table in self.values():
            if table.entity_set == entity_set:
                return table
        raise DataverseError(f"Resource not found for the segment '{entity_set}'.")
