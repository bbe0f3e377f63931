"""A bundle on a plain static server, somewhere below its root."""

import http.server
import shutil
import threading
from functools import partial
from urllib.parse import urlsplit

import pytest

from cifbridge_workbench.build.policy import Policy
from cifbridge_workbench.pytest_plugin.workbench import Workbench

PATH = "/some/where/"


class Handler(http.server.SimpleHTTPRequestHandler):
    """The standard library's own server, with the headers of a policy."""

    def __init__(self, *arguments, policy, **options):
        self.policy = policy
        super().__init__(*arguments, **options)

    def end_headers(self):
        for name, value in self.policy.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def landing_url(site, bundle, tmp_path):
    """Serve the widget's bundle as a copy in a folder of a static site."""
    shutil.copytree(bundle, tmp_path / PATH.strip("/"))
    policy = Policy(crm=(site.workbench_url.rstrip("/"),))
    handler = partial(Handler, policy=policy, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{PATH}index.html"
        server.shutdown()


def test_it_works_from_any_path_and_asks_nobody_but_its_server_and_the_crm(page, site, landing_url):
    asked = set()
    page.on("request", lambda request: asked.add(request.url))
    opened = Workbench(page, site, f"?widget={landing_url}")
    opened.wait_until("ready")
    session = opened.python("""
        import cifbridge
        cif = await cifbridge.connect()
        return await cif.create_session("msdyn_chat_session", {"customerName": "Ann"})
    """)
    assert opened.state("sessions")[1]["id"] == session
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(landing_url))
    below = tuple(
        f"{origin}{PATH}{part}" for part in ("index.html", "boot.js", "python/", "runtime-")
    )
    own = [url for url in asked if url.startswith(origin)]
    assert len(own) > 6
    assert [
        url for url in own if not url.startswith((*below, f"{origin}{PATH}softphone.css"))
    ] == []
    foreign = asked - set(own)
    assert [url for url in foreign if not url.startswith((site.workbench_url, "data:"))] == []
