"""What the locks of Python packages are for: one list of ranges, that of the distributions.

    python3 py_src/cifbridge_workbench/repository/wanted.py tools

prints what `.ci/lock` resolves. Standard library only.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

_WORKBENCH = Path(__file__).resolve().parents[1]
_REPOSITORY = _WORKBENCH.parents[1]

_OURS = "cifbridge=="


def wanted(lock: str) -> list[str]:
    """List the requirements that a lock is for.

    Args:
        lock: ``tools``, or ``node``.
    """
    groups: dict[str, list[str]] = _read(_REPOSITORY / "pyproject.toml")["dependency-groups"]
    if lock != "tools":
        return groups[lock]
    project = _read(_WORKBENCH / "pyproject.template.toml")["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return [each for each in needed if not each.startswith(_OURS)] + groups["tools"]


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


if __name__ == "__main__":
    print("\n".join(wanted(sys.argv[1])))
