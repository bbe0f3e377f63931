"""What a requirements file says, together with the files that it names.

pip looks for the wheels that a line names by their path in the folder where it runs. Here every
path counts from the file that has it, as it does for pip's own ``-r`` and ``-c``.
"""

import hashlib
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.folders import reading
from cifbridge_workbench.paths import short

_COMMENT = re.compile(r"(^|\s+)#.*$")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)

# What follows a requirement in its line: a marker, or options such as its hashes.
_TAIL = re.compile(r"\s+(?:;|--).*$")

# A requirement that says itself where it is.
_DIRECT = re.compile(
    r"(?P<name>[\w.-]+\s*(?:\[[^]]*\])?\s*@\s*)?(?P<place>.+?)(?P<extras>\[[^]]*\])?"
)

_SUFFIXES_OF_ARCHIVES = (".whl", ".zip", ".gz", ".bz2", ".xz", ".tar", ".tgz")

# Options with a path, by every name that pip has for them.
_PATH_OPTIONS = {
    **dict.fromkeys(("-r", "--requirement", "--requirements"), "-r"),
    **dict.fromkeys(("-c", "--constraint"), "-c"),
    **dict.fromkeys(("-f", "--find-links"), "--find-links"),
    **dict.fromkeys(("-e", "--editable"), "-e"),
}

# Options that say where the wheels are, which pip has to know later too.
_PLACES = (
    *("-i", "--index-url", "--pypi-url", "--extra-index-url", "--no-index", "--find-links"),
    "--trusted-host",
)


class Requirements:
    """A requirements file and what it includes.

    Attributes:
        file: The file.
        lines: What it asks for, in pip's format; paths count from its folder.
        constraints: What it allows besides, likewise.
        places: Those of the lines that say where packages are.
        wheels: By its file name, how a wheel is called that a line names by its path or address.
    """

    def __init__(self, file: Path) -> None:
        """Read the file.

        Args:
            file: Its path, as the developer writes it.

        Raises:
            BuildError: It, or a file that it names, is not there, or something in them cannot be.
        """
        self.file = file
        self.lines: list[str] = []
        self.constraints: list[str] = []
        self.places: list[str] = []
        self.wheels: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        self._add(_Place(file=file))

    @property
    def folder(self) -> Path:
        """Where paths count from."""
        return self.file.parent

    def digest(self) -> str:
        """Hash the contents of the file, of those that it includes, and of the wheels it names."""
        total = hashlib.sha256()
        for name, content in sorted(self._contents.items()):
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()

    def _add(self, place: "_Place") -> None:
        text = self._read(place.file).decode("utf-8", "replace").removeprefix("\N{BOM}")
        for line in _lines(text, place):
            if line.text.startswith("-"):
                self._add_options(line)
            elif line.place.constrains:
                self.constraints.append(line.text)
            else:
                self._add_requirement(line)

    def _add_options(self, line: "_Line") -> None:
        kept = []
        for option, value in _options(line.text):
            if option == "-e":
                raise line.refused(f"{value} cannot be bundled as it is", hint=_BUILD_A_WHEEL)
            if value is None or option not in _PATH_OPTIONS.values() or _is_elsewhere(value):
                kept += [option] if value is None else [option, value]
            elif option == "--find-links":
                kept += [option, self._existing(line, value)]
            else:
                self._include(line, value, constrains=option == "-c")
        if kept:
            (self.constraints if line.place.constrains else self.lines).append(shlex.join(kept))
            if kept[0].partition("=")[0] in _PLACES:
                self.places.append(shlex.join(kept))

    def _include(self, line: "_Line", value: str, *, constrains: bool) -> None:
        self._existing(line, value)
        outer = line.place
        inner = outer.file.parent / value
        if inner.resolve() in (place.file.resolve() for place in outer.chain()):
            raise line.refused(f"{value} includes itself")
        self._add(_Place(file=inner, constrains=outer.constrains or constrains, outer=outer))

    def _add_requirement(self, line: "_Line") -> None:
        wanted = _TAIL.sub("", line.text)
        found = _DIRECT.fullmatch(wanted)
        if "${" in line.text:
            # Only pip knows what it stands for.
            self.lines.append(line.text)
            return
        if not found or not (found["name"] or _is_direct(found["place"])):
            try:
                Requirement(re.sub(r"\s+--.*$", "", line.text))
            except InvalidRequirement as error:
                reason = str(error).splitlines()[0]
                raise line.refused(f"{line.text!r} is not a requirement: {reason}") from error
            self.lines.append(line.text)
            return
        place = found["place"]
        if PurePosixPath(urlsplit(place).path).suffix != ".whl":
            raise line.refused(f"{place} cannot be bundled as it is", hint=_BUILD_A_WHEEL)
        called = f"{found['name'] or ''}{place}"
        if not _ADDRESS.match(place):
            called = self._existing(line, place)
            self._read(line.place.file.parent / place)
        name = unquote(PurePosixPath(urlsplit(place).path).name)
        self.wheels[name] = f"{called}{found['extras'] or ''}"
        self.lines.append(self.wheels[name] + line.text[len(wanted) :])

    def _existing(self, line: "_Line", value: str) -> str:
        """Return a path of a line as it counts from the folder of the whole."""
        path = line.place.file.parent / value
        if not path.exists():
            raise line.refused(
                f"there is no {value}",
                hint="Paths count from the folder of the file that has them.",
            )
        if Path(value).is_absolute():
            return value
        relative = Path(os.path.relpath(path, self.folder)).as_posix()
        return relative if relative.startswith(".") else f"./{relative}"

    def _read(self, file: Path) -> bytes:
        with reading(short(file)):
            content = file.read_bytes()
        if file.suffix != ".whl":
            # As Git may have it on another machine.
            content = content.replace(b"\r\n", b"\n")
        self._contents[Path(os.path.relpath(file, self.folder)).as_posix()] = content
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A file that is read, and for what."""

    file: Path
    constrains: bool = False
    outer: "_Place | None" = None

    def chain(self) -> Iterator["_Place"]:
        yield self
        if self.outer:
            yield from self.outer.chain()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line without its comment, of a file."""

    place: _Place
    number: int
    text: str

    def refused(self, message: str, *, hint: str = "") -> BuildError:
        return BuildError(f"{short(self.place.file)}:{self.number}: {message}", hint=hint)


_BUILD_A_WHEEL = "Build a wheel of it, say with `pip wheel --no-deps`, and name that."


def _lines(text: str, place: _Place) -> Iterator[_Line]:
    started, pending = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        started = started if pending else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pending += line[:-1]
            continue
        joined = _COMMENT.sub("", pending + line).strip()
        pending = ""
        if joined:
            yield _Line(place=place, number=started, text=joined)


def _options(text: str) -> Iterator[tuple[str, str | None]]:
    """Split a line of options, those with a path by one name of each."""
    words = iter(shlex.split(text))
    for word in words:
        name, separator, value = word.partition("=")
        if not word.startswith("--") and word[:2] in _PATH_OPTIONS:
            name, separator, value = word[:2], word[2:], word[2:].lstrip("=")
        if name not in _PATH_OPTIONS:
            yield word, None
        else:
            yield _PATH_OPTIONS[name], value if separator else next(words, "")


def _is_elsewhere(value: str) -> bool:
    return bool(_ADDRESS.match(value)) or "${" in value


def _is_direct(place: str) -> bool:
    return (
        bool(_ADDRESS.match(place))
        or place.startswith(".")
        or any(separator in place for separator in ("/", os.sep))
        or place.endswith(_SUFFIXES_OF_ARCHIVES)
    )
