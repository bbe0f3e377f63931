"""What is put into a page for the day on which its boot script does not come."""

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.notice import ID, with_notice

TAG = '<script type="module" src="boot.js"></script>'
NOTICE = (paths.WIDGET_PAGE / "not-started.html").read_text("utf-8")


def noticed(page: str) -> str:
    return with_notice(page.encode()).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<html><head>{TAG}</head>\n<body>", "<main>Tél</main></body></html>"),
        ("<!-- <body> -->\r\n<body\n class='a>b' data-x>", f"{TAG}<p>1</p>"),
        (f"<title>no body</title>{TAG}", ""),
    ],
)
def test_the_notice_stands_first_in_the_body(before: str, after: str) -> None:
    assert noticed(before + after) == f"{before}\n{NOTICE}{after}"


@pytest.mark.parametrize(
    "page", ["<body>nothing</body>", f"<body>{TAG}<p id='{ID}'>Eine Sekunde...</p></body>"]
)
def test_a_page_without_the_boot_script_or_with_a_notice_of_its_own_stays_as_it_is(
    page: str,
) -> None:
    assert noticed(page) == page


def test_the_smallest_page_has_the_notice_before_all_else_that_it_loads() -> None:
    page = noticed((paths.WIDGET_PAGE / "index.html").read_text("utf-8"))
    assert page.index(NOTICE) < min(page.index("<script"), page.index('boot.js"'))


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    page = b"\xff\xfe<body>" + TAG.encode() + b"\xe9"
    assert with_notice(page).replace(b"\n" + NOTICE.encode(), b"") == page
