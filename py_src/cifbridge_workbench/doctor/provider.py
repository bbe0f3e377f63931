"""Whether the channel provider's record, and the templates, are what a widget needs."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

from cifbridge_workbench.build.organisations import dynamics_origins, is_trusted
from cifbridge_workbench.doctor.addresses import host, is_private
from cifbridge_workbench.doctor.code import Code, Kind
from cifbridge_workbench.doctor.export import Export, Row
from cifbridge_workbench.doctor.findings import Findings, error, or_fine, warning
from cifbridge_workbench.doctor.templates import by_name, missing

# The only choice of the column: "2". (Microsoft, "msdyn_channelprovider Entity Reference")
API_VERSION = 162450000
INACTIVE = 1

# Microsoft's own, such as msdyn_omnichannel.
_MICROSOFTS = "msdyn_"

# "The prefix has to be alphanumeric with a length of 3-8 characters", then an underscore.
# (Microsoft, "Configure channel providers in Dynamics 365 Channel Integration Framework 2.0")
_UNIQUE_NAME = re.compile(r"[A-Za-z0-9]{3,8}_\w+", re.ASCII)
_LENGTHS = {
    "msdyn_uniquename": ("Unique Name", 128),
    "msdyn_channelurl": ("Channel URL", 1024),
    "msdyn_trusteddomain": ("Trusted Domain", 2000),
    "msdyn_customparams": ("Custom Parameters", 2000),
}

_EXPORTS = {
    Kind.SESSION: "msdyn_sessiontemplates",
    Kind.TAB: "msdyn_applicationtabtemplates",
    Kind.NOTIFICATION: "msdyn_notificationtemplates",
}


def examine_provider(
    export: Export, *, codes: Sequence[Code], url: str | None, trusted: Sequence[str] = ()
) -> Findings:
    """Look at an export.

    Args:
        export: What was exported.
        codes: What the project's widgets ask of Dynamics.
        url: Where the widget is deployed, if that is known.
        trusted: The origins, or patterns of them, that its page trusts. Default: organisations of
            Dynamics 365.
    """
    for file in export.unknown:
        yield warning(
            f"{file} has neither a channel provider nor a template in it.",
            reason="Nothing in it was looked at.",
            remedy=f"Export from msdyn_channelproviders, {', '.join(_EXPORTS.values())}.",
        )
    for row in export.old_providers:
        yield from old_record(row)
    rows = _of_the_widget(export.providers, url)
    if not rows and not export.old_providers:
        yield error(
            "No channel provider of one's own was exported.",
            reason="Without a record Dynamics shows no widget. Microsoft's own is not looked at.",
            remedy="Make one, and export it from msdyn_channelproviders.",
        )
    for row in rows:
        yield from record(row, codes=codes, url=url, trusted=trusted or dynamics_origins())
    yield from templates(export, codes)


def record(row: Row, *, codes: Sequence[Code], url: str | None, trusted: Sequence[str]) -> Findings:
    """Look at one provider's record."""
    called = str(row.get("msdyn_uniquename") or row.get("msdyn_name") or "the provider")
    yield from or_fine(unique_name(row), f"{called} is a unique name.")
    yield from or_fine(active(row), "The record is active.")
    yield from or_fine(lengths(row), "No text is longer than its column.")
    yield from or_fine(channel_url(row, url), f"Channel URL: {row.get('msdyn_channelurl')}.")
    yield from or_fine(
        query(row, trusted), "Its query names no organisation that the page refuses."
    )
    yield from or_fine(trusted_domain(row), "Trusted Domain is empty, or the widget's own.")
    yield from or_fine(api_version(row), "Api Version is 2.")
    yield from or_fine(outbound(row, codes), "Clicks on phone fields get where they are handled.")
    yield from or_fine(analytics(row, codes), "KPI events are kept where they are recorded.")


def old_record(row: Row) -> Findings:
    """Name a record of version 1."""
    yield error(
        f"{row.get('msdyn_name') or 'The record'} is of the table msdyn_ciprovider.",
        reason="That is the Channel Integration Framework 1.0, whose panel has no sessions, tabs "
        "or notifications.",
        remedy="Make a provider in the admin center, under Workspaces, Third party voice channel "
        "provider. It is of the table msdyn_channelprovider.",
    )


