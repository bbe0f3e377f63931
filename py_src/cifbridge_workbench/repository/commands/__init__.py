"""The commands of ``build.py`` that the installed ``cifbridge`` does not have."""

from types import ModuleType

from cifbridge_workbench.repository.commands import bench, clean, docs, package, test

# In the order of the help.
COMMANDS: tuple[ModuleType, ...] = (test, bench, docs, package, clean)
