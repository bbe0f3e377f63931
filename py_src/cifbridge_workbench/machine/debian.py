"""Installs what Debian has, on a machine that is ours to change."""

import os
import shutil

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.activity import step
from cifbridge_workbench.machine.processes import run


def install_packages(*names: str) -> None:
    """Install packages of Debian's, or of a system that comes from it.

    Raises:
        BuildError: There is no apt-get, this is not root, or it failed.
    """
    named = ", ".join(names)
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise BuildError(f"no {named} from apt-get: it is not there, or this is not root")
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing Debian's {named}") as tell:
        for command in (["update"], ["install", "-y", *names]):
            run(
                ["apt-get", *command],
                what=f"apt-get {command[0]}",
                environment=environment,
                each_line=tell,
            )
