"""Files that tell web hosts to serve a bundle by its policy: a module for each host.

An app may bring such a file itself, which is added to ours.
"""

from collections.abc import Iterable, Mapping

from cifbridge_workbench.build.hosting import apache, azure, iis, netlify, nginx
from cifbridge_workbench.build.hosting.own_file import OwnFile
from cifbridge_workbench.build.policy import Policy

_HOSTS = (netlify, azure, nginx, apache, iis)

HOSTING_FILES = tuple(host.FILE for host in _HOSTS)


def hosting_files(
    policy: Policy, files: Iterable[str], own: Mapping[str, OwnFile]
) -> dict[str, bytes]:
    """Write the policy down for each kind of host.

    Args:
        policy: How to serve the bundle.
        files: The bundle's own files, by their paths.
        own: The files for hosts that the app brings, by their names.

    Returns:
        The content of each file that a host reads, by its name.

    Raises:
        BuildError: A file of the app's cannot be read as what it is.
    """
    names = sorted(files)
    return {
        host.FILE: host.write(policy, names, own.get(host.FILE, OwnFile())).encode()
        for host in _HOSTS
    }
