"""Whether this repository's lock files hold every package to its hash.

python -m cifbridge_workbench.repository.lock_checks
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cifbridge_workbench import paths
from cifbridge_workbench.build.pyodide import read_facts
from cifbridge_workbench.repository.wanted import wanted

# A package of a Python lock: its name and version, its hashes, and who wants it.
_PINNED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<rest>.*(?:\n[ #].*)*)", re.MULTILINE
)


_RENEW = "run .ci/lock"


def npm_problems(lock: dict[str, Any]) -> list[str]:
    """Find packages of ``package-lock.json`` that npm would take whatever they hold.

    Args:
        lock: Its content.
    """
    packages = {place: found for place, found in lock["packages"].items() if place}
    return [
        *(
            f"package-lock.json has no integrity for {place}; add what `npm view "
            f"{place.rpartition('node_modules/')[2]}@{found['version']} dist.integrity` says"
            for place, found in packages.items()
            if not found.get("integrity", "").startswith("sha512-")
        ),
        *(
            f"package-lock.json names an address for {place}; remove its `resolved`"
            for place, found in packages.items()
            if "resolved" in found
        ),
    ]


def python_problems(name: str, lock: str, needed: list[str]) -> list[str]:
    """Find where a lock of Python packages is open, or is not for what is wanted.

    Args:
        name: The lock's file name.
        lock: Its content.
        needed: The requirements that it is for, without markers.
    """
    pinned = list(_PINNED.finditer(lock))
    asked = {_plain(each.name): each.specifier for each in map(Requirement, needed)}
    locked = {_plain(pin["name"]): pin["version"] for pin in pinned}
    # uv says for whom it locks what nobody has asked for.
    direct = {_plain(pin["name"]) for pin in pinned if "# via" not in pin["rest"]}
    return [
        *(
            f"{name} has no hash for {pin['name']}; {_RENEW}"
            for pin in pinned
            if "--hash=sha256:" not in pin["rest"]
        ),
        *(
            f"{name} has no {package}{asked[package]}, which is wanted; {_RENEW}"
            for package in sorted(asked)
            if package not in locked or locked[package] not in asked[package]
        ),
        *(
            f"{name} has {package}, which nobody wants; {_RENEW}"
            for package in sorted(direct - asked.keys())
        ),
        *([f"{name} names an address; {_RENEW}"] if "://" in lock else []),
    ]


def all_problems() -> list[str]:
    """Look at every lock file."""
    micropip = f"micropip=={read_facts(paths.PYODIDE).micropip}"
    return [
        *npm_problems(json.loads((paths.WEB / "package-lock.json").read_text("utf-8"))),
        *_problems(paths.TOOLS_LOCK, wanted("tools")),
        *_problems(paths.NODE_LOCK, wanted("node")),
        *_problems(paths.MICROPIP_LOCK, [micropip]),
    ]


def _problems(lock: Path, needed: list[str]) -> list[str]:
    return python_problems(lock.name, lock.read_text("utf-8"), needed)


def _plain(name: str) -> str:
    return canonicalize_name(name)


if __name__ == "__main__":
    problems = all_problems()
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
