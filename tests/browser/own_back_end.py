"""A widget with a server of its own, private and compiled requirements, images and a sound."""

import base64
import hashlib
import http.server
import io
import struct
import threading
import zipfile
from contextlib import contextmanager

from playwright.sync_api import expect

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Own</title><style>#a {{ color: rgb(1, 2, 3) }}</style></head>
<link rel="stylesheet" href="own.css">
<body><p id="a">A</p><p id="b" style="color: rgb(4, 5, 6)">B</p><p id="c">C</p>
<img id="logo" src="logo.svg"><audio id="ring" src="ring.wav" preload="metadata"></audio>
<script type="module" src="boot.js" data-crm-allow="{crm}"></script></body>
</html>
"""

ZONE = """
import js
import msgspec
import mycorp

def main():
    from zoneinfo import ZoneInfo
    calls = msgspec.json.decode(b'{"calls": [1, 2]}')
    js.document.body.append(f"zone: {ZoneInfo('Europe/Berlin')}, {calls}, {mycorp.answer}")
"""

REACH = """async (host) => {
    const settled = (made, well, badly) => new Promise((resolve) => {
        made[well] = ({ data }) => resolve(data ?? "there");
        made[badly] = () => resolve("blocked");
    });
    const image = new Image();
    image.src = `http://${host}/icon.svg`;
    const socket = new WebSocket(`ws://${host}/`);
    return Promise.all([
        fetch(`http://${host}/`).then(({ status }) => status, () => "blocked"),
        settled(socket, "onmessage", "onerror"),
        settled(image, "onload", "onerror"),
    ]);
}"""

INSIDE = """async ([icon, tone]) => {
    const settled = (made, source, well) => new Promise((resolve) => {
        made[well] = () => resolve("there");
        made.onerror = () => resolve("blocked");
        made.src = source;
    });
    const blob = await (await fetch(icon)).blob();
    return {
        color: getComputedStyle(a).color,
        attribute: getComputedStyle(b).color,
        sheet: getComputedStyle(c).color,
        logo: logo.naturalWidth,
        ring: await new Promise((resolve) => {
            if (ring.readyState > 0) resolve("there");
            ring.onloadedmetadata = () => resolve("there");
            ring.onerror = () => resolve("blocked");
        }),
        image: await settled(new Image(), icon, "onload"),
        blob: await settled(new Image(), URL.createObjectURL(blob), "onload"),
        sound: await settled(new Audio(), tone, "onloadedmetadata"),
    };
}"""

PRIVATE = "mycorp-1-py3-none-any.whl"

ICON = b'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="4"/>'


def write_widget(package, back_end, crm):
    """Write a widget that uses all of that, but for its project's part.

    Args:
        package: The folder of its package.
        back_end: The server of its own.
        crm: The address of the Dynamics that may show what is built of it.

    Returns:
        What its project's `pyproject.toml` has to say.
    """
    files = {
        "__init__.py": ZONE,
        "index.html": PAGE.format(crm=crm),
        # Data, compiled code, and a wheel that no index has.
        "requirements.txt": f"tzdata==2025.2\nmsgspec==0.22.0\n./{PRIVATE}\n",
        "own.css": "#c { color: rgb(7, 8, 9) }",
    }
    for name, text in files.items():
        (package / name).write_text(text, encoding="utf-8")
    (package / "logo.svg").write_bytes(ICON)
    (package / "ring.wav").write_bytes(tone())
    (package / PRIVATE).write_bytes(wheel("mycorp"))
    return (
        "[tool.cifbridge.sources]\n"
        f'connect = ["http://{back_end}", "ws://{back_end}"]\n'
        f'img = ["http://{back_end}"]\n'
    )


def tone():
    """The shortest sound there is: one sample."""
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 37, b"WAVE", b"fmt ", *WAV, b"data", 1)
    return head + b"\x80"


# Of the format: its size, PCM, mono, 8000 Hz, bytes a second, bytes a sample, bits.
WAV = (16, 1, 1, 8000, 8000, 1, 8)


def wheel(name):
    """A package that is one module."""
    content = io.BytesIO()
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1"
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{name}.py", "answer = 42")
        archive.writestr(f"{name}-1.dist-info/METADATA", about)
        archive.writestr(f"{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any")
        archive.writestr(f"{name}-1.dist-info/RECORD", "")
    return content.getvalue()


class BackEnd(http.server.BaseHTTPRequestHandler):
    """A server of the widget's own: answers any page, over HTTP and over a WebSocket."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if key := self.headers.get("Sec-WebSocket-Key"):
            digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.send_header("Sec-WebSocket-Accept", base64.b64encode(digest).decode())
            self.end_headers()
            self.wfile.write(b"\x81\x05event")
            self.close_connection = True
            return
        content = wheel("own") if self.path.endswith(".whl") else ICON
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "image/svg+xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Plain(http.server.SimpleHTTPRequestHandler):
    """A plain server of static files."""

    def log_message(self, *_):
        pass


class Hosted(Plain):
    """A host of a built site, with the headers for all paths that its `_headers` has."""

    def end_headers(self):
        with open(f"{self.directory}/_headers") as file:
            first, _, _ = file.read().partition("\n\n")
        for line in first.splitlines()[1:]:
            name, _, value = line.strip().partition(": ")
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def serving(handler):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def expect_everything(widget, back_end):
    """Expect that such a widget has all that it uses, and that its Python may install more."""
    zone = "zone: Europe/Berlin, {'calls': [1, 2]}, 42"
    expect(widget.locator("body")).to_contain_text(zone)
    inside = [data_url("image/svg+xml", ICON), data_url("audio/wav", tone())]
    assert widget.evaluate(INSIDE, inside) == {
        "color": "rgb(1, 2, 3)",
        "attribute": "rgb(4, 5, 6)",
        "sheet": "rgb(7, 8, 9)",
        "logo": 3,
        "ring": "there",
        "image": "there",
        "blob": "there",
        "sound": "there",
    }
    assert widget.evaluate(REACH, back_end) == [200, "event", "there"]
    installed = f"""
        import pyodide_js
        from pyodide.http import pyfetch
        assert (await pyfetch("http://{back_end}/")).ok
        await pyodide_js.loadPackage("micropip")
        import micropip
        await micropip.install("http://{back_end}/own-1-py3-none-any.whl")
        import own
        return own.answer
    """
    assert widget.python(installed) == 42


def data_url(kind, content):
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
