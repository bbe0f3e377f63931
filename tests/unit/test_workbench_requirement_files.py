"""What requirements files name is looked for where a reader would look: beside the file."""

import os
import zipfile
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.pyodide import read_facts
from cifbridge_workbench.build.requirement_files import Requirements
from cifbridge_workbench.build.requirements import fetch_requirements
from cifbridge_workbench.errors import BuildError

PYODIDE = read_facts(paths.PYODIDE)

APP = Path("app/requirements.txt")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to work in, with an empty cache."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    (tmp_path / "project" / "app").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")


def wheel(file: str, *needs: str, code: str = "") -> None:
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    name, version, *_ = Path(file).name.split("-")
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{name}-{version}.dist-info/METADATA", metadata)
        archive.writestr(
            f"{name}-{version}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )


def fetch() -> list[str]:
    return [file.name for file in fetch_requirements(APP, PYODIDE, Path("none").absolute())]


def lock() -> list[str]:
    return Path("app/requirements.lock").read_text("utf-8").splitlines()


PRIVATE = "mycorp-1.0-py3-none-any.whl"


def test_every_path_counts_from_the_file_that_has_it() -> None:
    write(
        {
            "app/requirements.txt": f"./{PRIVATE}\n-r more/base.txt\n{PRIVATE}\n",
            "app/more/base.txt": (
                "b==1\n../../shared/c-1-py3-none-any.whl ; python_version > '3'\n"
                "--find-links ./wheels\n-c limits.txt\n"
            ),
            "app/more/limits.txt": "d<2\n-r deeper.txt\n",
            "app/more/deeper.txt": "e<3\n",
        }
    )
    for file in (f"app/{PRIVATE}", "shared/c-1-py3-none-any.whl", "app/more/wheels/x"):
        write({file: ""})
    read = Requirements(APP)
    assert read.lines == [
        f"./{PRIVATE}",
        "b==1",
        "../shared/c-1-py3-none-any.whl ; python_version > '3'",
        "--find-links ./more/wheels",
        f"./{PRIVATE}",
    ]
    assert read.constraints == ["d<2", "e<3"]
    assert read.places == ["--find-links ./more/wheels"]
    assert read.wheels == {
        PRIVATE: f"./{PRIVATE}",
        "c-1-py3-none-any.whl": "../shared/c-1-py3-none-any.whl",
    }


@pytest.mark.parametrize(
    "line",
    [
        "-r other.txt",
        "-rother.txt",
        "-r ./other.txt  # comment",
        "--requirement other.txt",
        "--requirement=other.txt",
        "-r \\\n  other.txt",
        "-r 'other.txt'",
    ],
)
def test_every_way_to_include_a_file_is_known(line: str) -> None:
    write({"app/requirements.txt": f"# first\n{line}\nb==2\n", "app/other.txt": "a==1\n"})
    assert Requirements(APP).lines == ["a==1", "b==2"]


@pytest.mark.parametrize(
    "line",
    [
        "humanize",
        "humanize==4.0 --hash=sha256:" + "0" * 64,
        'humanize[more]>=4,<5 ; sys_platform == "emscripten"',
        'humanize;python_version>"3"',
        "--index-url https://${TOKEN}@packages.example/simple",
        "-i https://packages.example/simple",
        "-r https://packages.example/requirements.txt",
        "--no-index --pre",
        "${PLACE}/a-1-py3-none-any.whl",
        "file:///elsewhere/a-1-py3-none-any.whl",
        "https://packages.example/a-1-py3-none-any.whl",
        "a @ https://packages.example/a-1-py3-none-any.whl",
    ],
)
def test_what_does_not_count_from_the_file_goes_to_pip_as_it_is(line: str) -> None:
    write({"app/requirements.txt": f"{line}\n"})
    (read,) = Requirements(APP).lines
    assert read.replace("'", "") == line.replace("'", "")


def test_an_absolute_path_stays_one() -> None:
    wheel(f"elsewhere/{PRIVATE}")
    line = str(Path("elsewhere", PRIVATE).absolute())
    write({"app/requirements.txt": line})
    assert Requirements(APP).lines == [line]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"./{PRIVATE}", f"there is no ./{PRIVATE}"),
        (PRIVATE, f"there is no {PRIVATE}"),
        (f"wheels/{PRIVATE}", f"there is no wheels/{PRIVATE}"),
        (f"{PRIVATE}[more] ; python_version > '3'", f"there is no {PRIVATE}"),
        ("-r other.txt", "there is no other.txt"),
        ("-c other.txt", "there is no other.txt"),
        ("--find-links ./wheels", "there is no ./wheels"),
        ("--no-index -f wheels", "there is no wheels"),
        ("-r requirements.txt", "requirements.txt includes itself"),
        ("-e .", ". cannot be bundled as it is"),
        (".", ". cannot be bundled as it is"),
        ("./mycorp-1.0.tar.gz", "./mycorp-1.0.tar.gz cannot be bundled as it is"),
        ("git+https://host.example/mycorp", "git+https://host.example/mycorp cannot be bundled"),
        ("a @ https://host.example/a.zip", "https://host.example/a.zip cannot be bundled as it is"),
        ("two words", "'two words' is not a requirement"),
    ],
)
def test_what_cannot_be_is_refused_by_file_and_line_as_the_developer_wrote_them(
    line: str, said: str
) -> None:
    write({"app/requirements.txt": f"# first\na==1\n{line}\n"})
    with pytest.raises(BuildError) as refused:
        fetch()
    assert refused.value.message.startswith(f"{APP}:3: {said}")
    assert refused.value.detail == ""
    assert os.getcwd() not in str(refused.value)


