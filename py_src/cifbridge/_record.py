"""What is common to the shapes of what goes in and what comes back."""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, cast, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record:
    """A frozen dataclass that takes its values by name.

    `dataclass` compiles methods of their own for each class, which takes more than a millisecond
    each, at every start of a widget. These here serve every class.
    """

    _fields: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        """Make the class a dataclass, for `fields`, `asdict` and `replace`."""
        super().__init_subclass__()
        # In place of a missing docstring, and optimised bytecode has none, goes a signature whose
        # making takes longest of all.
        cls.__doc__ = cls.__doc__ or cls.__name__
        dataclass(init=False, repr=False, eq=False, match_args=False)(cls)
        cls._fields = {each.name: each for each in fields(cast(Any, cls))}

    def __init__(self, **values: Any) -> None:
        """Take a value for each field that has no default.

        Raises:
            TypeError: One is missing, or there is no such field.
        """
        name = type(self).__name__
        if unknown := values.keys() - self._fields.keys():
            raise TypeError(f"{name}() has no field {min(unknown)!r}")
        for key, its in self._fields.items():
            if (value := values.get(key, its.default)) is MISSING:
                raise TypeError(f"{name}() needs a value for {key!r}")
            self.__dict__[key] = value

    def __repr__(self) -> str:
        """Show how to make it again, but for what is too long."""
        shown = (f"{key}={getattr(self, key)!r}" for key, its in self._fields.items() if its.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        """Compare the values of two records of one class."""
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        """Hash the values, as far as they can be hashed."""
        return hash(tuple(self.__dict__.values()))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse to be changed."""
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        """Refuse to be changed."""
        raise FrozenInstanceError(f"cannot delete field {name!r}")
