import pytest
from hypothesis import settings

# How long an example takes is the machine's business.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["cifbridge_workbench.pytest_plugin"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest files go first, so that no worker is left alone with one of them.
    items.sort(key=lambda item: "browser" not in item.path.parts)
