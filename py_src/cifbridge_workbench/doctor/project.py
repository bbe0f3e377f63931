"""Whether a widget's project is what a build, the workbench and a browser can use."""

from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build.app import App
from cifbridge_workbench.build.lock_file import LOCK, LockFile
from cifbridge_workbench.build.publishing import published
from cifbridge_workbench.build.pyodide import read_facts
from cifbridge_workbench.build.requirement_files import Requirements
from cifbridge_workbench.build.stdlib import is_left_out
from cifbridge_workbench.config.load import Config, load_config
from cifbridge_workbench.doctor.code import Code, Kind, read_code
from cifbridge_workbench.doctor.findings import (
    Findings,
    error,
    fine,
    or_fine,
    refused,
    warning,
)
from cifbridge_workbench.doctor.imports import examine_imports
from cifbridge_workbench.doctor.templates import Template, by_name, missing
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.project import PYPROJECT, project_config

_KEYS = {
    Kind.SESSION: "sessionTemplates",
    Kind.TAB: "tabTemplates",
    Kind.NOTIFICATION: "notificationTemplates",
}

STOPS = "`cifbridge serve` and `cifbridge build` stop there."


def examine_project(app: App) -> Findings:
    """Look at a widget's folder and at what the project says of it."""
    try:
        app.settings()
        config = _config(app)
    except BuildError as failure:
        yield refused(failure, reason=STOPS)
        return
    yield fine(
        f"{app.called(app.pyproject)} can be read."
        if app.pyproject.is_file()
        else (f"There is no {PYPROJECT} with settings, so all of them are as by default.")
    )
    try:
        modules = published(app).python
        code = read_code(app, modules)
    except BuildError as failure:
        yield refused(failure, reason=STOPS)
        return
    yield fine("Nothing that looks like a secret would be published.")
    yield from syntax(code)
    yield from entry(app, code)
    yield from or_fine(templates(code, config), "The workbench has each template that is named.")
    yield from requirements(app)
    yield from or_fine(
        examine_imports(app, code, left_out=is_left_out), "A browser can import what is imported."
    )


def widgets_code(app: App) -> Code:
    """Read a widget's modules for what they ask of Dynamics.

    Raises:
        BuildError: Its folder would stop a build.
    """
    return read_code(app, published(app).python)


def syntax(code: Code) -> Findings:
    """Name modules that are not Python."""
    for wrong in code.errors:
        yield error(
            f"{wrong.place} is not Python: {wrong.name}.",
            reason=STOPS,
            remedy="Correct that line.",
        )


def entry(app: App, code: Code) -> Findings:
    """Look for what starts the widget."""
    if "main" in code.top_level:
        yield fine(f"The widget is {app.name}.main().")
    elif (app.package / "__main__.py").is_file():
        yield fine(f"The widget is {app.called(app.package / '__main__.py')}.")
    else:
        yield error(
            f"{app.name} has neither a main() nor a __main__.py.",
            reason="The page runs the package's main(), or else its __main__.py; it would end "
            "with an error.",
            remedy=f"Write `async def main():` into {app.called(app.package / '__init__.py')}, or "
            "import it there.",
        )


def templates(code: Code, config: Config) -> Findings:
    """Look for the templates that the code names in the workbench's configuration."""
    for kind, key in _KEYS.items():
        made = [
            Template(
                unique_name=row["uniqueName"],
                name=row.get("name", ""),
                generic=row.get("type", "Generic") != "Entity",
            )
            for row in config[key]
        ]
        yield from missing(
            kind,
            code.templates[kind],
            by_name(kind, made),
            where="the workbench's configuration",
            remedy=f"Add it to the project's {PYPROJECT}: [[tool.cifbridge.config.{key}]] with "
            "uniqueName, name and title.",
        )


def requirements(app: App, *, pyodide: Path = paths.PYODIDE) -> Findings:
    """Check whether the requirements are written down to the version and the hash."""
    if app.requirements is None:
        yield fine("The widget needs no packages.")
        return
    called = app.called(app.requirements)
    try:
        wanted = Requirements(app.requirements)
        # Which Pyodide they are for is known once it has been fetched.
        facts = read_facts(pyodide) if pyodide.is_dir() else None
    except BuildError as failure:
        yield refused(failure, reason=STOPS)
        return
    lock = LockFile(requirements=wanted, facts=facts) if facts else None
    file = wanted.folder / LOCK
    remedy = f"Run `cifbridge build` and commit {app.called(app.folder / LOCK)}."
    if not file.is_file():
        yield warning(
            f"{called} has no {LOCK} beside it.",
            reason="Each machine would resolve it by itself, and perhaps to other versions.",
            remedy=remedy,
        )
    elif lock and not lock.is_current():
        yield warning(
            f"{LOCK} was written for another {called}, or for another Pyodide.",
            reason="The next build resolves the requirements again, and perhaps to other versions.",
            remedy=remedy,
        )
    else:
        yield fine(f"{called} is locked.")


def _config(app: App) -> Config:
    project = app.pyproject.parent
    return load_config(project_config(project) if app.pyproject.is_file() else None)
