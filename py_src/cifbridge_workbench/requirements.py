"""The wheels that a widget's ``requirements.txt`` asks for."""

import re
from pathlib import Path

from cifbridge_workbench import paths, pip
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.folders import replacing
from cifbridge_workbench.pyodide import PyodideFacts
from cifbridge_workbench.stamps import digest
from cifbridge_workbench.steps import step

# Every bundle has these, in the versions that fit it.
_IN_EVERY_BUNDLE = ("cifbridge-", "micropip-")

_ONLY_PURE = (
    "The browser runs only wheels that end in -none-any.whl: a package that is compiled, "
    "or published as source only, or misspelt, cannot be had."
)

# How pip says that there is nothing to download; in brackets, what there would have been.
_NOT_FOUND = re.compile(
    r"satisfies the requirement (?P<wanted>.+?) \(from versions: (?P<versions>[^)]*)\)"
)

# How pip explains that no choice of versions works out.
_CONFLICT = re.compile(r"^ +(?P<package>\S+) \S+ depends on (?P<needed>[\w.-]+)", re.MULTILINE)


def fetch_requirements(requirements: Path, facts: PyodideFacts, own_wheels: Path) -> list[Path]:
    """Downloads the wheels of a requirements file, once for each content of it.

    Args:
        requirements: The widget's ``requirements.txt``.
        facts: The Pyodide release that will import them.
        own_wheels: A folder with cifbridge's wheel, for requirements that depend on it.

    Raises:
        BuildError: A requirement has no pure-Python wheel.
    """
    key = digest([], requirements.read_text("utf-8"), facts.python)[:16]
    out = paths.CACHE / "requirements" / key
    if not out.is_dir():
        with step(f"Downloading the wheels of {paths.short(requirements)}"), replacing(out) as made:
            _download(requirements, facts, own_wheels, made)
            _refuse_impure(made)
    return sorted(
        wheel for wheel in out.glob("*.whl") if not wheel.name.startswith(_IN_EVERY_BUNDLE)
    )


def _download(requirements: Path, facts: PyodideFacts, own_wheels: Path, into: Path) -> None:
    try:
        pip.download(
            *("--find-links", own_wheels, "--requirement", requirements),
            into=into,
            python=facts.python,
        )
    except BuildError as error:
        refusal = _refusal(error.detail, facts)
        if refusal is None:
            raise
        raise refusal from error


def _refusal(said: str, facts: PyodideFacts) -> BuildError | None:
    found = _NOT_FOUND.search(said)
    if found and found["versions"] != "none":
        return BuildError(
            f"{found['wanted']} cannot be bundled: only these versions have a pure-Python wheel "
            f"for Python {facts.python}: {found['versions']}",
            hint="Change the version in requirements.txt.",
        )
    if found:
        return BuildError(
            f"{found['wanted']} cannot be bundled: "
            f"it has no pure-Python wheel for Python {facts.python}",
            hint=_ONLY_PURE,
        )
    needs = {f"{line['package']} needs {line['needed']}" for line in _CONFLICT.finditer(said)}
    if needs:
        return BuildError(
            "the requirements cannot be bundled: no pure-Python wheels fit together for "
            f"Python {facts.python}: {', '.join(sorted(needs))}",
            hint=_ONLY_PURE,
        )
    return None


def _refuse_impure(folder: Path) -> None:
    for file in sorted(folder.iterdir()):
        if not file.name.endswith("-none-any.whl"):
            name = file.name.split("-")[0]
            raise BuildError(
                f"{name} cannot be bundled: {file.name} is no pure-Python wheel",
                hint=_ONLY_PURE,
            )
