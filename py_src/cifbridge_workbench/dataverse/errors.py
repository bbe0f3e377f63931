"""How the stand-in refuses: in Dataverse's words where they are known."""

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def place(*steps: str | int) -> Iterator[None]:
    """Adds to the errors of a block where in a record's data they are."""
    try:
        yield
    except DataverseError as error:
        error.path = (*steps, *error.path)
        raise


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
