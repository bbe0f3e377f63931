"""The types of columns: what they hold, and how JSON, SQLite and people have it."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, cast

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from cifbridge_workbench.config.described import Described, known, misfit
from cifbridge_workbench.records.errors import DataverseError, refusal

Stored = str | int | float | None
TableName = Annotated[str, known("table")]
# TOML has text for keys.
Number = Annotated[int, Field(strict=False)]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1753, 1, 1, tzinfo=UTC)
_HEX = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_GUID = re.compile(rf"({_HEX})|\{{({_HEX})\}}", re.IGNORECASE | re.ASCII)
_LENGTHS = {"string": 100, "memo": 2000}
# Money has the widest range of numbers with fractions.
_LARGEST = 922337203685477


class Column(Described):
    """A column.

    Attributes:
        edm_type: The name of its type in messages.
        accepts: What its values may be.
        type: What it holds, in the words of `tables.toml`.
        name: Its logical name.
        table: Its table's.
        label: What people call it.
        required: Whether Dataverse refuses a record without it.
        read_only: Whether only the system writes it.
    """

    edm_type: ClassVar[str]
    accepts: ClassVar[TypeAdapter[Any]]

    type: str
    name: str = Field(alias=".name")
    table: str = Field(alias=".table")
    label: str = Field(default_factory=lambda told: str(told["name"]))
    required: bool = False
    read_only: bool = False

    @property
    def property_name(self) -> str:
        """What queries and answers call it."""
        return self.name

    def to_stored(self, value: object) -> Stored:
        """Check a value of a new or changed record that isn't ``None``.

        Raises:
            DataverseError: The column cannot hold it.
        """
        try:
            return cast(Stored, self.accepts.validate_python(value))
        except ValidationError as error:
            raise self.unfit(value) from error

    def to_json(self, value: Any) -> Any:
        """Turn what SQLite keeps, if it isn't ``None``, into what an answer has."""
        return value

    def formatted(self, value: Any) -> str | None:
        """Say how the agent reads what SQLite keeps, where that differs from the value."""
        return None

    def order(self, sql: str) -> str:
        """Make the SQL that records are sorted by of the SQL of the value."""
        return sql

    def unfit(self, value: object) -> DataverseError:
        """Make the error for a value that isn't of the column's type."""
        return refusal("unfit", value=f"{value!a:.80}", name=self.name, type=self.edm_type)


class Identifier(Column):
    """The id of a table's records."""

    type: Literal["uniqueidentifier"] = "uniqueidentifier"
    edm_type = "Edm.Guid"

    def to_stored(self, value: object) -> str:
        """Take an id in any form."""
        if (guid := read_guid(value)) is None:
            raise self.unfit(value)
        return guid


class Text(Column):
    """Text.

    Attributes:
        max_length: How long it may be.
        auto_number: The pattern of what a new record has: ``CAS-{SEQNUM:5}-{RANDSTRING:6}``.
        joins: The columns that it consists of.
        name_of: The lookup whose record's name it is.
    """

    type: Literal["string", "memo"]
    edm_type = "Edm.String"
    accepts = TypeAdapter(Annotated[str, Field(strict=True, pattern=r"\A[^\x00]*\z")])

    max_length: int = Field(ge=1, default_factory=lambda told: _LENGTHS[told["type"]])
    auto_number: str = ""
    joins: list[str] = Field(default=[])
    name_of: str = ""

    def to_stored(self, value: object) -> str | None:
        """Refuse what is too long."""
        text = str(super().to_stored(value))
        # Dynamics counts as browsers do: a letter beyond the first plane is two.
        if len(text.encode("utf-16-le")) // 2 > self.max_length:
            raise refusal("too-long", name=self.name, table=self.table, limit=self.max_length)
        # Dataverse does not tell empty text from none.
        return text or None

    def order(self, sql: str) -> str:
        """Sort as Dataverse compares."""
        return f"{sql} COLLATE folded"


class Whole(Column):
    """A whole number."""

    type: Literal["integer"]
    edm_type = "Edm.Int32"
    accepts = TypeAdapter(Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)])

    def formatted(self, value: Any) -> str:
        """Group the digits."""
        return f"{value:,}"


class Fraction(Column):
    """A number with a fraction."""

    type: Literal["decimal", "money"]
    edm_type = "Edm.Decimal"
    accepts = TypeAdapter(Annotated[float, Field(strict=True, ge=-_LARGEST, le=_LARGEST)])

    def formatted(self, value: Any) -> str:
        """Group the digits, and round."""
        return f"{'$' if self.type == 'money' else ''}{value:,.2f}"


