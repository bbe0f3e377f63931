"""The documentation, as a reader has it in a browser."""

import re

import pytest
from playwright.sync_api import expect

from cifbridge_workbench.repository.documentation import build_docs
from pages import table

WINDOW = "reference/window-workbench.md"
PAGES = ("", "guide/analytics.html", "how-it-works/seam.html", "reference/connection.html")


@pytest.fixture(scope="module")
def docs(site):
    build_docs()
    return f"{site.workbench_url}docs/"


@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_a_page_fits_its_window_and_is_well_in_the_console(page, docs, width):
    page.set_viewport_size({"width": width, "height": 900})
    for name in PAGES:
        page.goto(docs + name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_reader_finds_a_page_by_what_is_on_it(page, docs):
    page.goto(docs)
    page.get_by_role("textbox", name="Search").first.fill("create_session")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sessions and tabs").last).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_light_or_dark_as_the_reader_has_it(page, docs, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(docs)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, background.strip("rgb()").split(", ")[:3])) / 3
    assert (brightness > 128) == (scheme == "light")


def test_every_member_of_window_workbench_is_in_its_table(workbench):
    named = " ".join(" ".join(row[:2]) for row in table(WINDOW, "window.workbench"))
    keys = workbench.page.evaluate(
        "() => [workbench, workbench.records, workbench.faults].map((each) => Object.keys(each))"
    )
    own, records, faults = map(set, keys)
    members = set(re.findall(r"`(\w+)(?:\([^`]*\))?`", named))
    assert own - members - {"faults"} == set()
    assert records - members == set()
    assert {f"faults.{name}" for name in faults} <= set(re.findall(r"`(faults\.\w+)", named))
