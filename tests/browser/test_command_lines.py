"""Every command line that the pages and the help show runs to its end, from a clean copy.

The copy has no more than git has. What takes a minute to make from nothing is shared with the
project under test: the packages of its .venv and of npm, and its caches. Brotli works at its
quickest. The whole of a first set-up is what a continuous build goes through before any test.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from pages import PAGES, README, blocks, every_block

# Two of them run checks and a browser of their own.
pytestmark = pytest.mark.timeout(1200)

COMMANDS = (
    *("new", "serve", "build", "doctor", "trigger"),
    *("test", "bench", "docs", "package", "clean"),
)

TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)

# A command of build.py or cifbridge, in a block or in the text; one that this project has besides.
SHOWN = re.compile(
    r"(?:^|`)(?:python3 build\.py |build\.py |cifbridge )?"
    rf"(?P<command>{'|'.join(COMMANDS)}|COMMAND)(?P<options>(?: [^`#\n]*)?)(?:`|#|$)"
    r"|`(?P<script>\.ci/\w+)`",
    re.MULTILINE,
)

OPTION = re.compile(r"(?<!\S)--?[a-z][\w-]*")

# It asks the package index, and its result is what the static checks and every set-up look at.
NOT_RUN = {".ci/lock"}


@dataclass(frozen=True)
class Run:
    """A command line, and how it ends."""

    line: str
    code: int
    last: str

    @property
    def command(self) -> str:
        return self.line.split()[0]

    @property
    def options(self) -> set[str]:
        return set(OPTION.findall(self.line))


RUNS = [
    Run("build", 0, "the widget is in dist"),
    Run(
        "build --app hello --full-stdlib --crm https://contoso.crm4.dynamics.com --out site",
        0,
        "the widget is in site",
    ),
    Run("new demo --ci azure", 0, " *pytest"),
    Run("doctor --app hello --dist site --json", 0, r"\W"),
    # Of a server that is not there, and a record that names no widget.
    Run(
        "doctor --url http://127.0.0.1:9/ --provider provider.json",
        1,
        r"[1-9]\d* errors?\b.*",
    ),
    Run("trigger --list", 0, ".*cifbridge trigger contoso.ping --set n=7"),
    Run(
        "trigger onclicktoact --set record=Ada --page 1 --url http://localhost:9/",
        1,
        "Start one in another terminal with `cifbridge serve`.",
    ),
    Run("test tests/unit/test_deadline.py -k limit -n 0", 0, r"=+ [1-9]\d* passed, .* =+"),
    Run("test tests/unit/test_deadline.py -k zzz -n 0", 5, "no test matches: .* -k zzz .*"),
    Run("docs", 0, r"the documentation is in \.cache/docs; it begins with index\.html"),
    Run("package --out packages", 0, "the packages are in packages"),
    Run("bench --quick --json figures.json --write", 0, r"the tables are in web/docs/figures\.md"),
]

# A widget on a server that is not there.
ELSEWHERE = "http://127.0.0.1:5173/"

SERVED = [
    (Run("serve --port 0 --widget-port 0", 0, "stopped"), signal.SIGINT),
    (
        Run(
            "serve --app hello --full-stdlib --port 0 --widget-port 0 --config mine.toml "
            "--data records.db --library library.js --strict --no-open",
            0,
            "stopped",
        ),
        signal.SIGTERM,
    ),
    (
        Run(
            f"serve --app hello --widget-url {ELSEWHERE} --port 0 --widget-port 0",
            0,
            "stopped",
        ),
        signal.SIGTERM,
    ),
]

CLEAN = Run("clean", 0, "removed web/node_modules")

HELP = [Run(f"{command} --help", 0, r".*\S.*") for command in COMMANDS]

EVERY_RUN = [*RUNS, *(run for run, _ in SERVED), CLEAN, *HELP]


class Clone:
    """A clean copy of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def start(self, line: str) -> subprocess.Popen[str]:
        # The code of the copy, and not what a PYTHONPATH of this run names.
        foreign = ("PYTEST", "PYTHONPATH")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(foreign)
        }
        return subprocess.Popen(
            [sys.executable, "build.py", *line.split()],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # What runs in the background of a shell, as these tests may, is deaf to Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )


def copied(source: Path, target: Path) -> None:
    """Copie what is there already, without its bytes where the file system can do that."""

    def link(file: str, copy: str) -> None:
        try:
            os.link(file, copy)
        except OSError:
            shutil.copy2(file, copy)

    if source.exists():
        shutil.copytree(source, target, copy_function=link, symlinks=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    root = tmp_path_factory.mktemp("clone") / "cifbridge"
    made = (paths.ROOT / ".gitignore").read_text("utf-8").replace("/", "").split()
    shutil.copytree(paths.ROOT, root, ignore=shutil.ignore_patterns(".git", *made))
    for shared in ("boot", "bytecode", "docs", "stamps", "wheels", "workbench"):
        copied(paths.CACHE / shared, root / ".cache" / shared)
    copied(paths.NODE_MODULES, root / "web" / "node_modules")
    copied(paths.ROOT / ".mypy_cache", root / ".mypy_cache")
    venv.create(root / ".venv", symlinks=os.name != "nt")
    (site,) = (root / ".venv").rglob("site-packages")
    shared_site = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    (site / "shared.pth").write_text(f"{root / 'py_src'}\n{shared_site}\n", "utf-8")
    (site / "sitecustomize.py").write_text(
        "import brotli\n"
        "strongest = brotli.compress\n"
        "brotli.compress = lambda data, **_: strongest(data, quality=1)\n",
        "utf-8",
    )
    subprocess.run(
        [sys.executable, "-c", "import build; build.STAMP.write_text(build.wanted())"],
        cwd=root,
        check=True,
    )
    (widget,) = blocks(README, "python")
    config = next(block for block in every_block("toml") if "[[session" in block.code)
    (root / "hello").mkdir()
    (root / "hello" / "__init__.py").write_text(widget.code, "utf-8")
    (root / "mine.toml").write_text(config.code, "utf-8")
    (root / "provider.json").write_text("{}", "utf-8")
    shutil.copy2(paths.STAND_IN_LIBRARY, root / "library.js")
    return Clone(root)


def shown_in(text: str) -> Iterator[tuple[str, set[str]]]:
    """Find the command lines of a text: the command, and its options."""
    for found in SHOWN.finditer(text):
        if found["script"]:
            yield found["script"], set()
            continue
        options = set(OPTION.findall(found["options"]))
        commands = COMMANDS if found["command"] == "COMMAND" else (found["command"],)
        yield from ((command, options) for command in commands)


def help_of(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, paths.ROOT / "build.py", *arguments, "--help"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


def is_run(command: str, options: set[str]) -> bool:
    return any(run.command == command and options <= run.options for run in EVERY_RUN)


def test_every_command_line_that_is_shown_is_run() -> None:
    pages = list(shown_in(TEXT))
    assert ("serve", {"--app"}) in pages
    assert ("serve", {"--port", "--library"}) in pages
    assert ("test", set()) in pages
    shown = [
        *pages,
        *shown_in(help_of()),
        *(line for c in COMMANDS for line in shown_in(help_of(c))),
    ]
    assert [
        (command, options)
        for command, options in shown
        if command not in NOT_RUN and not is_run(command, options)
    ] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_run(command: str) -> None:
    # At the start of its line in the list of options.
    options = re.findall(r"^  (--[\w-]+)", help_of(command), re.MULTILINE)
    assert [option for option in options if not is_run(command, {option})] == []


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.command)
def test_a_command_runs_to_its_end(clone: Clone, run: Run) -> None:
    running = clone.start(run.line)
    stdout, stderr = running.communicate()
    lines = (stdout or stderr).splitlines()
    assert lines
    assert re.fullmatch(run.last, lines[-1]), f"{stdout}\n{stderr}"
    assert running.returncode == run.code
    assert "Traceback" not in stderr


@pytest.mark.parametrize(("run", "stop"), SERVED, ids=["SIGINT", "SIGTERM", "elsewhere"])
def test_serve_serves_until_it_is_stopped(clone: Clone, run: Run, stop: signal.Signals) -> None:
    with clone.start(run.line) as serving:
        try:
            assert serving.stdout
            lines = []
            for line in serving.stdout:
                lines.append(line.rstrip())
                if line.startswith("Ctrl-C stops"):
                    break
            shown = re.findall(r"^(?:workbench|widget): +(http://\S+)", "\n".join(lines), re.M)
            served = [address for address in shown if address != ELSEWHERE]
            assert len(served) == 2, lines
            for address in served:
                with urllib.request.urlopen(address) as answer:
                    assert answer.status == 200
            serving.send_signal(stop)
            rest, stderr = serving.communicate()
        finally:
            serving.kill()
    assert (serving.returncode, stderr) == (run.code, "")
    assert rest.splitlines()[-1] == run.last


@pytest.mark.parametrize("run", HELP, ids=lambda run: run.command)
def test_help_runs_to_its_end(clone: Clone, run: Run) -> None:
    stdout, stderr = clone.start(run.line).communicate()
    assert re.fullmatch(run.last, stdout.splitlines()[-1])
    assert stderr == ""


def test_clean_leaves_what_git_has(clone: Clone) -> None:
    cleaning = clone.start(CLEAN.line)
    stdout, stderr = cleaning.communicate()
    assert (cleaning.returncode, stderr) == (CLEAN.code, "")
    assert stdout.splitlines()[-1] == CLEAN.last
    assert not (clone.root / ".venv").exists()
