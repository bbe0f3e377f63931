"""Asks a web server, and takes its answers as they come: redirects, errors, compressed."""

import http.client
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

from cifbridge_workbench.doctor.built_site import DAMAGED, UNPACK

_TIMEOUT_SECONDS = 30
_LARGEST_BYTES = 200_000_000
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


class NoAnswer(Exception):
    """A server did not answer, or with something that is not HTTP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def type(self) -> str:
        """The type without its parameters, or nothing."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()

    @property
    def encoding(self) -> str:
        """How the body is compressed, or nothing."""
        return str(self.headers.get("Content-Encoding", "")).strip().lower()

    def content(self) -> bytes | None:
        """Unpack the body; None if it is not what the header says."""
        if not self.encoding or self.encoding == "identity":
            return self.body
        try:
            return UNPACK[self.encoding](self.body)
        except (*DAMAGED, KeyError):
            return None


def ask(url: str) -> Answer:
    """Ask for an address as a browser does.

    Raises:
        NoAnswer: There was none.
    """
    request = urllib.request.Request(
        url, headers={"Accept-Encoding": "gzip, br", "User-Agent": "cifbridge-doctor"}
    )
    try:
        with _opener().open(request, timeout=_TIMEOUT_SECONDS) as response:
            return Answer(
                url=url,
                status=response.status,
                headers=response.headers,
                body=response.read(_LARGEST_BYTES),
            )
    except urllib.error.URLError as failure:
        raise NoAnswer(_explain(failure.reason)) from failure
    except (OSError, http.client.HTTPException, ValueError) as failure:
        raise NoAnswer(_explain(failure)) from failure


def follow(url: str) -> tuple[Answer, list[str]]:
    """Ask for an address, and for where the answer leads.

    Returns:
        The last answer, and the addresses on the way to it.

    Raises:
        NoAnswer: There was none, or no end of them.
    """
    passed: list[str] = []
    while True:
        answer = ask(url)
        target = answer.headers.get("Location")
        if answer.status not in _REDIRECTS or not target:
            return answer, passed
        passed.append(url)
        url = urljoin(url, target)
        if urlsplit(url).scheme not in ("http", "https"):
            raise NoAnswer(f"it redirects to {url}, which is not an address of the web")
        if len(passed) > _MOST_REDIRECTS:
            raise NoAnswer(f"it redirects more than {_MOST_REDIRECTS} times")


class _AsItComes(urllib.request.HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_AsItComes)


def _explain(failure: object) -> str:
    if isinstance(failure, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {failure.verify_message}"
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    return str(failure) or type(failure).__name__
