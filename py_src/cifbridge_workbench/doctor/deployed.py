"""Whether a site that is on the web is served so that Dynamics can show it."""

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from cifbridge_workbench.build.boot_tag import BOOT_SCRIPT, find_boot_tag
from cifbridge_workbench.build.bundle import MANIFEST
from cifbridge_workbench.build.compress import is_compressible
from cifbridge_workbench.build.organisations import trusted_origins
from cifbridge_workbench.build.policy import (
    HASH_DIGITS,
    KEEP,
    REVALIDATE,
    Policy,
    cache_control,
    content_type,
    media_type,
)
from cifbridge_workbench.doctor.addresses import is_on_this_machine, origin
from cifbridge_workbench.doctor.asking import Answer, NoAnswer, ask, follow
from cifbridge_workbench.doctor.built_site import Built, read_manifest
from cifbridge_workbench.doctor.findings import (
    Finding,
    Findings,
    error,
    fine,
    or_fine,
    refused,
    warning,
)
from cifbridge_workbench.doctor.served_policy import (
    blocked,
    names_frames,
    read_policies,
    refuses_frames,
)
from cifbridge_workbench.errors import BuildError

_SCRIPT_TYPES = ("text/javascript", "application/javascript", "application/x-javascript")
_HOSTING = "Have the server read the file for it that the build wrote"
_DEPLOY = "Copy the whole folder that `cifbridge build` wrote to the server again."
_MONTH = 30 * 24 * 60 * 60

# What does not start without these is broken; without the others, it looks or sounds less well.
_NEEDED = ("default-src", "script-src", "connect-src")


def examine_url(url: str, *, dist: Path | None = None) -> Findings:
    """Look at a site on the web.

    Args:
        url: The page's address, with or without a query.
        dist: The site's folder on this machine, if that is to be the same build.
    """
    yield from address(url)
    try:
        page, passed = follow(url)
    except NoAnswer as failure:
        yield error(
            f"{url} does not answer: {failure}.",
            reason="Dynamics shows an empty panel.",
            remedy="Correct the address, or the server's name, certificate or firewall.",
        )
        return
    yield from or_fine(redirects(url, page, passed), "The address leads straight to the page.")
    content = page.content()
    if page.status != 200 or content is None or page.type != "text/html":
        yield error(
            f"{page.url} answers with status {page.status} and the type "
            f"{page.type or 'of nothing'}.",
            reason="It must be the widget's page, text/html with status 200, for everybody.",
            remedy="Name the address of the site's index.html, and take sign-ins off it.",
        )
        return
    if find_boot_tag(content.decode("utf-8", "replace")) is None:
        yield error(
            f"{page.url} is not a widget's page: it does not load {BOOT_SCRIPT}.",
            reason="A sign-in page or another site may be there.",
            remedy="Name the address of the site's index.html.",
        )
        return
    try:
        built = manifest(page)
    except (NoAnswer, ValueError) as failure:
        yield error(
            f"{MANIFEST} beside the page cannot be read: {failure}.",
            reason="The rest of the site may not be there either.",
            remedy=_DEPLOY,
        )
        return
    yield from or_fine(same_build(built, dist), "It was built for agents.")
    yield from or_fine(policy(page, content, built), "The page's policy lets Dynamics show it.")
    yield from or_fine(frame_options(page), "No X-Frame-Options is in the way.")
    yield from or_fine(further_headers(page), "The types are binding, and no other site may read.")
    answers, gone = _fetch(page, built)
    yield from gone
    yield from or_fine(whole(answers, built), f"All {len(answers)} files are whole.")
    yield from or_fine(types(answers), "Each file has its type.")
    yield from or_fine(compression(answers), "What gets smaller by it is sent compressed.")
    yield from or_fine(caching({"index.html": page, **answers}), "Files are kept as they can be.")
    yield from or_fine(missing(page), "A file that is missing is an error, and not kept.")


def address(url: str) -> Findings:
    """Look at the address itself."""
    if is_on_this_machine(url):
        yield warning(
            f"{url} is on this machine.",
            reason="No agent's browser gets there.",
            remedy="Check the address that the Channel URL will have.",
        )
    elif urlsplit(url).scheme != "https":
        yield error(
            f"{url} is not https.",
            reason="Dynamics is, and a browser shows no unprotected page inside it.",
            remedy="Give the server a certificate, and use https.",
        )
    else:
        yield fine("The address is https.")


def redirects(url: str, page: Answer, passed: list[str]) -> Findings:
    """Look where the address leads."""
    hosts = {urlsplit(each).hostname for each in (*passed, page.url)}
    if len(hosts) > 1:
        yield error(
            f"{url} redirects to another host: {page.url}.",
            reason="Dynamics knows a widget by the host of its Channel URL, and refuses the calls "
            "of the page at the other, with a Trusted Domain or without.",
            remedy="Make the address where the page really is the Channel URL.",
        )
    elif passed:
        yield warning(
            f"{url} redirects to {page.url}.",
            reason="Each start waits for it, and a redirect that drops ?base= loses the "
            "organisation.",
            remedy="Make the address where the page really is the Channel URL.",
        )


