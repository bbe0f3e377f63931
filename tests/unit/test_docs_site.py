"""The built documentation."""

import re
from html.parser import HTMLParser

import pytest
from sphinx.util.inventory import InventoryFile

import cifbridge
from cifbridge_workbench import paths
from cifbridge_workbench.repository.documentation import build_docs
from pages import DOCS

# Of the pages themselves; a link to another site is not followed before somebody clicks it.
LOADING = {"audio", "embed", "iframe", "img", "link", "object", "script", "source", "use", "video"}


@pytest.fixture(scope="module")
def site():
    build_docs()
    return paths.DOCS


class Loaded(HTMLParser):
    """What a browser loads with a page."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attributes):
        if tag in LOADING:
            self.addresses += [
                value for name, value in attributes if name in ("data", "href", "src", "srcset")
            ]


def test_every_page_has_a_markdown_twin_that_llms_txt_lists(site):
    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    listed = set(re.findall(r"\]\(([^)]+)\)", (site / "llms.txt").read_text("utf-8")))
    assert listed == pages - {"index.md"}
    for page in pages:
        twin = (site / page).read_text("utf-8")
        assert twin.startswith("# ")
        shown = (site / page).with_suffix(".html").read_text("utf-8")
        assert f'type="text/markdown" href="{page.rpartition("/")[2]}"' in shown


def test_a_page_loads_nothing_from_elsewhere(site):
    for page in site.rglob("*.html"):
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        assert loaded.addresses
        assert [each for each in loaded.addresses if re.match(r"(\w+:)?//", each)] == []
    address = re.compile(r"""(?:@import|url\()\s*["']?(?:https?:)?//""")
    for style in site.rglob("*.css"):
        assert not address.search(style.read_text("utf-8")), style


def test_every_public_name_has_an_entry_in_the_reference(site):
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    described = {
        name for kind in inventory.data if kind.startswith("py:") for name in inventory.data[kind]
    }
    names = {f"cifbridge.{name}" for name in cifbridge.__all__}
    errors = {name.replace("cifbridge.errors.", "cifbridge.") for name in described}
    assert names - described - errors == set()
