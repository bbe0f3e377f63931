"""A file for a web host that the app brings itself, to be added to ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cifbridge_workbench.errors import BuildError


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """The app's own file.

    Attributes:
        called: Its name for complaints.
        content: What it says; nothing when there is none.
    """

    called: str = ""
    content: bytes = b""

    @property
    def text(self) -> str:
        """The content as text."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BuildError(f"{self.called} is not UTF-8 text") from error


def without(headers: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Leave headers out, whose names have no case."""
    left_out = {name.lower() for name in names}
    return {name: value for name, value in headers.items() if name.lower() not in left_out}