def test_a_refusal_names_the_included_file() -> None:
    write(
        {"app/requirements.txt": "-r ../common/base.txt\n", "common/base.txt": f"\n./{PRIVATE}\n"}
    )
    with pytest.raises(BuildError, match=r"^app/\.\./common/base\.txt:2: there is no \./mycorp"):
        Requirements(APP)


def test_whatever_the_file_includes_or_names_is_part_of_what_was_locked() -> None:
    write(
        {
            "app/requirements.txt": f"-r other.txt\n-c limits.txt\n./{PRIVATE}\n",
            "app/other.txt": "a==1\n",
            "app/limits.txt": "b<2\n",
            f"app/{PRIVATE}": "wheel",
            "app/unrelated.txt": "",
        }
    )
    before = Requirements(APP).digest()
    write({"app/unrelated.txt": "c==1\n"})
    assert Requirements(APP).digest() == before
    for file in ("other.txt", "limits.txt", PRIVATE, "requirements.txt"):
        kept = Path("app", file).read_bytes()
        Path("app", file).write_bytes(kept + b"\n")
        assert Requirements(APP).digest() != before, file
        Path("app", file).write_bytes(kept)
    # As Git writes it on Windows.
    Path("app/other.txt").write_bytes(b"a==1\r\n")
    assert Requirements(APP).digest() == before


def test_a_private_wheel_beside_the_file_is_bundled_and_locked_by_its_path() -> None:
    write({"app/requirements.txt": f"--no-index\n./{PRIVATE}\n-c limits.txt\n"})
    write({"app/limits.txt": "--find-links ../wheels\nhelper<2\n"})
    wheel(f"app/{PRIVATE}", "helper")
    for version in "12":
        wheel(f"wheels/helper-{version}-py3-none-any.whl")
    assert fetch() == ["helper-1-py3-none-any.whl", PRIVATE]
    assert lock()[-2].startswith(f"./{PRIVATE} --hash=sha256:")
    assert lock()[-1].startswith("helper==1 --hash=sha256:")
    paths.CACHE.rename("former-cache")
    assert fetch() == ["helper-1-py3-none-any.whl", PRIVATE]


def test_a_private_wheel_that_was_built_again_is_taken() -> None:
    write({"app/requirements.txt": f"--no-index\n{PRIVATE}\n"})
    wheel(f"app/{PRIVATE}")
    fetch()
    first = lock()
    wheel(f"app/{PRIVATE}", code="changed = True")
    fetch()
    assert lock()[0] != first[0]
    assert lock()[-1] != first[-1]


def test_a_wheel_that_is_damaged_is_named_without_a_traceback() -> None:
    write({"app/requirements.txt": f"--no-index\n./{PRIVATE}\n", f"app/{PRIVATE}": "not a zip"})
    with pytest.raises(BuildError) as refused:
        fetch()
    assert "Traceback" not in str(refused.value)
    assert PRIVATE in str(refused.value)
