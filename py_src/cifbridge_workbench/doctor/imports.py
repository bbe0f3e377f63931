"""Imports that a browser's Python cannot make, or that do not do there what they do elsewhere."""

import sys
from collections.abc import Callable

from cifbridge_workbench.build.app import App
from cifbridge_workbench.doctor.code import Code, Use
from cifbridge_workbench.doctor.findings import Findings, error, warning

# What a page has by itself, or by the bundle.
_PROVIDED = frozenset({"cifbridge", "js", "pyodide", "pyodide_js", "micropip"})

_NO_SCREEN = (
    "A page has no window of its own for it.",
    "Build the page's elements with js.document.",
)
_NO_PROCESS = "A page cannot start processes.", "Ask a server to do it, and list it in sources."
_NO_SOCKET = (
    "A page cannot open sockets.",
    "Use pyodide.http.pyfetch or js.WebSocket, and list the server under "
    "[tool.cifbridge.sources] connect.",
)
_NO_THREAD = (
    "Python starts no threads in a page: Thread.start() raises.",
    "Use asyncio: asyncio.create_task, and asyncio.sleep in place of time.sleep.",
)

# By the module's name: why it doesn't work, and what does.
_USELESS = {
    **dict.fromkeys(("tkinter", "turtle", "curses", "idlelib"), _NO_SCREEN),
    **dict.fromkeys(("subprocess", "multiprocessing"), _NO_PROCESS),
    **dict.fromkeys(("socket", "socketserver", "ssl", "select", "selectors"), _NO_SOCKET),
    **dict.fromkeys(("threading", "_thread"), _NO_THREAD),
    "concurrent.futures": _NO_THREAD,
}

_STANDS_STILL = (
    "It waits without asyncio, so the page, and the agent with it, stands still meanwhile.",
    "Use `await pyodide.http.pyfetch(...)`, and list the server under "
    "[tool.cifbridge.sources] connect.",
)

# These may work, and still not well.
_BLOCKING = dict.fromkeys(("requests", "urllib3", "urllib.request", "http.client"), _STANDS_STILL)


def examine_imports(app: App, code: Code, *, left_out: Callable[[str], bool]) -> Findings:
    """Look at what is imported whenever the widget runs.

    Args:
        app: The widget.
        code: What its modules say.
        left_out: Says whether a bundle's standard library lacks a module.
    """
    seen = set()
    for use in code.imports:
        if use.name not in seen:
            seen.add(use.name)
            yield from _examine(app, use, left_out)


def _examine(app: App, use: Use, left_out: Callable[[str], bool]) -> Findings:
    top = use.name.partition(".")[0]
    where = f"{use.place} imports {use.name}"
    for known, found in ((_USELESS, error), (_BLOCKING, warning)):
        advice = known.get(use.name) or known.get(top)
        if advice:
            reason, remedy = advice
            yield found(f"{where}.", reason=reason, remedy=remedy)
            return
    if top in sys.stdlib_module_names:
        if left_out(use.name):
            yield error(
                f"{where}, which a bundle leaves out.",
                reason="The import raises ModuleNotFoundError: few pages have a use for it.",
                remedy="Do without it, or build and serve with --full-stdlib.",
            )
    elif top not in (*_PROVIDED, app.name) and app.requirements is None:
        yield error(
            f"{where}, which is neither the widget's own nor in a requirements.txt.",
            reason="Only what requirements.txt names gets into the bundle; the import raises "
            "ModuleNotFoundError.",
            remedy=f"Write the package that brings {top} into "
            f"{app.called(app.folder / 'requirements.txt')}.",
        )