class Moment(Column):
    """A time."""

    type: Literal["datetime"]
    edm_type = "Edm.DateTimeOffset"

    def to_stored(self, value: object) -> int:
        """Read a time, and drop what Dataverse does not keep."""
        try:
            # TOML has times of its own.
            text = value.isoformat() if isinstance(value, date) else cast(str, value)
            time = _in_utc(datetime.fromisoformat(text)).replace(microsecond=0)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.unfit(value) from error
        if time < _EARLIEST:
            raise refusal("too-early", value=time, least=_EARLIEST)
        return microseconds(time)

    def to_json(self, value: Any) -> str:
        """Write a time."""
        return _moment(value).strftime("%Y-%m-%dT%H:%M:%SZ")

    def formatted(self, value: Any) -> str:
        """Write a time as Americans do."""
        time = _moment(value)
        return f"{time.month}/{time.day}/{time.year} {time.hour % 12 or 12}:{time:%M %p}"


class Options(Column):
    """A column of which each value has a label.

    Attributes:
        choices: The labels of its values.
        default: What a new record has.
    """

    choices: dict[Number, str] = Field(default={})
    default: int | None = None

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        if not self.choices:
            raise misfit('{place} has no choices, such as { 1 = "Sales" }')
        if self.default not in (None, *self.choices):
            raise misfit(f"{{place}} must be one of the choices, not {self.default}", "default")
        return self

    def formatted(self, value: Any) -> str | None:
        """Return the label."""
        return self.choices.get(value)


class Boolean(Options):
    """Yes or no."""

    type: Literal["boolean"]
    edm_type = "Edm.Boolean"
    accepts = TypeAdapter(Annotated[bool, Field(strict=True), AfterValidator(int)])

    choices: dict[Number, str] = Field(default={0: "No", 1: "Yes"})
    default: bool = False

    def to_json(self, value: Any) -> bool:
        """Return true or false."""
        return bool(value)


class Choice(Options):
    """One of several values."""

    type: Literal["picklist", "state"]
    edm_type = Whole.edm_type
    accepts = Whole.accepts

    def to_stored(self, value: object) -> Stored:
        """Refuse what is not one of the choices."""
        number = super().to_stored(value)
        if number not in self.choices:
            known = ",".join(map(str, self.choices))
            values = {"value": number, "name": self.name, "table": self.table, "choices": known}
            raise refusal("no-choice", **values)
        return number

    def order(self, sql: str) -> str:
        """Sort by the labels, which come from the schema."""
        labels = (
            f" WHEN {value} THEN '{label.replace(chr(39), chr(39) * 2)}'"
            for value, label in self.choices.items()
        )
        return f"(CASE {sql}{''.join(labels)} END) COLLATE folded"


class Status(Choice):
    """The reason of a state.

    Attributes:
        states: The state that each of its values belongs to.
    """

    type: Literal["status"]  # type: ignore[assignment]
    states: dict[Number, int] = Field(default={})


class Lookup(Column):
    """What leads to a record of another table.

    Attributes:
        plain_targets: The tables that it leads to, beside those of the patterns.
        patterns: The names of navigation properties, and the tables that each stands for.
        cascade: Whether a record goes when the one it looks up is deleted.
    """

    type: Literal["lookup", "customer", "owner"]
    edm_type = "Edm.Guid"

    plain_targets: list[TableName] = Field(default=[], alias="targets")
    patterns: dict[str, list[TableName]] = Field(default={}, alias="navigation")
    cascade: bool = False

    @property
    def property_name(self) -> str:
        """What queries and answers call the id that it holds."""
        return f"_{self.name}_value"

    @cached_property
    def navigation(self) -> dict[str, str]:
        """The table that each navigation property leads to; the first to one answers name."""
        default = f"{self.name}_{{target}}" if len(self.plain_targets) > 1 else self.name
        found = {}
        for pattern, targets in (self.patterns or {default: []}).items():
            further = self.plain_targets if "{target}" in pattern or not self.patterns else []
            for target in (*targets, *further):
                found[pattern.replace("{target}", target).replace("{table}", self.table)] = target
        return found

    @model_validator(mode="after")
    def _check_targets(self) -> Self:
        if not self.navigation:
            raise misfit('{place} has no targets, such as targets = ["contact"]')
        return self

    @property
    def type_column(self) -> str:
        """The column of SQLite that keeps the table that it leads to."""
        return f"{self.name}.type"

    @property
    def targets(self) -> list[str]:
        """The tables that it can lead to."""
        return list(dict.fromkeys(self.navigation.values()))

    def navigation_to(self, target: str) -> str:
        """Name the navigation property that leads to a table."""
        return next(name for name, leads_to in self.navigation.items() if leads_to == target)


# Ids are made with their table.
_Kinds = Text | Whole | Fraction | Moment | Boolean | Choice | Status | Lookup
TypedColumn = Annotated[_Kinds, Field(discriminator="type")]


def read_guid(text: object) -> str | None:
    """Read a GUID with or without braces, and write it small and without."""
    found = _GUID.fullmatch(text) if isinstance(text, str) else None
    return (found[1] or found[2]).lower() if found else None


def microseconds(time: datetime) -> int:
    """Count a time as SQLite keeps it; without a time zone it is UTC."""
    return (_in_utc(time) - _EPOCH) // timedelta(microseconds=1)


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _moment(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)
