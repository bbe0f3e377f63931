"""The two distributions, cifbridge and cifbridge-workbench: of each a wheel and a source archive.

Each is built from a folder that holds what it is made of and nothing else, so that stray files of
the repository get into none. The workbench's has what is made of ``web/`` too, ready to serve, and
cifbridge's documentation for editors.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

import cifbridge
from cifbridge_workbench import paths
from cifbridge_workbench.build.boot_script import build_boot
from cifbridge_workbench.build.wheel import SOURCE_DATE_EPOCH, own_wheel
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing, temporary_folder
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.repository.documentation import build_docs
from cifbridge_workbench.site.workbench_build import build_workbench

_WORKBENCH = paths.PY_SRC / "cifbridge_workbench"
_STUBS = "cifbridge-stubs"
_TEMPLATE = "pyproject.template.toml"
_VERSION = "{version}"

# Of no use where there is no repository.
_OF_THE_REPOSITORY = ("repository", "bench", "tools.lock", _TEMPLATE)

_ENDINGS = (".whl", ".tar.gz")


def build_packages(out: Path) -> list[Path]:
    """Build the distributions, and check that the package index would show them properly.

    Args:
        out: The folder for them: new, empty, or with former ones, which are replaced.

    Returns:
        The files.

    Raises:
        BuildError: Something is wrong with them; ``out`` is then as it was before.
    """
    foreign = [file.name for file in _files(out) if not file.name.endswith(_ENDINGS)]
    if foreign:
        raise BuildError(
            f"{out} has more in it than packages, which would be lost: {foreign[0]}",
            hint="Name a new or empty folder with --out.",
        )
    build_workbench()
    build_boot()
    build_docs()
    with temporary_folder() as work, replacing(out) as made:
        for name, fill in (
            ("cifbridge", _fill_cifbridge),
            ("cifbridge-workbench", _fill_workbench),
        ):
            with step(f"Building {name} {cifbridge.__version__}"):
                _build(fill, work / name, made)
        with step("Checking them with twine"):
            run(
                [sys.executable, "-m", "twine", "check", "--strict", *_files(made)],
                what="twine check",
            )
    return _files(out)


def size_table(files: Iterable[Path]) -> Table:
    """Set the sizes out for a person."""
    table = Table(box=box.SIMPLE)
    table.add_column("file", overflow="fold")
    table.add_column("bytes", justify="right", no_wrap=True)
    for file in files:
        table.add_row(file.name, f"{file.stat().st_size:,}")
    return table


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def _build(fill: Callable[[Path], None], folder: Path, out: Path) -> None:
    folder.mkdir()
    shutil.copy2(paths.ROOT / "LICENSE", folder)
    fill(folder)
    run(
        [sys.executable, "-m", "hatchling", "build", "-d", out.resolve()],
        what=f"building {folder.name}",
        cwd=folder,
        environment={"SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH},
    )


def _fill_cifbridge(folder: Path) -> None:
    shutil.copy2(paths.ROOT / "pyproject.toml", folder)
    _copy(paths.CIFBRIDGE, folder / "py_src" / "cifbridge")
    shutil.copy2(paths.PY_SRC / "lean_wheel.py", folder / "py_src")


def _fill_workbench(folder: Path) -> None:
    template = (_WORKBENCH / _TEMPLATE).read_text("utf-8")
    project = template.replace(_VERSION, cifbridge.__version__)
    (folder / "pyproject.toml").write_text(project, "utf-8")
    _copy(_WORKBENCH, folder / _WORKBENCH.name, *_OF_THE_REPOSITORY)
    _write_stubs(folder / _STUBS)
    # As `paths` has it where there is no repository.
    built = folder / _WORKBENCH.name / "built"
    _copy(paths.WORKBENCH_BUILD, built / "workbench")
    _copy(paths.BOOT, built / "boot")
    _copy(paths.DOCS, built / "docs", "*.map")
    # What esbuild has put into the script is not wanted again.
    _copy(paths.WIDGET_PAGE, built / "widget", "*.js", "*.ts")
    shutil.copy2(paths.RUN_PYTHON, built)
    (built / "wheel").mkdir()
    shutil.copy2(own_wheel(), built / "wheel")
    (built / "npm").mkdir()
    for name, content in _npm_manifests().items():
        (built / "npm" / name).write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def _write_stubs(folder: Path) -> None:
    """Hand cifbridge's sources to editors and type checkers, because its wheel has no docstrings.

    Of a stub they read the whole of a declaration, and nothing of what a function does.
    """
    _copy(paths.CIFBRIDGE, folder, "py.typed")
    for module in folder.rglob("*.py"):
        stub = module.with_suffix(".pyi")
        if stub.exists():
            module.unlink()
        else:
            module.rename(stub)


def _copy(source: Path, target: Path, *leaving_out: str) -> None:
    ignore = shutil.ignore_patterns("__pycache__", *leaving_out)
    shutil.copytree(source, target, ignore=ignore)


def _npm_manifests() -> dict[str, Any]:
    """Reduce what npm installs for the repository to Pyodide and what that needs."""
    locked = json.loads((paths.WEB / "package-lock.json").read_text("utf-8"))
    packages = {}
    wanted = ["pyodide"]
    for name in wanted:
        place = f"node_modules/{name}"
        package = {key: value for key, value in locked["packages"][place].items() if key != "dev"}
        packages[place] = package
        wanted += [need for need in package.get("dependencies", ()) if need not in wanted]
    project = {
        "name": "cifbridge-pyodide",
        "private": True,
        "dependencies": {"pyodide": packages["node_modules/pyodide"]["version"]},
    }
    root = {key: value for key, value in project.items() if key != "private"}
    lock = {
        "name": project["name"],
        "lockfileVersion": locked["lockfileVersion"],
        "requires": True,
        "packages": {"": root, **dict(sorted(packages.items()))},
    }
    return {"package.json": project, "package-lock.json": lock}
