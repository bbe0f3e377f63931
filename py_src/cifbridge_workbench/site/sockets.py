"""Listens on this machine's loopback addresses, and on nothing else."""

import errno
import os
import socket

from cifbridge_workbench.errors import BuildError

_ATTEMPTS = 20
_PORTS = 65536


def listen(port: int, *, flag: str, name: str, or_next: bool = False) -> list[socket.socket]:
    """Open the sockets behind a name.

    Args:
        port: The port; 0 picks one that is free.
        flag: The command line's option for the port, for the error message.
        name: ``localhost`` (IPv4 and, where there is one, IPv6: browsers try both)
            or ``127.0.0.1``.
        or_next: Whether the next free port will do.

    Raises:
        BuildError: Another program has the port.
    """
    others = _ATTEMPTS if port == 0 or or_next else 1
    for candidate in [0] * others if port == 0 else range(port, min(port + others, _PORTS)):
        sockets: list[socket.socket] = []
        try:
            sockets.append(_open(socket.AF_INET, "127.0.0.1", candidate))
            if name == "localhost" and socket.has_ipv6:
                sockets += _open_ipv6(sockets[0].getsockname()[1])
            return sockets
        except OSError as error:
            for opened in sockets:
                opened.close()
            if others > 1 and error.errno == errno.EADDRINUSE:
                # Or free for IPv4 but not for IPv6: the next pick may be free for both.
                continue
            raise BuildError(
                f"cannot listen on port {candidate}: {error.strerror}",
                hint=f"Stop the program that uses it, or choose another port with {flag}.",
            ) from error
    raise BuildError(
        f"found no free port from {port} on" if port else "found no free port",
        hint=f"Choose other ports with {flag}.",
    )


def _open_ipv6(port: int) -> list[socket.socket]:
    try:
        return [_open(socket.AF_INET6, "::1", port)]
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise
        return []


def _open(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Not on Windows, where it would let two programs share the port.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        opened.listen()
    except OSError:
        opened.close()
        raise
    return opened
