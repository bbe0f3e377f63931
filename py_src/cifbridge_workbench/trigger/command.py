"""What the command ``trigger`` does: asks the running workbench, and shows what came of it."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any
from urllib.parse import urlsplit

from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.machine.steps import say
from cifbridge_workbench.trigger.catalogue import TRIGGERS, Trigger
from cifbridge_workbench.trigger.running import PATH, TOKEN_HEADER, others, port_of, token_of

# The names that the workbench answers to; nothing else may hear its token.
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
# Longer than the workbench waits for a widget.
_SECONDS = 60.0
_PROBE_SECONDS = 1.0
_SHOWN = 300


def show_list() -> None:
    """Show all that can be triggered, with what it takes."""
    events = [each for each in TRIGGERS if each.is_event]
    answers = [each for each in TRIGGERS if not each.is_event]
    say("Each with the keys that it takes, an example, and in brackets the default.\n")
    say("Events that the widget gets:")
    for each in events:
        _show(each)
    say("\nWhat the widget itself waits for:")
    for each in answers:
        _show(each)
    say(
        "\nAny other name is an event of your own, for which the widget has a handler; its keys "
        "are its\ndata, as JSON or text:  cifbridge trigger contoso.ping --set n=7"
    )


def trigger(event: str | None, given: dict[str, str], *, url: str, page: int | None) -> int:
    """Trigger something in the workbench at an address.

    Args:
        event: What to trigger.
        given: The values of its keys.
        url: The workbench's address.
        page: The number of its page; the newest when left out.

    Returns:
        The exit code: 1 if no widget took the event.

    Raises:
        BuildError: Nothing was named, no workbench runs there, or it refuses.
    """
    if event is None:
        raise BuildError(
            "there is nothing to trigger",
            hint="Name an event, such as `cifbridge trigger onclicktoact`; --list shows all.",
        )
    outcome = _ask(url, {"event": event, "given": given, "page": page})
    if outcome["pages"] > 1:
        say(f"page {outcome['page']} of {outcome['pages']}")
    for step in outcome["did"]:
        say(step)
    for told in outcome["told"]:
        say(f"{told['event']} to {told['provider']}, {told['taken']}: {_short(told['data'])}")
    if outcome["trouble"]:
        raise BuildError(outcome["trouble"])
    return 0


def _ask(url: str, asked: dict[str, Any]) -> dict[str, Any]:
    host, port = urlsplit(url).hostname or "", port_of(url)
    if host not in _THIS_MACHINE or urlsplit(url).scheme != "http":
        raise BuildError(
            f"{url} is not a workbench of this machine",
            hint="`serve` says where it is, such as http://localhost:8700/.",
        )
    token = token_of(url)
    if token is None:
        raise _nobody(url)
    # Not urllib, which would go through a proxy, and follow whoever else listens there elsewhere.
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        headers = {"Content-Type": "application/json", TOKEN_HEADER: token}
        connection.request("POST", PATH, json.dumps(asked), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
    except ConnectionRefusedError:
        raise _nobody(url) from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise BuildError(
            f"what listens at {url} does not answer as a workbench of this version does",
            detail=str(error),
            hint="Stop it and start `cifbridge serve` again.",
        ) from error
    finally:
        connection.close()
    if "refused" in answer:
        raise BuildError(answer["refused"])
    return dict(answer)


def _nobody(url: str) -> BuildError:
    running = [other for other in others() if other != url and _listens(other)]
    return BuildError(
        f"no workbench runs at {url}",
        hint=f"One runs at {running[0]}: add --url {running[0]}"
        if running
        else "Start one in another terminal with `cifbridge serve`.",
    )


def _listens(url: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port_of(url)), timeout=_PROBE_SECONDS).close()
    except OSError:
        return False
    return True


def _show(trigger: Trigger) -> None:
    say(f"\n  {trigger.name}\n      {trigger.about}")
    for key in trigger.keys:
        say(f"      --set {f'{key.name}={key.example}':<28}  {key.about}")
    if trigger.further:
        say(f"      --set {'KEY=VALUE':<28}  {trigger.further}")


def _short(data: Any) -> str:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."
