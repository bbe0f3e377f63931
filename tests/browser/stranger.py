"""Somebody else's machine: an empty folder, and an environment with nothing of this repository."""

import json
import os
import subprocess
import sys
import time
import venv

from cifbridge_workbench.browser import VARIABLE, require_browser

# What compresses for a site in earnest takes a minute of each of two cores.
QUICKLY = """
import brotli
strongest = brotli.compress
brotli.compress = lambda data, **_: strongest(data, quality=1)
"""

READ_YAML = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"


class Stranger:
    """An environment whose commands run in a folder, with a cache that is empty at first."""

    def __init__(self, folder):
        self.folder = folder
        self._said = {}
        self._environment = folder / "venv"
        self._quickly = folder / "quickly"
        self._quickly.mkdir()
        (self._quickly / "sitecustomize.py").write_text(QUICKLY, "utf-8")
        self._scripts = self._environment / ("Scripts" if sys.platform == "win32" else "bin")
        ours = ("PYTHONPATH", "PYTEST_")
        self._variables = {
            **{name: text for name, text in os.environ.items() if not name.startswith(ours)},
            "PATH": f"{self._scripts}{os.pathsep}{os.environ['PATH']}",
            "CIFBRIDGE_CACHE": str(folder / "cache"),
            VARIABLE: str(require_browser().executable),
        }
        self.start = time.monotonic()
        venv.create(self._environment, with_pip=True, symlinks=os.name != "nt")

    def seconds(self):
        """How long it has been there."""
        return time.monotonic() - self.start

    def run(self, line, where=".", *, code=0, quickly=False):
        """Run a line of a shell to its end, and give what it says.

        Args:
            line: The line.
            where: Its folder, in that of the stranger.
            code: The exit code that is expected.
            quickly: Whether what is compressed for a site needs to be small.
        """
        done = subprocess.run(
            line,
            shell=True,
            cwd=self.folder / where,
            env=self._with(quickly),
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run_once(self, line, where, *, quickly=False):
        """Run a line that is to succeed, unless a test has run it there; give what it said."""
        if (line, where) not in self._said:
            self._said[line, where] = self.run(line, where, quickly=quickly)
        return self._said[line, where]

    def begin(self, *command, where="."):
        """Start what ends when it is told to."""
        return subprocess.Popen(
            command,
            executable=self._scripts / command[0],
            cwd=self.folder / where,
            env=self._with(quickly=False),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_yaml(self, file):
        """Read a file in the stranger's folder as the services that it is for do."""
        self.run("pip install --quiet pyyaml")
        return json.loads(self.run(f'python -c "{READ_YAML}" {file}'))

    def _with(self, quickly):
        return self._variables | ({"PYTHONPATH": str(self._quickly)} if quickly else {})