def manifest(page: Answer) -> Built:
    """Get the manifest beside the page.

    Raises:
        NoAnswer: The server does not answer.
        ValueError: It answers with something else.
    """
    answer = ask(urljoin(page.url, MANIFEST))
    if answer.status != 200:
        raise ValueError(f"status {answer.status}")
    return read_manifest(answer.content() or b"")


def same_build(built: Built, dist: Path | None) -> Findings:
    """Compare the site's manifest with the one here."""
    if built.development:
        yield error(
            "The site was built for development.",
            reason="It trusts pages of the developer's machine, and shows the widget's code.",
            remedy="Publish what `cifbridge build` writes.",
        )
    if dist and (dist / MANIFEST).is_file() and (dist / MANIFEST).read_bytes() != built.content:
        yield warning(
            f"The site is not the build in {dist}.",
            reason="What was found here holds for what is deployed, which is another one.",
            remedy="Deploy that folder, or build again from what was deployed.",
        )


def policy(page: Answer, content: bytes, built: Built) -> Findings:
    """Compare the policy that the server sends with the one that the page needs."""
    try:
        wanted = Policy(crm=trusted_origins(content), sources=built.sources)
    except BuildError as failure:
        yield refused(failure, reason="The page refuses that organisation.")
        return
    served = read_policies(page.headers.get_all("Content-Security-Policy", []))
    if not served:
        yield warning(
            "The page has no Content-Security-Policy.",
            reason="Any site can show it in a frame and lure an agent's clicks.",
            remedy=f"{_HOSTING}: {', '.join(wanted.headers)}.",
        )
        return
    if refuses_frames(served, wanted):
        yield error(
            "frame-ancestors of the Content-Security-Policy names no organisation that the page "
            "is for.",
            reason="The browser shows an error in the panel in place of the widget.",
            remedy=f"Send: frame-ancestors {' '.join(wanted.crm)}",
        )
    elif not names_frames(served):
        yield warning(
            "The Content-Security-Policy does not say who may show the page.",
            reason="Any site can, and lure an agent's clicks.",
            remedy=f"Send: frame-ancestors {' '.join(wanted.crm)}",
        )
    for directive, source in blocked(served, wanted):
        found = error if directive in _NEEDED else warning
        yield found(
            f"{directive} of the Content-Security-Policy does not allow {source}.",
            reason="The widget needs it: " + _reason(directive, source),
            remedy=f"{_HOSTING}, or add {source} to {directive} where the server sets it.",
        )


def _reason(directive: str, source: str) -> str:
    if source == "'wasm-unsafe-eval'":
        return "Python is WebAssembly."
    if source == "Dynamics":
        return "its library is a script of the organisation's."
    if source == "'self'":
        return "its files are on the server of its page."
    return f"the project, or the page itself, has things of that kind ({directive})."


def frame_options(page: Answer) -> Findings:
    """Look at the older header that forbids frames."""
    said = page.headers.get("X-Frame-Options")
    if said is None:
        return
    served = read_policies(page.headers.get_all("Content-Security-Policy", []))
    if names_frames(served):
        yield warning(
            f"The page has X-Frame-Options: {said}.",
            reason="Browsers go by frame-ancestors of its policy, as long as both are sent.",
            remedy="Take the header out.",
        )
    else:
        yield error(
            f"X-Frame-Options: {said} forbids Dynamics to show the page.",
            reason="Dynamics is another site than the widget's, and the header has no way to name "
            "it.",
            remedy=f"Remove the header. {_HOSTING}, which lists with frame-ancestors who may.",
        )


def further_headers(page: Answer) -> Findings:
    """Look at headers that are missing, or that nothing needs."""
    if str(page.headers.get("X-Content-Type-Options", "")).lower() != "nosniff":
        yield warning(
            "The page lacks X-Content-Type-Options: nosniff.",
            reason="A browser may take a file for a script that is none.",
            remedy=f"{_HOSTING}.",
        )
    allowed = page.headers.get("Access-Control-Allow-Origin")
    if allowed:
        yield warning(
            f"The page has Access-Control-Allow-Origin: {allowed}.",
            reason="The widget takes its files from its own server, which needs no such header; "
            "with it, other sites can read them.",
            remedy="Take the header out.",
        )


def _fetch(page: Answer, built: Built) -> tuple[dict[str, Answer], list[Finding]]:
    """Get every file that the page boots from, and say which could not be had."""
    answers, gone = {}, []
    for name in (BOOT_SCRIPT, *built.files):
        url = urljoin(page.url, quote(name))
        if origin(url) != origin(page.url):
            gone.append(
                error(
                    f"The manifest names {name}, which is on another server.",
                    reason="No build writes that.",
                    remedy=_DEPLOY,
                )
            )
            continue
        try:
            answer = ask(url)
        except NoAnswer as failure:
            status = str(failure)
        else:
            status = f"status {answer.status}"
            if answer.status == 200:
                answers[name] = answer
                continue
        gone.append(
            error(
                f"{name} is not there: {status}.",
                reason="The page does not start without it.",
                remedy=_DEPLOY,
            )
        )
    return answers, gone


