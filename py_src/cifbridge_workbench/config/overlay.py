"""A developer's configuration, which the default one is overlaid with, wherever it is written."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from cifbridge_workbench.config.toml_lines import KeyPath
from cifbridge_workbench.errors import BuildError


class Overlay(Protocol):
    """What a file, or several, say.

    Attributes:
        data: By their names, the keys of the configuration.
    """

    @property
    def data(self) -> dict[str, Any]:
        """The keys of the configuration, by their names."""
        ...

    def fault(self, path: KeyPath, reason: str) -> BuildError:
        """Make the error for content that is wrong, which names its place."""
        ...


ReadOverlay = Callable[[], Overlay]
"""Reads it again."""


class Layers:
    """Several of them, as one."""

    def __init__(self, layers: Iterable[Overlay]) -> None:
        """Put each upon those before it."""
        self._of = {key: layer for layer in layers for key in layer.data}
        self.data = {key: layer.data[key] for key, layer in self._of.items()}

    def fault(self, path: KeyPath, reason: str) -> BuildError:
        """Make the error where the key is written."""
        return self._of[str(path[0])].fault(path, reason)
