"""Node, npm, and the npm packages of ``web/``."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from cifbridge_workbench import paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine import pip
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.processes import run
from cifbridge_workbench.machine.stamps import Stamp, digest

_OLDEST_NODE = 20

# How npm tells of what it has fetched of a package, or taken from its cache.
_FETCHED = re.compile(r" fetch GET 200 \w+://[^/]+/(\S+) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node installation."""

    node: Path
    npm: Path

    def environment(self) -> dict[str, str]:
        """The variables with which npm's tools find this Node and no other."""
        return {"PATH": os.pathsep.join([str(self.node.parent), os.environ.get("PATH", "")])}


@cache
def find_node() -> Node:
    """Takes the system's Node when it is new enough, else one from the Python package index."""
    found = _look_for_node(None) or _look_for_node(_scripts_folder())
    if found:
        return found
    with step("Installing Node from the Python package index") as tell:
        pip.install("--require-hashes", "-r", paths.NODE_LOCK, each_line=tell)
    found = _look_for_node(_scripts_folder())
    if not found:
        raise BuildError(
            f"Node {_OLDEST_NODE} or newer is needed and could not be installed",
            hint="Install Node from your system's packages and try again.",
        )
    return found


def install_npm_packages() -> None:
    """Installs exactly what ``web/package-lock.json`` names, unless that is done already."""
    manifests = [paths.WEB / "package.json", paths.WEB / "package-lock.json"]
    # Inside node_modules, so that whatever removes the packages removes the stamp too.
    stamp = Stamp(name=".cifbridge-stamp", inputs=digest(manifests), folder=paths.NODE_MODULES)
    if stamp.is_current():
        return
    node = find_node()
    with step("Installing npm packages") as tell:

        def fetched(line: str) -> None:
            package = _FETCHED.search(line)
            if package:
                tell(unquote(package[1]).rpartition("/-/")[2])

        run(
            [node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=http"],
            what="npm ci",
            cwd=paths.WEB,
            environment=node.environment(),
            each_line=fetched,
        )
    stamp.write()


def npm_tool(name: str) -> Path:
    """Returns the command of an npm package that ``web/`` depends on."""
    suffix = ".cmd" if os.name == "nt" else ""
    return paths.NODE_MODULES / ".bin" / f"{name}{suffix}"


def _scripts_folder() -> str:
    return str(Path(sys.executable).parent)


def _look_for_node(path: str | None) -> Node | None:
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", answer.stdout)
    if version is None or int(version[1]) < _OLDEST_NODE:
        return None
    return Node(node=Path(node), npm=Path(npm))
