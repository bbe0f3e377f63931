"""The packages that a widget's ``requirements.txt`` asks for."""

import re
import shutil
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build.lock_file import LOCK, LockFile
from cifbridge_workbench.build.pyodide import PyodideFacts
from cifbridge_workbench.build.requirement_files import Requirements
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import pip
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing, temporary_folder
from cifbridge_workbench.machine.stamps import digest
from cifbridge_workbench.machine.steps import say

# Every bundle has these, in the versions that fit it.
_IN_EVERY_BUNDLE = ("cifbridge-", "micropip-")

# How pip says that there is nothing to download; in brackets, what there would have been.
_NOT_FOUND = re.compile(
    r"satisfies the requirement (?P<wanted>.+?) \(from versions: (?P<versions>[^)]*)\)"
)

# How pip explains that no choice of versions works out.
_CONFLICT = re.compile(r"^ +(?P<package>\S+) \S+ depends on (?P<needed>[\w.-]+)", re.MULTILINE)

# How pip reports a wheel that isn't the one that was locked.
_OTHER_HASH = "DO NOT MATCH THE HASHES"

# How pip says that a line is not for the Python it downloads for.
_NOT_FOR_THIS = re.compile(
    r"^Ignoring (?P<package>.+): markers '(?P<markers>.+)' don't match", re.MULTILINE
)


def fetch_requirements(requirements: Path, facts: PyodideFacts, own_wheels: Path) -> list[Path]:
    """Download the wheels of a requirements file, once for each content of it.

    Which wheels these are is written into ``requirements.lock`` beside it, and holds until the
    requirements change.

    Args:
        requirements: The widget's ``requirements.txt``.
        facts: The Pyodide release that will import them.
        own_wheels: A folder with cifbridge's wheel, for requirements that depend on it.

    Raises:
        BuildError: A requirement has no wheel that runs in the browser, or the one there is now
            is not the one that was locked.
    """
    lock = LockFile(requirements=Requirements(requirements), facts=facts)
    if not lock.is_current():
        _resolve(lock, own_wheels)
    out = _wheels_of(lock)
    if not out.is_dir():
        with step(f"Downloading the wheels of {paths.short(lock.file)}"), replacing(out) as made:
            if lock.pins_anything():
                _download(lock, "--require-hashes", "--no-deps", "-r", lock.file.name, into=made)
    return sorted(out.glob("*.whl"))


def _resolve(lock: LockFile, own_wheels: Path) -> None:
    if lock.file.is_file():
        say(f"{paths.short(lock.file)} is for other requirements, or another Pyodide")
    with step(f"Resolving {paths.short(lock.requirements.file)}"), temporary_folder() as folder:
        wanted, allowed, got = (
            folder / name for name in ("requirements.txt", "constraints", "got")
        )
        wanted.write_text("\n".join(lock.requirements.lines), "utf-8")
        allowed.write_text("\n".join(lock.requirements.constraints), "utf-8")
        said = _download(
            lock, *("--find-links", own_wheels), *("-r", wanted, "-c", allowed), into=got
        )
        for left_out in _NOT_FOR_THIS.finditer(said):
            say(f"left out: {left_out['package']}, which is only for {left_out['markers']}")
        wheels = [file for file in got.iterdir() if not file.name.startswith(_IN_EVERY_BUNDLE)]
        for wheel in sorted(wheels):
            _refuse_foreign(wheel, lock.facts)
        lock.write(wheels)
        with replacing(_wheels_of(lock)) as made:
            for wheel in wheels:
                shutil.move(wheel, made)


def _wheels_of(lock: LockFile) -> Path:
    return paths.CACHE / "requirements" / digest([], lock.file.read_text("utf-8"))[:16]


def _download(lock: LockFile, *arguments: str | Path, into: Path) -> str:
    try:
        return pip.download(
            *arguments, into=into.resolve(), facts=lock.facts, cwd=lock.requirements.folder
        )
    except BuildError as error:
        refusal = _refusal(error.detail, lock.facts)
        if refusal is None:
            # Lines of a copy in the cache, which nobody but this program has seen.
            written = re.compile(rf"-[rc] {re.escape(str(into.parent))}\S+ \(line \d+\)")
            detail = written.sub(paths.short(lock.requirements.file), error.detail)
            refusal = BuildError(error.message, detail=detail, hint=error.hint)
        raise refusal from error


def _refusal(said: str, facts: PyodideFacts) -> BuildError | None:
    if _OTHER_HASH in said:
        return BuildError(
            f"a wheel is not the one that {LOCK} names",
            detail=said,
            hint=f"If you trust the new one, remove {LOCK} and build again.",
        )
    found = _NOT_FOUND.search(said)
    if found and found["versions"] != "none":
        return BuildError(
            f"{found['wanted']} cannot be bundled: only these versions have a wheel that runs in "
            f"the browser's Python {facts.python}: {found['versions']}",
            hint="Change the version in requirements.txt.",
        )
    if found:
        return BuildError(
            f"{found['wanted']} cannot be bundled: "
            f"it has no wheel that runs in the browser's Python {facts.python}",
            hint=_only(facts),
        )
    needs = {f"{line['package']} needs {line['needed']}" for line in _CONFLICT.finditer(said)}
    if needs:
        return BuildError(
            "the requirements cannot be bundled: no wheels that run in the browser fit together "
            f"for Python {facts.python}: {', '.join(sorted(needs))}",
            hint=_only(facts),
        )
    return None


def _refuse_foreign(file: Path, facts: PyodideFacts) -> None:
    if not file.name.endswith(("-none-any.whl", f"{facts.platform}.whl")):
        raise BuildError(
            f"{file.name.split('-')[0]} cannot be bundled: "
            f"{file.name} isn't a wheel that runs in the browser",
            hint=_only(facts),
        )


def _only(facts: PyodideFacts) -> str:
    return (
        f"The browser runs wheels that end in -none-any.whl or {facts.platform}.whl: a package "
        "that is compiled for other machines only, published as source only, or misspelt, cannot "
        "be had."
    )
