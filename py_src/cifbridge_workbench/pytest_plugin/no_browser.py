"""The browser's fixtures where pytest-playwright is missing: they say so."""

import pytest

_MISSING = (
    "The fixture {} shows the widget in a browser, by pytest-playwright, which is not loaded. "
    'Install it, say with pip install "cifbridge-workbench[test]", and do not turn it off.'
)


@pytest.fixture
def workbench() -> None:
    """Say what is missing."""
    pytest.fail(_MISSING.format("workbench"), pytrace=False)


@pytest.fixture
def widget() -> None:
    """Say what is missing."""
    pytest.fail(_MISSING.format("widget"), pytrace=False)
