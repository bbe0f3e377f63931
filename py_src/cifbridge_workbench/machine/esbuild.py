"""Bundles web files with esbuild."""

from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.machine import processes, toolchain


def run(*arguments: str | Path) -> None:
    """Bundle.

    Args:
        arguments: The entry points, and esbuild's options.

    Raises:
        BuildError: A source is faulty.
    """
    processes.run(
        [toolchain.npm_tool("esbuild"), *arguments, "--bundle", "--log-level=warning"],
        what="esbuild",
        cwd=paths.WEB,
        environment=toolchain.find_node().environment(),
    )
