import gzip
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build import compress
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bundle import gather
from cifbridge_workbench.config.toml_file import TomlFile
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.records import Dataverse, read_seed


@pytest.fixture(scope="session")
def ingredients(tmp_path_factory: pytest.TempPathFactory) -> Ingredients:
    """Return what every bundle is made of, without requirements."""
    package = tmp_path_factory.mktemp("gathered") / "nothing"
    package.mkdir()
    (package / "__init__.py").touch()
    return gather(find_app(package))


@pytest.fixture
def quick_compression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bundle be compressed at once, beside the cache of what was compressed in earnest."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.setitem(compress._COMPRESSORS, "br", lambda data: brotli.compress(data, quality=1))
    monkeypatch.setitem(compress._COMPRESSORS, "gzip", lambda data: gzip.compress(data, 1, mtime=0))


@pytest.fixture
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is tried again be tried as late as it may."""
    monkeypatch.setattr(random, "uniform", lambda low, high: high)


@pytest.fixture
def dataverse() -> Iterator[Dataverse]:
    """Return records to change."""
    with Dataverse() as dataverse:
        yield dataverse


@pytest.fixture(scope="session")
def contoso() -> Iterator[Dataverse]:
    """Return records that nobody changes."""
    with Dataverse() as dataverse:
        yield dataverse


@pytest.fixture
def set_up(tmp_path: Path) -> Callable[[str], Dataverse]:
    """Make a database as a developer's TOML has it."""

    def run(text: str) -> Dataverse:
        file = tmp_path / "mine.toml"
        file.write_text(text, "utf-8")
        return Dataverse(seed=read_seed(TomlFile(file)))

    return run


@pytest.fixture
def complaint(set_up: Callable[[str], Dataverse]) -> Callable[[str], str]:
    """Return the line and the reason for which a developer's TOML is refused."""

    def run(text: str) -> str:
        with pytest.raises(BuildError) as refused:
            set_up(text)
        return refused.value.message.partition("mine.toml:")[2]

    return run
