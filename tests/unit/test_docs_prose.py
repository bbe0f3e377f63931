"""The pages and the code read as a native engineer writes."""

import re

import pytest

from cifbridge_workbench import paths
from pages import PAGES, name_of

MODULES = sorted(
    module
    for folder, pattern in (
        (paths.PY_SRC, "*.py"),
        (paths.WEB / "widget", "*.js"),
        (paths.WEB / "workbench", "*.js"),
    )
    for module in folder.rglob(pattern)
)

# What gives a translation away, and what to write.
INSTEAD = {
    r"(?<!there )\b(is|are|was|were) no (?!longer|more than)": "isn't a, has no",
    r"\banew\b": "again",
    r"\bfor ever\b": "indefinitely",
    r"\bso many\b": "this many, that many",
    r"\bbut for\b": "except",
    r"\bin (its|their) place\b": "instead",
    r"\ba text\b": "text, a string",
    r"\btells\b": "reports, returns, names",
    r"^(Of|From) (more|less|fewer) than\b": "the plain order: beyond, below",
    r"\ball the same\b": "anyway, still",
    r"\bever more\b": "less and less, more and more",
    r"\bmend\b": "fix, correct",
    r"\bby and by\b": "gradually",
}


def prose(text):
    """The text without its code, with each line where it was."""

    def blank(found):
        return re.sub(r"[^\n]", " ", found[0])

    return re.sub(r"^ *```.*?^ *```|`[^`\n]*`|^%.*?$", blank, text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("file", [*PAGES, *MODULES], ids=name_of)
def test_a_text_has_none_of_the_phrases_that_stop_a_reader(file):
    found = [
        f"{name_of(file)}:{number}: {match[0]!r}; write: {instead}"
        for number, line in enumerate(prose(file.read_text("utf-8")).splitlines(), 1)
        for pattern, instead in INSTEAD.items()
        for match in re.finditer(pattern, line, re.IGNORECASE)
    ]
    assert found == []


def test_code_is_not_prose():
    text = "so many\n```python\nso many\n```\n`so many`\n% so many\nend\n"
    assert prose(text).split() == ["so", "many", "end"]
