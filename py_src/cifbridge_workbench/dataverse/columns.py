"""Short ways to describe a column."""

from collections.abc import Mapping

from cifbridge_workbench.dataverse.schema import Column, Kind


def identifier(name: str, label: str) -> Column:
    """The column with a record's id."""
    return Column(name=name, kind=Kind.UNIQUEIDENTIFIER, label=label)


def text(
    name: str, label: str, length: int = 100, *, required: bool = False, read_only: bool = False
) -> Column:
    """A line of text."""
    return Column(
        name=name,
        kind=Kind.STRING,
        label=label,
        max_length=length,
        required=required,
        read_only=read_only,
    )


def memo(name: str, label: str, length: int = 2000) -> Column:
    """Text of several lines."""
    return Column(name=name, kind=Kind.MEMO, label=label, max_length=length)


def number(name: str, label: str) -> Column:
    """A whole number."""
    return Column(name=name, kind=Kind.INTEGER, label=label)


def flag(
    name: str, label: str, *, no: str = "No", yes: str = "Yes", default: bool = False
) -> Column:
    """One of two values."""
    return Column(
        name=name,
        kind=Kind.BOOLEAN,
        label=label,
        choices={0: no, 1: yes},
        default=int(default),
    )


def moment(name: str, label: str, *, read_only: bool = False) -> Column:
    """A point in time."""
    return Column(name=name, kind=Kind.DATETIME, label=label, read_only=read_only)


def choice(
    name: str,
    label: str,
    choices: Mapping[int, str],
    default: int | None = None,
    kind: Kind = Kind.PICKLIST,
) -> Column:
    """One of several numbered values."""
    return Column(name=name, kind=kind, label=label, choices=choices, default=default)


def lookup(
    name: str,
    label: str,
    navigation: Mapping[str, str],
    *,
    kind: Kind = Kind.LOOKUP,
    required: bool = False,
    cascade: bool = False,
) -> Column:
    """A reference to another record."""
    return Column(
        name=name,
        kind=kind,
        label=label,
        navigation=navigation,
        required=required,
        cascade=cascade,
    )


def owner() -> Column:
    """The user who has a record."""
    return lookup("ownerid", "Owner", {"ownerid": "systemuser"}, kind=Kind.OWNER)


def state_and_status(
    states: Mapping[int, str], statuses: Mapping[int, tuple[int, str]], status: int = 1
) -> tuple[Column, Column]:
    """The two columns that say where a record is in its life.

    Args:
        states: The states and their labels.
        statuses: The statuses, the state that each belongs to, and their labels.
        status: A new record's status.
    """
    return (
        choice("statecode", "Status", states, statuses[status][0], Kind.STATE),
        Column(
            name="statuscode",
            kind=Kind.STATUS,
            label="Status Reason",
            choices={value: label for value, (_, label) in statuses.items()},
            default=status,
            states={value: state for value, (state, _) in statuses.items()},
        ),
    )


def active_or_not() -> tuple[Column, Column]:
    """State and status of a record that is simply in use or not."""
    return state_and_status({0: "Active", 1: "Inactive"}, {1: (0, "Active"), 2: (1, "Inactive")})


def times() -> tuple[Column, Column]:
    """The two times that the system keeps of a record."""
    return (
        moment("createdon", "Created On", read_only=True),
        moment("modifiedon", "Modified On", read_only=True),
    )
