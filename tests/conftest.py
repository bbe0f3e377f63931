import pytest
from hypothesis import settings

# How long an example takes is the machine's business.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["cifbridge_workbench.pytest_plugin"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop running in its worker, where no asyncio test can start then.
    items.sort(key=lambda item: "browser" in item.path.parts)
