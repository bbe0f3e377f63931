"""Where a page's hints go, and when there are none."""

import pytest

from cifbridge_workbench.build.preload import with_hints

HINT = '<link rel="preload" as="fetch" crossorigin="anonymous" href="python/a.zip" />'


def hinted(page: str) -> str:
    return with_hints(page.encode(), ["python/a.zip"]).decode()


def test_hints_stand_before_the_boot_script_in_the_order_given() -> None:
    page = b'<p>1</p>\n  <script type="module" src="boot.js"></script>\n</html>'
    files = ["runtime/pyodide.mjs", "runtime/pyodide.asm.wasm", "python/a.zip"]
    assert with_hints(page, files).decode() == (
        "<p>1</p>\n"
        '  <link rel="modulepreload" href="runtime/pyodide.mjs" />\n'
        f"  {HINT}\n"
        '  <script type="module" src="boot.js"></script>\n'
        "</html>"
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<script type="module" src="boot.js">',
        "<SCRIPT TYPE=module SRC=boot.js>",
        "<script\n  src = './boot.js' \n data-app='1 > 0' type='module'>",
        '<script type="module" src=" boot.js?v=2 ">',
        '<script type="module" src="b&#111;ot.js">',
    ],
)
def test_every_way_to_write_the_tag_is_found(tag: str) -> None:
    before, after = "<!doctype html>\r\n<title>Tél\n</title><b>", "</script></b>"
    assert hinted(before + tag + after) == before + HINT + tag + after


@pytest.mark.parametrize(
    "page",
    [
        "<p>nothing</p>",
        '<!-- <script type="module" src="boot.js"></script> -->',
        "<script>const tag = '<script src=\"boot.js\">';</script>",
        '<script type="module" src="reboot.js"></script>',
        '<script type="module" src="old/boot.js"></script>',
        '<script type="module" src="/boot.js"></script>',
        '<script type="module" src="https://elsewhere.example/boot.js"></script>',
        '<link rel="prefetch" href="boot.js">',
        "<script",
        "",
    ],
)
def test_a_page_without_the_boot_script_stays_as_it_is(page: str) -> None:
    assert hinted(page) == page


def test_a_page_gets_the_hints_once() -> None:
    tag = '<script type="module" src="boot.js"></script>'
    assert hinted(tag + tag) == HINT + tag + tag


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    tag = b'<script src="boot.js"></script>'
    assert with_hints(b"\xff\xfe\n\xe9" + tag, ["python/a.zip"]) == (
        b"\xff\xfe\n\xe9" + HINT.encode() + tag
    )


def test_an_address_is_escaped_for_its_place() -> None:
    page = with_hints(b'<script src="boot.js"></script>', ['python/h\u00e9&"><p>.zip'])
    assert b'href="python/h%C3%A9%26%22%3E%3Cp%3E.zip"' in page