def whole(answers: dict[str, Answer], built: Built) -> Findings:
    """Compare sizes and hashes with the manifest."""
    for name, answer in answers.items():
        content, expected = answer.content(), built.files.get(name)
        if content is None:
            yield error(
                f"{name} is not what its header says: Content-Encoding: {answer.encoding}.",
                reason="The browser cannot unpack it.",
                remedy="Let the server set the header for compressed files alone.",
            )
        elif expected and hashlib.sha256(content).hexdigest() != expected["sha256"]:
            yield error(
                f"{name} is another file: {len(content):,} bytes with another hash, where the "
                f"manifest has {expected['size']:,}.",
                reason="The page refuses a file that is not the one of its build.",
                remedy="Deploy all files of one build, and take off the server whatever changes "
                "files on their way.",
            )


def types(answers: dict[str, Answer]) -> Findings:
    """Look at the types of what browsers are strict about."""
    for name, answer in answers.items():
        expected, sent = media_type(name), answer.type
        said = f"{name} is sent as {sent or 'nothing'}, not as {expected}."
        remedy = f"{_HOSTING}, or map {Path(name).suffix} to {content_type(name)}."
        if expected == "text/javascript" and sent not in _SCRIPT_TYPES:
            yield error(said, reason="Browsers run no module of another type.", remedy=remedy)
        elif sent == "text/html":
            yield error(said, reason="The page takes it for a sign-in page.", remedy=remedy)
        elif expected == "application/wasm" and sent != expected:
            yield warning(
                said,
                reason="The browser cannot compile it while it comes, nor keep the result: each "
                "start takes longer.",
                remedy=remedy,
            )


def compression(answers: dict[str, Answer]) -> Findings:
    """Look at what crosses the network larger than it need be."""
    plain = {
        name: len(answer.body)
        for name, answer in answers.items()
        if not answer.encoding and is_compressible(name, len(answer.body))
    }
    if plain:
        yield warning(
            f"{_some(plain)} {'is' if len(plain) == 1 else 'are'} sent uncompressed, "
            f"{sum(plain.values()):,} bytes.",
            reason="An agent's first start takes several times as long.",
            remedy=f"{_HOSTING}: it sends the .br and .gz beside the files.",
        )


def caching(answers: dict[str, Answer]) -> Findings:
    """Look at how long browsers keep what they have got."""
    asked_again, stale = [], []
    for name, answer in answers.items():
        said = _cache_directives(answer)
        seconds = int(said.get("max-age", "")) if said.get("max-age", "").isdigit() else None
        fresh = seconds is not None and not {"no-cache", "no-store"} & said.keys()
        if cache_control(f"/{name}") == KEEP:
            if not (fresh and (seconds or 0) >= _MONTH):
                asked_again.append(name)
        elif not {"no-cache", "no-store"} & said.keys() and seconds != 0:
            stale.append(name)
    if stale:
        yield warning(
            f"{_some(stale)} may be kept without asking.",
            reason="After a deployment agents get the old page with new files, or the new one "
            "late.",
            remedy=f"{_HOSTING}, or send for it: Cache-Control: {REVALIDATE}",
        )
    if asked_again:
        yield warning(
            f"{_some(asked_again)} {'is' if len(asked_again) == 1 else 'are'} not kept for long.",
            reason="A hash in the name says that the content never changes; each start asks for "
            "it anyway.",
            remedy=f"{_HOSTING}, or send for those: Cache-Control: {KEEP}",
        )


def missing(page: Answer) -> Findings:
    """Ask for a file that is not there."""
    name = f"python/{secrets.token_hex(4)}-{'0' * HASH_DIGITS}.zip"
    try:
        answer = ask(urljoin(page.url, name))
    except NoAnswer:
        # The same server has answered before; what it does about this says nothing.
        return
    if answer.status == 200:
        yield warning(
            f"A file that is not there, {name}, is answered with status 200 and {answer.type}.",
            reason="The widget cannot tell that a file is missing from a damaged one.",
            remedy="Answer with 404 below the widget's path, not with a page.",
        )
    elif {"immutable", "max-age"} & _cache_directives(answer).keys() and answer.status == 404:
        yield warning(
            f"A file that is not there, {name}, may be kept: "
            f"Cache-Control: {answer.headers['Cache-Control']}.",
            reason="A file that is missing for a moment, during a deployment, stays missing.",
            remedy=f"{_HOSTING}, and send Cache-Control with what is there alone.",
        )


def _cache_directives(answer: Answer) -> dict[str, str]:
    said = ",".join(answer.headers.get_all("Cache-Control", []))
    parts = (part.strip().lower().partition("=") for part in said.split(","))
    return {name: value.strip('"') for name, _, value in parts if name}


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - 2} more" if len(listed) > 2 else ""
    return f"{', '.join(listed[:2])}{more}"
