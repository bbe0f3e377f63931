"""What TOML describes, as models whose complaints name the key and say what would be right."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from cifbridge_workbench.config.toml_checks import Mistake, advice
from cifbridge_workbench.config.toml_lines import KeyPath, spelled

_RIGHT = {
    "bool_type": "true or false",
    "dict_type": "a table",
    "greater_than_equal": "at least {ge}",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_attributes_type": "a table",
    "model_type": "a table",
    "string_type": "text",
}

Form = TypeVar("Form")


class Described(BaseModel):
    """A table of a TOML file, whose keys are the fields' names in camel case.

    What the program adds has keys that begin with a dot.
    """

    model_config = ConfigDict(strict=True, frozen=True, alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _check_keys(cls, told: Any) -> Any:
        # Pydantic would refuse them as well, but without a word about those that it knows.
        keys = [str(field.alias) for field in cls.model_fields.values()]
        for key in told if isinstance(told, dict) else ():
            if key not in keys:
                known = [key for key in keys if not key.startswith(".")]
                raise misfit(f"unknown key {{place}}; {advice(key, known)}", key)
        return told


def read_described(
    form: TypeAdapter[Form], told: object, path: KeyPath, known: dict[str, Collection[str]]
) -> Form:
    """Read what a TOML file says.

    Args:
        form: What is described.
        told: What the file says.
        path: Where it says it.
        known: The names that fields may have which are annotated as `known`, by kind.

    Raises:
        Mistake: It says something that cannot be meant.
    """
    try:
        return form.validate_python(told, context=known)
    except ValidationError as error:
        raise _mistake(error.errors()[0], told, path) from error


def misfit(reason: str, *path: str) -> PydanticCustomError:
    """Make the error for what a validator finds.

    Args:
        reason: What is wrong; `{place}` in it stands for where that is.
        path: Where it is, within the model.
    """
    return PydanticCustomError("misfit", "misfit", {"reason": reason, "path": path})


def known(kind: str) -> AfterValidator:
    """Let a field have only names that are known."""

    def check(name: str, info: ValidationInfo) -> str:
        names: Collection[str] = (info.context or {})[kind]
        if name not in names:
            raise misfit(f"{{place}}: unknown {kind} {name}; {advice(name, names)}")
        return name

    return AfterValidator(check)


def _mistake(error: ErrorDetails, told: Any, path: KeyPath) -> Mistake:
    context: dict[str, Any] = error.get("ctx", {})
    place = path
    for step in error["loc"]:
        # Pydantic has steps of its own, for the form that it has taken, or for a key.
        with suppress(KeyError, TypeError):
            told, place = told[step], (*place, step)
    place = (*place, *context.get("path", ()))
    if error["type"] == "union_tag_invalid":
        tags = context["expected_tags"].replace("'", "").split(", ")
        place = (*place, "type")
        reason = f"{{place}}: unknown type {context['tag']}; {advice(context['tag'], tags)}"
    elif error["type"] == "misfit":
        reason = context["reason"]
    else:
        right = _RIGHT.get(error["type"], error["msg"]).format(**context)
        reason = f"{{place}} must be {right}, not {error['input']!r}"
    return Mistake(place, reason.replace("{place}", spelled(place)))
