import gzip
import random
from pathlib import Path

import brotli
import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build import compress
from cifbridge_workbench.build.app import find_app
from cifbridge_workbench.build.boot_files import Ingredients
from cifbridge_workbench.build.bundle import gather


@pytest.fixture(scope="session")
def ingredients(tmp_path_factory: pytest.TempPathFactory) -> Ingredients:
    """Gives what every bundle is made of, without requirements."""
    package = tmp_path_factory.mktemp("gathered") / "nothing"
    package.mkdir()
    (package / "__init__.py").touch()
    return gather(find_app(package))


@pytest.fixture
def quick_compression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a bundle be compressed at once, beside the cache of what was compressed in earnest."""
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.setitem(compress._COMPRESSORS, "br", lambda data: brotli.compress(data, quality=1))
    monkeypatch.setitem(compress._COMPRESSORS, "gzip", lambda data: gzip.compress(data, 1, mtime=0))


@pytest.fixture
def no_jitter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets what is tried again be tried as late as it may."""
    monkeypatch.setattr(random, "uniform", lambda low, high: high)