def unique_name(row: Row) -> Findings:
    """Look at the name that events and calls go by."""
    name = row.get("msdyn_uniquename") or ""
    if not _UNIQUE_NAME.fullmatch(name):
        yield error(
            f"Unique Name is {name!r}." if name else "There is no Unique Name.",
            reason="It is a prefix of 3 to 8 letters and digits, an underscore, and a name.",
            remedy="Make a record with a name such as contoso_softphone.",
        )


def active(row: Row) -> Findings:
    """Check whether the record was deactivated."""
    if row.get("statecode") == INACTIVE:
        yield error(
            "The record is inactive.",
            reason="Dynamics shows the widgets of active providers alone.",
            remedy="Select Activate in the list of channel providers.",
        )


def lengths(row: Row) -> Findings:
    """Look for texts that Dataverse cuts off or refuses."""
    for column, (label, most) in _LENGTHS.items():
        length = len(str(row.get(column) or ""))
        if length > most:
            yield error(
                f"{label} has {length:,} characters.",
                reason=f"The column takes {most:,}.",
                remedy="Shorten it.",
            )


def channel_url(row: Row, url: str | None) -> Findings:
    """Look at the address that Dynamics puts into the frame."""
    channel = str(row.get("msdyn_channelurl") or "")
    if not host(channel):
        yield error(
            f"Channel URL is {channel!r}, which is not an address.",
            reason="Dynamics puts it into the panel's frame.",
            remedy="Write the address of the site's index.html.",
        )
        return
    if is_private(channel):
        yield error(
            f"Channel URL leads to a developer's machine or network: {host(channel)}.",
            reason="No agent's browser gets there.",
            remedy="Write the address where the widget is deployed.",
        )
    elif urlsplit(channel).scheme != "https":
        yield error(
            f"Channel URL is not https: {channel}.",
            reason="A browser shows no unprotected page inside Dynamics.",
            remedy="Write it with https.",
        )
    if channel != channel.strip():
        yield warning(
            "Channel URL begins or ends with a blank.",
            reason="Dynamics compares it with the address that the widget speaks from.",
            remedy="Take the blank out.",
        )
    if url and host(channel) != host(url):
        yield error(
            f"Channel URL is on {host(channel)}, and the site that was looked at on {host(url)}.",
            reason="Dynamics answers the host of the Channel URL alone.",
            remedy="Write the address where the widget is deployed.",
        )
    elif url and _page(channel) != _page(url):
        yield warning(
            f"Channel URL leads to {_page(channel)}, and the site that was looked at is "
            f"{_page(url)}.",
            reason="Agents get another page than the one that was looked at.",
            remedy="Write the address where the widget is deployed.",
        )


def query(row: Row, trusted: Sequence[str]) -> Findings:
    """Look at what the address says of the organisation."""
    channel = str(row.get("msdyn_channelurl") or "")
    if not host(channel):
        return
    parts = urlsplit(channel)
    if re.search("(base|ucilib)=", parts.fragment, re.IGNORECASE):
        yield error(
            "Channel URL names the organisation after #.",
            reason="The page refuses that: Dynamics' library reads it in another way.",
            remedy="Write ?base= before any #.",
        )
    named: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name.lower() not in ("base", "ucilib"):
            continue
        if name in named or name != name.lower():
            yield error(
                f"Channel URL has {name}= twice, or in capitals.",
                reason="The page refuses what can be read in two ways.",
                remedy=f"Write {name.lower()}= once.",
            )
        elif not is_trusted(value, trusted):
            yield error(
                f"{name}= of the Channel URL is {value!r}, which the page does not trust.",
                reason="The page loads Dynamics' library from there. It is for "
                f"{trusted[0] if len(trusted) == 1 else 'organisations of Dynamics 365'}, and for "
                "what data-crm-allow adds.",
                remedy="Write ?base=https://YOUR-ORG.crm.dynamics.com, as agents open it.",
            )
        named[name] = _origin(value)
    if len(set(named.values())) > 1:
        yield error(
            f"Channel URL names two organisations: {' and '.join(named.values())}.",
            reason="The page refuses two, because one of them would get what the other is told.",
            remedy="Name the one that the record is in, with ?base= alone.",
        )
    elif not named and (len(trusted) != 1 or "*" in trusted[0]):
        yield warning(
            "Channel URL names no organisation.",
            reason="The page then takes the outermost page around it, which an older browser does "
            "not tell.",
            remedy="Add ?base=https://YOUR-ORG.crm.dynamics.com, or build with --crm.",
        )


