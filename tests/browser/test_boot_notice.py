"""What a frame shows when the boot script itself does not come or does not run."""

import pytest
from playwright.sync_api import expect

from cifbridge_workbench.pytest_plugin.workbench import Widget, Workbench

# What the browser says of half a script depends on where it ends.
pytestmark = pytest.mark.page_errors("")


def missing(route):
    route.fulfill(status=404)


def cut_short(route):
    # Without its ETag: the server would tell the browser that what it has is whole.
    whole = route.fetch().body()
    route.fulfill(content_type="text/javascript", body=whole[: len(whole) // 2])


def a_sign_in_page(route):
    route.fulfill(body="<!doctype html><title>Sign in</title>", content_type="text/html")


def never_answered(_route):
    pass


def at_first(fault):
    """Let the fault strike the first request alone, for as long as the page lasts."""
    struck = []

    def answer(route):
        if struck:
            route.continue_()
        else:
            struck.append(route)
            fault(route)

    return answer


def notice_of(opened):
    return opened.widget.get_by_role("alert").filter(has_text="The widget has not started.")


def let_its_time_pass(opened):
    """Run no timer of the page: what keeps the notice back is its style alone."""
    opened.widget.evaluate(
        """document.getElementById("cifbridge-not-started").getAnimations()[0].finish()"""
    )


@pytest.mark.parametrize("fault", [missing, cut_short, a_sign_in_page, never_answered])
def test_the_page_says_by_itself_that_it_has_not_started(page, site, fault):
    page.route("**/boot.js", at_first(fault))
    page.goto(site.workbench_url, wait_until="commit")
    opened = Workbench.__new__(Workbench)
    opened.page = page
    opened.widget = Widget(page.locator("iframe").element_handle().content_frame())
    opened.widget.wait_for_selector("#cifbridge-not-started", state="attached")
    expect(notice_of(opened)).to_have_count(0)
    let_its_time_pass(opened)
    expect(notice_of(opened)).to_be_visible()
    opened.widget.get_by_role("link", name="Load it again").press("Enter")
    opened.wait_until("ready")
    expect(opened.widget.locator("#cifbridge-not-started")).to_have_count(0)
