"""``trigger``: what an agent or the host would do, in a workbench that runs."""

from argparse import ArgumentTypeError, Namespace

from cifbridge_workbench.arguments import CommandLine, web_address

_DEFAULT_URL = "http://localhost:8700/"


def add(commands: CommandLine) -> None:
    """Make the command known."""
    trigger = commands.add(
        "trigger",
        run,
        "Let an agent or the host do something in the workbench that `serve` runs.",
        "What has to be there first is brought about too: `trigger onclicktoact` opens a contact. "
        "--list shows what there is, and the keys that --set takes.",
    )
    trigger.add_argument(
        "event",
        metavar="EVENT",
        nargs="?",
        help="An event of Dynamics, such as onclicktoact; an answer to the widget, such as "
        "accept; or an event of the widget's own.",
    )
    trigger.add_argument(
        "--set",
        metavar="KEY=VALUE",
        type=_key_and_value,
        dest="given",
        action="append",
        default=[],
        help="Further particulars; may be given several times.",
    )
    trigger.add_argument("--list", action="store_true", help="Show what can be triggered.")
    trigger.add_argument(
        "--url",
        metavar="URL",
        type=web_address,
        default=_DEFAULT_URL,
        help=f"The workbench, which must be of this machine. Default: {_DEFAULT_URL}.",
    )
    trigger.add_argument(
        "--page",
        metavar="NUMBER",
        type=_number,
        help="Which of several open pages of the workbench, in the order in which they were "
        "loaded: 1 for the oldest. Default: the newest.",
    )


def run(options: Namespace) -> int:
    """Trigger it, or show what there is."""
    from cifbridge_workbench.trigger.command import show_list, trigger

    if options.list:
        show_list()
        return 0
    return trigger(options.event, dict(options.given), url=options.url, page=options.page)


def _key_and_value(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise ArgumentTypeError(f"{text!r} is not KEY=VALUE, such as record='Amelia Novak'")
    return key, value


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not the number of a page")
    return int(text)
