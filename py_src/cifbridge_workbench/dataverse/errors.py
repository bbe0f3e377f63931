"""How the stand-in refuses: in Dataverse's words where they are known."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cifbridge_workbench.dataverse.schema import Table
from cifbridge_workbench.toml_lines import KeyPath

_INVALID_QUERY = "0x80060888"
_INVALID_PAYLOAD = "0x80048d19"


class DataverseError(Exception):
    """A request that the stand-in does not fulfil.

    Attributes:
        message: What is wrong, as Dataverse would say it.
        status: The HTTP status of the answer.
        code: The error's code in Dataverse.
        path: Where in the record's data it is wrong; empty if it is not in one place.
    """

    def __init__(self, message: str, *, status: int = 400, code: str = _INVALID_QUERY) -> None:
        """Keeps what the answer is made of."""
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.path: KeyPath = ()

    def body(self) -> dict[str, Any]:
        """The answer's body."""
        return {"error": {"code": self.code, "message": self.message}}


@contextmanager
def place(*steps: str | int) -> Iterator[None]:
    """Adds to the errors of a block where in a record's data they are."""
    try:
        yield
    except DataverseError as error:
        error.path = (*steps, *error.path)
        raise


def type_name(table: Table) -> str:
    """The name of a table's type in messages."""
    return f"Microsoft.Dynamics.CRM.{table.logical_name}"


def no_property(name: str, table: Table) -> DataverseError:
    """A query names a column that the table does not have."""
    return DataverseError(f"Could not find a property named '{name}' on type '{type_name(table)}'.")


def no_record(table: Table, identifier: str) -> DataverseError:
    """A record is asked for that does not exist."""
    return DataverseError(
        f"{table.schema_name} With Id = {identifier} Does Not Exist",
        status=404,
        code="0x80040217",
    )


def no_table(name: str) -> DataverseError:
    """A table is asked for that the stand-in does not have."""
    return DataverseError(
        f"The entity with a name = '{name}' with namemapping = 'Logical' was not found in the "
        "MetadataCache.",
        status=404,
        code="0x80041102",
    )


def no_resource(segment: str) -> DataverseError:
    """A path leads nowhere."""
    return DataverseError(
        f"Resource not found for the segment '{segment}'.", status=404, code="0x8006088a"
    )


def bad_payload(message: str) -> DataverseError:
    """The data of a new or changed record is faulty."""
    return DataverseError(message, code=_INVALID_PAYLOAD)


def not_implemented(what: str) -> DataverseError:
    """Dataverse may well answer this; the stand-in does not."""
    return DataverseError(
        f"The workbench's stand-in for Dataverse does not implement {what}.",
        status=501,
        code="0x80040800",
    )
