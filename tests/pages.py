"""The pages of the documentation, and the code in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sybil.document import Document
from sybil.parsers.myst import CodeBlockParser

from cifbridge_workbench import paths

README = paths.ROOT / "README.md"
DOCS = paths.DOCS_SOURCE
FROM_JAVASCRIPT = DOCS / "guide" / "from-javascript.md"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]


@dataclass(frozen=True)
class Block:
    """A block of code, with the line of its page on which it begins."""

    page: Path
    line: int
    code: str
    visible: bool

    @property
    def is_snippet(self) -> bool:
        """Whether it goes on from what is above it, and isn't a file of its own."""
        return not re.search(r"def (test_|main\()", self.code)

    def __str__(self) -> str:
        return f"{self.page.relative_to(paths.ROOT)}:{self.line}"


def name_of(page: Path) -> str:
    return page.relative_to(paths.ROOT).as_posix()


def blocks(page: Path, language: str) -> Iterator[Block]:
    """Find a page's blocks in a language, the invisible ones included."""
    parser = CodeBlockParser(language, evaluator=lambda example: None)
    for example in Document.parse(str(page), parser).examples():
        line = example.line + example.parsed.line_offset
        visible = example.document.text[example.region.start] != "%"
        yield Block(page, line, str(example.parsed), visible)


def every_block(language: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page, language)]


def calls_shown() -> set[str]:
    """Find the calls that the page on moving from JavaScript shows, by its headings."""
    headings = re.findall(r"^### (.+)$", FROM_JAVASCRIPT.read_text("utf-8"), re.MULTILINE)
    return {name for heading in headings for name in heading.split(", ")}


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    text = (DOCS / page).read_text("utf-8")
    below = text.partition(f"# {heading}\n")[2]
    lines = below[below.index("\n|---") :].split("\n\n")[0].strip().splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
