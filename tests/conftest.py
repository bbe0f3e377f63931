import pytest

pytest_plugins = ["cifbridge_workbench.pytest_plugin"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop running in its worker, where no asyncio test can start then.
    items.sort(key=lambda item: "browser" in item.path.parts)