def trusted_domain(row: Row) -> Findings:
    """Look at the further address that a widget may speak from."""
    domain = str(row.get("msdyn_trusteddomain") or "").strip()
    if not domain:
        return
    own = host(str(row.get("msdyn_channelurl") or ""))
    if not host(domain) or "*" in domain:
        yield error(
            f"Trusted Domain is {domain!r}, which is not an address.",
            reason="Dynamics sends the widget's events there: it has to be https://HOST.",
            remedy="Leave it empty: the Channel URL is enough where it does not redirect.",
        )
    elif host(domain) != own:
        yield error(
            f"Trusted Domain is on {host(domain)}, and the Channel URL on {own}.",
            reason="Dynamics sends the events to the Trusted Domain, and refuses calls from there "
            "because it looks providers up by the Channel URL.",
            remedy="Leave it empty, and make the address where the page really is the Channel URL.",
        )


def api_version(row: Row) -> Findings:
    """Look at the version of the framework."""
    version = row.get("msdyn_apiversion")
    if version != API_VERSION:
        yield error(
            f"Api Version is {version!r}.",
            reason="Sessions, tabs, notifications and KPI events are of version 2.",
            remedy=f"Set it to 2, which is {API_VERSION} in the Web API.",
        )


def outbound(row: Row, codes: Iterable[Code]) -> Findings:
    """Check whether clicks on phone fields reach a widget that handles them."""
    if not row.get("msdyn_enableoutbound") and any(code.hears_click_to_act for code in codes):
        yield error(
            "Enable Outbound Communication is No.",
            reason="The code handles onclicktoact, which Dynamics raises if this is Yes or the "
            "widget has called set_click_to_act(True).",
            remedy="Set it to Yes, or call set_click_to_act(True).",
        )


def analytics(row: Row, codes: Iterable[Code]) -> Findings:
    """Check whether KPI events are kept."""
    if not row.get("msdyn_enableanalytics") and any(code.records_events for code in codes):
        yield error(
            "Enable Analytics is No.",
            reason='The code records KPI events. Dynamics answers "Success" and keeps none.',
            remedy="Set it to Yes, and have the agents load the workspace again.",
        )


def templates(export: Export, codes: Sequence[Code]) -> Findings:
    """Look for the templates that the code names."""
    for kind in Kind:
        uses = [use for code in codes for use in code.templates[kind]]
        made = export.templates[kind]
        if not uses:
            continue
        if made is None:
            named = ", ".join(sorted({use.name for use in uses}))
            yield warning(
                f"The code names {kind} templates, and none were exported: {named}.",
                reason="Whether they are there was not looked at.",
                remedy=f"Export them from {_EXPORTS[kind]}, and add --provider with that file.",
            )
        else:
            yield from or_fine(
                missing(
                    kind,
                    uses,
                    by_name(kind, made),
                    where="the export",
                    remedy=f"Make it in the admin center, under Workspaces, {kind} templates.",
                ),
                f"Each {kind} template that the code names is there.",
            )


def _of_the_widget(rows: Sequence[Row], url: str | None) -> Sequence[Row]:
    """Pick the records that can be the widget's: of several, those on its host."""
    own = [
        row
        for row in rows
        if not str(row.get("msdyn_uniquename") or "").lower().startswith(_MICROSOFTS)
    ]
    there = [
        row for row in own if url and host(str(row.get("msdyn_channelurl") or "")) == host(url)
    ]
    return there or own


def _page(url: str) -> str:
    parts = urlsplit(url.strip())
    path = parts.path.removesuffix("index.html") or "/"
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _origin(value: str) -> str:
    parts = urlsplit(value)
    return f"{parts.scheme}://{parts.netloc.lower()}"
