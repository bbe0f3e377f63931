"""The ways to run a widget that are compared: the sample widget, started by each of them."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from string import Template

from cifbridge_workbench import paths
from cifbridge_workbench.build.boot_files import Layout
from cifbridge_workbench.build.compress import ENCODINGS
from cifbridge_workbench.build.pyodide import RUNTIME_FILES, read_facts
from cifbridge_workbench.build.wheel import fetch_micropip, own_wheel
from cifbridge_workbench.site.origins import LIBRARY_PATH

_PAGES = paths.BENCH / "pages"
_PYSCRIPT = paths.NODE_MODULES / "@pyscript" / "core" / "dist"
_STDLIB = "python_stdlib.zip"
_LOCK = "pyodide-lock.json"
_WIDGET_ZIP = "python/softphone.zip"
_BOOT_SCRIPT = re.compile(r'<script type="module" src="boot.js"(.*?)></script>')
_INDEX = PurePosixPath("index.html")
# Files of a candidate whose placeholders are filled in.
_TEMPLATES = ("head.html", "pyscript.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A way to start.

    Attributes:
        name: The folder of its pages, here and on the server.
        title: Its column.
        layout: Its files.
        evaluates: Whether its page may run text as JavaScript, which a widget must not.
        replays: Whether a click that comes before the widget is ready reaches it.
    """

    name: str
    title: str
    layout: Layout
    evaluates: bool = False
    replays: bool = False


# The name of the one whose frame the calls are measured in.
CIFBRIDGE = "cifbridge"
# The title of the one that the others are compared with.
STOCK = "stock recipe"


def all_candidates(bundle: Path, crm: str) -> list[Candidate]:
    """Lay out every candidate.

    Args:
        bundle: The sample widget as ``build`` makes it.
        crm: The workbench's origin.
    """
    wheel = own_wheel()
    values = {
        "crm": crm,
        "library": f"{crm}{LIBRARY_PATH}",
        "wheel": f"./wheels/{wheel.name}",
        "widget": f"./{_WIDGET_ZIP}",
    }
    built: Layout = {
        PurePosixPath(file.relative_to(bundle).as_posix()): file
        for file in bundle.rglob("*")
        if file.is_file() and file.suffix not in ENCODINGS.values()
    }
    installed: Layout = {
        PurePosixPath("wheels", wheel.name): wheel,
        PurePosixPath(_WIDGET_ZIP): _widget_zip(),
    }
    runtime = _runtime()
    return [
        Candidate(
            name=CIFBRIDGE,
            title="cifbridge",
            layout={**built, _INDEX: _trusting(bundle / _INDEX, crm)},
            replays=True,
        ),
        Candidate(
            name="stock",
            title=STOCK,
            layout={**runtime, **installed, **_page("stock", values)},
        ),
        Candidate(
            name="pyscript",
            title="PyScript",
            layout={**runtime, **installed, **_pyscript(), **_page("pyscript", values)},
            # It makes functions of text.
            evaluates=True,
        ),
        Candidate(
            name="pyodide",
            title="loadPyodide() alone",
            layout={**runtime, **_page("pyodide", values)},
        ),
        Candidate(
            name="floor",
            title="floor",
            layout={**runtime, **_page("floor", values)},
        ),
    ]


def _trusting(page: Path, crm: str) -> bytes:
    """Let a build for production, which trusts Dynamics alone, talk to the workbench."""
    attributes = f'data-crm="{crm}" data-crm-allow="{crm}"'
    script = rf'<script type="module" src="boot.js"\1 {attributes}></script>'
    return _BOOT_SCRIPT.sub(script, page.read_text("utf-8")).encode()


def _page(name: str, values: Mapping[str, str]) -> Layout:
    texts = {file.name: file.read_text("utf-8") for file in (_PAGES / name).iterdir()}
    for template in texts.keys() & set(_TEMPLATES):
        texts[template] = Template(texts[template]).substitute(values)
    head = texts.pop("head.html").strip()
    page = (paths.DEFAULT_APP / _INDEX).read_text("utf-8")
    texts["index.html"] = _BOOT_SCRIPT.sub(lambda _: head, page)
    style = PurePosixPath("softphone.css")
    return {
        style: paths.DEFAULT_APP / style,
        **{PurePosixPath(file): text.encode() for file, text in texts.items()},
    }


def _runtime() -> Layout:
    micropip = fetch_micropip(read_facts(paths.PYODIDE))
    lock = json.loads((paths.PYODIDE / _LOCK).read_text("utf-8"))
    # The release's own wheel is of another build.
    lock["packages"]["micropip"] |= {
        "file_name": micropip.name,
        "sha256": hashlib.sha256(micropip.read_bytes()).hexdigest(),
    }
    files: dict[str, Path | bytes] = {
        name: paths.PYODIDE / name for name in (*RUNTIME_FILES, _STDLIB)
    }
    files |= {_LOCK: json.dumps(lock).encode(), micropip.name: micropip}
    return {PurePosixPath("runtime", name): source for name, source in files.items()}


def _pyscript() -> Layout:
    files = [file for file in _PYSCRIPT.iterdir() if file.suffix in (".js", ".css")]
    return {PurePosixPath("pyscript", file.name): file for file in files}


def _widget_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(paths.DEFAULT_APP.glob("*.py")):
            archive.write(file, f"softphone/{file.name}")
    return content.getvalue()
