"""The page's script is bundled once, and each bundle's manifest is put into it."""

import json
import subprocess
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.boot_script import boot_script, build_boot
from cifbridge_workbench.machine.toolchain import find_node

HOSTILE = {
    "__proto__": {"polluted": True},
    "quotes": "'\"`${x}\\' \\",
    "lines": "a\nb\r\u2028\u2029\0",
    "ends": "</script><!-- */",
    "letters": "ß 中 🎈",
    "files": {"a.zip": {"size": 1, "sha256": "00"}},
}


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts that say what they know of their bundle."""
    monkeypatch.setattr(paths, "BOOT", tmp_path)
    for name in ("boot.js", "boot.min.js"):
        program = "const bundle = CIFBRIDGE_BUNDLE; console.log(JSON.stringify(bundle));\n"
        (tmp_path / name).write_text(program, "utf-8")


@pytest.mark.usefixtures("forms")
@pytest.mark.parametrize("development", [True, False])
def test_a_manifest_arrives_as_it_was_whatever_is_in_it(tmp_path: Path, development: bool) -> None:
    script = tmp_path / "script.mjs"
    script.write_bytes(boot_script(HOSTILE, development=development))
    said = subprocess.run(
        [find_node().node, script], capture_output=True, check=True, encoding="utf-8"
    )
    assert json.loads(said.stdout) == HOSTILE


def test_it_is_bundled_once(capsys: pytest.CaptureFixture[str]) -> None:
    build_boot()
    capsys.readouterr()
    build_boot()
    assert capsys.readouterr().out == ""
    readable, small = (paths.BOOT / name for name in ("boot.js", "boot.min.js"))
    assert small.stat().st_size < readable.stat().st_size / 1.5
