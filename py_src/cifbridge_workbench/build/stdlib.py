"""The standard library of a bundle: what a widget cannot use is left out."""

import fnmatch
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cifbridge_workbench import paths
from cifbridge_workbench.build.bytecode import Style, compile_zip

# Where Pyodide puts it, and so what tracebacks show.
_STYLE = Style(prefix="/lib/python314.zip/", optimize=2)

# Pyodide's own advice where there are no time zones. A bundle has nowhere to load them from.
_TIME_ZONES = "zoneinfo/_common.py"
_TIME_ZONE_ADVICE = (
    b"On Pyodide you must do pyodide.loadPackage('tzdata')\"\n"
    b'                " package before you use zoneinfo.'
)
_OWN_TIME_ZONE_ADVICE = b"Add tzdata to the widget's requirements.txt and build again."

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stdlib:
    """A compiled standard library.

    Attributes:
        file: A stored zip of bytecode.
        left_out: Dotted names of the modules that it lacks, each with everything below it.
    """

    file: Path
    left_out: tuple[str, ...]


def is_left_out(module: str) -> bool:
    """Return whether a bundle's standard library lacks a module, unless it is a whole one."""
    return _matches(module, _LEFT_OUT)


def bundled_stdlib(*, full: bool, pyodide: Path = paths.PYODIDE) -> Stdlib:
    """Compile the standard library unless that is done.

    Args:
        full: Whether nothing is to be left out.
        pyodide: npm's ``pyodide``.
    """
    source = (pyodide / "python_stdlib.zip").read_bytes()
    adapted, left_out = adapt(source, leaving_out=() if full else _LEFT_OUT)
    return Stdlib(file=compile_zip(adapted, _STYLE), left_out=tuple(left_out))


def adapt(source: bytes, *, leaving_out: Iterable[str] = _LEFT_OUT) -> tuple[bytes, list[str]]:
    """Leave out what a widget cannot use, and let the rest advise what works in a bundle.

    Args:
        source: A zip of the whole standard library.
        leaving_out: Modules, each with everything below it, as patterns of dotted names.

    Returns:
        A zip of the rest, and what it lacks, by dotted names.
    """
    patterns = tuple(leaving_out)
    adapted = io.BytesIO()
    left_out = set()
    with zipfile.ZipFile(io.BytesIO(source)) as whole, zipfile.ZipFile(adapted, "w") as kept:
        for info in whole.infolist():
            if info.is_dir():
                continue
            module = _module(info.filename)
            if not _matches(module, patterns):
                content = whole.read(info)
                if info.filename == _TIME_ZONES:
                    content = content.replace(_TIME_ZONE_ADVICE, _OWN_TIME_ZONE_ADVICE)
                kept.writestr(zipfile.ZipInfo(info.filename), content)
            elif info.filename.endswith(".py"):
                left_out.add(module)
    return adapted.getvalue(), _outermost(left_out)


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _matches(module: str, patterns: Iterable[str]) -> bool:
    parts = module.split(".")
    names = [".".join(parts[: count + 1]) for count in range(len(parts))]
    return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _outermost(modules: Iterable[str]) -> list[str]:
    outermost: list[str] = []
    for module in sorted(modules):
        if not (outermost and module.startswith(f"{outermost[-1]}.")):
            outermost.append(module)
    return outermost
