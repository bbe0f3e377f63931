"""Every code of an error has its page, and the error's text says where."""

import re
from pathlib import Path
from typing import get_args

import pytest

import cifbridge
from cifbridge import CIFError, HostUnavailable
from cifbridge.errors import Step

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "web" / "docs" / "errors"
CLASSES = {
    cls
    for cls in vars(cifbridge).values()
    if isinstance(cls, type) and issubclass(cls, CIFError) and cls is not HostUnavailable
}
STEPS = set(get_args(Step))
OF_CALLS = {cls.code for cls in CLASSES}


def failures(folder, pattern, call):
    return {
        code
        for file in (ROOT / folder).glob(pattern)
        for code in re.findall(rf'{call}\(\s*"([a-z-]+)"', file.read_text("utf-8"))
    }


OF_THE_PAGE = failures("web/widget", "*.js", "new BootFailure") | failures(
    "py_src/cifbridge", "_boot.py", r"page\.failed"
)
CODES = sorted(OF_CALLS | STEPS | OF_THE_PAGE)


def test_every_class_has_a_code_of_its_own():
    assert len(OF_CALLS) == len(CLASSES)
    assert not OF_CALLS & (STEPS | OF_THE_PAGE)


def test_every_code_has_a_page_and_every_page_a_code():
    assert sorted(page.stem for page in PAGES.glob("*.md")) == sorted([*CODES, "index"])


@pytest.mark.parametrize("code", CODES)
def test_a_page_begins_with_its_code_and_shows_a_text_that_leads_to_it(code):
    page = (PAGES / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code}: ")
    assert f"(docs: errors/{code})\n```" in page


@pytest.mark.parametrize("code", CODES)
def test_the_list_leads_to_every_page(code):
    assert f"| [{code}]({code}.md) |" in (PAGES / "index.md").read_text("utf-8")


@pytest.mark.parametrize(
    "cls", sorted(CLASSES, key=lambda cls: cls.code), ids=lambda cls: cls.__name__
)
def test_the_text_of_an_error_is_its_message_and_where_its_page_is(cls):
    error = cls("createTab failed.", api="createTab")
    assert error.message == "createTab failed."
    assert str(error) == f"createTab failed. (docs: errors/{cls.code})"


@pytest.mark.parametrize("step", sorted(STEPS))
def test_the_code_of_a_connection_that_failed_is_its_step(step):
    error = HostUnavailable("Nobody.", step=step)
    assert str(error) == f"Nobody. (docs: errors/{step})"


def test_the_page_writes_the_same_to_the_console():
    state = (ROOT / "web" / "widget" / "state.js").read_text("utf-8")
    assert "${detail.message} (docs: errors/${detail.code})" in state
