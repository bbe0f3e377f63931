"""What a new project and its package are called."""

import re
from dataclasses import dataclass

from cifbridge_workbench.build.app import why_not_a_package
from cifbridge_workbench.errors import BuildError

# As PyPI takes it; a name of letters is a name in every file and on every system.
_PROJECT = re.compile(r"[A-Za-z]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_BETWEEN = re.compile(r"[-_.]+")
# So that no line of the project gets too long.
_LONGEST = 40

# What the project itself imports, or has a folder of.
_TAKEN = frozenset({"cifbridge_workbench", "playwright", "pytest", "src", "tests"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a project.

    Attributes:
        project: Its own, as the developer wrote it: `contoso-phone`.
        package: That of its Python package: `contoso_phone`.
        title: What people read: `Contoso Phone`.
    """

    project: str
    package: str
    title: str


def read_names(name: str) -> Names:
    """Derive a project's names from the one that the developer gave.

    Raises:
        BuildError: It can't be used, with the reason.
    """
    if not _PROJECT.fullmatch(name) or len(name) > _LONGEST:
        raise BuildError(
            f"a project can't be called {name!r}",
            hint=f"Take up to {_LONGEST} letters from a to z, digits, and - _ . between them, "
            "beginning with a letter: contoso-phone. The folder is made here.",
        )
    package = _BETWEEN.sub("_", name).lower()
    reason = why_not_a_package(package)
    if package in _TAKEN:
        reason = f"a package named {package!r} would hide what the project itself uses"
    if reason:
        raise BuildError(reason, hint="Choose another name, such as contoso-phone.")
    words = _BETWEEN.sub(" ", name).split()
    return Names(
        project=name,
        package=package,
        title=" ".join(word[0].upper() + word[1:] for word in words),
    )
