"""How the records are refused."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cifbridge_workbench.config.toml_lines import KeyPath

_WORDS = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))


class DataverseError(Exception):
    """A request that the workbench's Dataverse does not fulfil.

    Attributes:
        message: What is wrong, as Dataverse would say it.
        path: Where in the record's data it is wrong; empty if it is not in one place.
    """

    def __init__(self, message: str) -> None:
        """Keep the message."""
        super().__init__(message)
        self.message = message
        self.path: KeyPath = ()


@contextmanager
def place(*steps: str | int) -> Iterator[None]:
    """Add to the errors of a block where in a record's data they are."""
    try:
        yield
    except DataverseError as error:
        error.path = (*steps, *error.path)
        raise


def refusal(of: str, **values: object) -> DataverseError:
    """Return what Dataverse says of something, by its key in `refusals.toml`."""
    return DataverseError(_WORDS[of].format_map(values))


def not_implemented(what: str) -> DataverseError:
    """Dataverse may well answer this; the stand-in does not."""
    return DataverseError(f"The workbench's stand-in for Dataverse does not implement {what}.")
