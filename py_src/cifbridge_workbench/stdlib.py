"""The standard library of a bundle: what a widget cannot use is left out."""

import fnmatch
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.bytecode import Style, compile_zip

# Where Pyodide puts it, and so what tracebacks show.
_STYLE = Style(prefix="/lib/python314.zip/", optimize=2)

# Modules, each with everything below it, as patterns of dotted names.
_LEFT_OUT = (
    # A page has no processes, no sockets and no terminal.
    *("multiprocessing", "concurrent.futures.process", "concurrent.futures.interpreter"),
    *("concurrent.interpreters", "asyncio.windows_*", "asyncio.proactor_events"),
    *("http.server", "wsgiref", "xmlrpc"),
    *("ftplib", "imaplib", "poplib", "smtplib", "mailbox", "netrc"),
    *("pty", "tty", "getpass", "cmd", "webbrowser", "nturl2path", "fileinput", "shelve", "dbm"),
    # Tools for developers.
    *("_pyrepl", "rlcompleter", "bdb", "pdb", "pydoc", "pydoc_data", "doctest", "unittest"),
    *("cProfile", "profile", "pstats", "timeit", "trace", "tracemalloc"),
    *("compileall", "modulefinder", "pickletools", "pyclbr", "symtable", "tabnanny"),
    *("*.__main__", "asyncio.tools", "json.tool", "pyodide.console", "sqlite3.dump", "zipapp"),
    # The built-in modules do their work.
    *("_pyio", "_pydatetime", "_py_abc"),
    # XML is read with ElementTree.
    *("xml.dom", "xml.sax", "plistlib", "wave"),
    # What is left of the desktop and the command line.
    *("argparse", "getopt", "optparse", "difflib", "ctypes.macholib", "ctypes.util"),
    *("antigravity", "this", "__hello__", "__phello__", "xxlimited*", "_android_support"),
    # Of the encodings those of mainframes, DOS, old Macs, and the multi-byte ones before Unicode.
    *("encodings.cp0*", "encodings.cp1006", "encodings.cp102*", "encodings.cp11*"),
    *("encodings.cp14*", "encodings.cp27*", "encodings.cp42*", "encodings.cp5*", "encodings.cp7*"),
    *("encodings.cp85*", "encodings.cp86*", "encodings.cp87*", "encodings.cp9*"),
    *("encodings.mac_*", "encodings.koi8_*", "encodings.kz1048", "encodings.ptcp154"),
    *("encodings.iso8859_[3468]", "encodings.iso8859_1[01346]"),
    *("encodings.hp_roman8", "encodings.palmos", "encodings.tis_620", "encodings.mbcs"),
    *("encodings.big5*", "encodings.euc_*", "encodings.gb*", "encodings.hz", "encodings.iso2022_*"),
    *("encodings.johab", "encodings.shift_*", "encodings.oem"),
)


def bundled_stdlib(pyodide: Path = paths.PYODIDE) -> Path:
    """Compiles the pruned standard library unless that is done.

    Args:
        pyodide: npm's ``pyodide``.

    Returns:
        A stored zip of bytecode.
    """
    source = (pyodide / "python_stdlib.zip").read_bytes()
    return compile_zip(_prune(source), _STYLE)


def left_out(pyodide: Path = paths.PYODIDE) -> list[str]:
    """Lists the modules that the pruned standard library lacks, by their dotted names.

    Args:
        pyodide: npm's ``pyodide``.
    """
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as whole:
        modules = {_module(name) for name in whole.namelist() if name.endswith(".py")}
    return _outermost(module for module in modules if _is_left_out(module))


def _prune(source: bytes) -> bytes:
    pruned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as whole, zipfile.ZipFile(pruned, "w") as kept:
        for info in whole.infolist():
            if not info.is_dir() and not _is_left_out(_module(info.filename)):
                kept.writestr(zipfile.ZipInfo(info.filename), whole.read(info))
    return pruned.getvalue()


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_left_out(module: str) -> bool:
    parts = module.split(".")
    names = [".".join(parts[: count + 1]) for count in range(len(parts))]
    return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in _LEFT_OUT)


def _outermost(modules: Iterable[str]) -> list[str]:
    outermost: list[str] = []
    for module in sorted(modules):
        if not (outermost and module.startswith(f"{outermost[-1]}.")):
            outermost.append(module)
    return outermost
