"""Where in the widget's own code an error came from."""

from __future__ import annotations

import re
import sys

# Before it there may be the margins of an exception group.
_FRAME = re.compile(r'^[ |+]*File "(?P<file>.+)", line (?P<line>\d+)', re.MULTILINE)
# Python's own code, Pyodide's, this package's, and what was installed.
_OTHERS = re.compile(
    r"<frozen |/python3[.\d]*(\.zip)?/|(^|/)(_?pyodide|cifbridge)/|/site-packages/"
)


def own_place(trace: str) -> str:
    """Find the last place in a traceback that is in the widget's own code.

    Args:
        trace: The traceback's text.

    Returns:
        `"softphone/calls.py, line 12"`: the last place of all where none is the widget's, and
        empty text where there is none.
    """
    frames = [(match["file"], match["line"]) for match in _FRAME.finditer(trace)]
    if not frames:
        return ""
    file, line = next((frame for frame in reversed(frames) if _is_own(frame[0])), frames[-1])
    roots = [f"{path}/" for path in sys.path if path and file.startswith(f"{path}/")]
    return f"{file.removeprefix(max(roots, default=''))}, line {line}"


def last_line(trace: str) -> str:
    """Give the line of a traceback that names the error: `"ValueError: boom"`."""
    # An exception group ends in the frame that is drawn around it.
    lines = [line.strip(" |+-") for line in trace.splitlines()]
    return next((line for line in reversed(lines) if line), "")


def _is_own(file: str) -> bool:
    if _OTHERS.search(file):
        return False
    # Compiled ahead, an installed package's files have names like the widget's.
    package = sys.modules.get(file.partition("/")[0])
    return "/site-packages/" not in (getattr(package, "__file__", None) or "")
