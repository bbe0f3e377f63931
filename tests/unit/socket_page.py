"""A page of the workbench without a browser."""

from typing import Any, Protocol

from websockets import Origin
from websockets.sync.client import connect

from cifbridge_workbench.host.values import Map
from cifbridge_workbench.site.codec import decode, encode


class Served(Protocol):
    """What serves a workbench."""

    workbench_url: str


class Page:
    """The workbench's page, as far as the socket sees it."""

    def __init__(self, site: Served, page_id: str = "mine", **hello: str) -> None:
        origin = site.workbench_url.rstrip("/")
        url = f"{origin.replace('http', 'ws', 1)}/host"
        self._socket = connect(url, origin=Origin(origin), proxy=None, legacy=True)
        self.say({"hello": {"id": page_id, **hello}})

    def say(self, frame: object) -> None:
        self._socket.send(encode(frame))

    def hear(self, name: str) -> Any:
        """Wait for a frame of that name, and give what it tells."""
        while True:
            frame = decode(str(self._socket.recv(timeout=20)))
            if name in frame:
                return frame[name]

    def act(self, name: str, *args: object) -> None:
        self.say({"act": {"id": 1, "name": name, "args": list(args)}})

    def ask(self, type: str, origin: str) -> dict[str, Any]:
        """Hand on a message of a widget's window, and give the answer."""
        data = {"messageType": type, "messageData": Map(), "messageCorrelationId": "abc"}
        self.say({"message": {"window": 1, "origin": origin, "data": data}})
        post: dict[str, Any] = self.hear("post")
        assert (post["window"], post["origin"]) == (1, origin)
        return post["message"]

    def close(self) -> None:
        self._socket.close()
