"""``web.config``, which IIS reads, and with it Azure App Service on Windows."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from cifbridge_workbench.build.compress import ENCODINGS, acceptance
from cifbridge_workbench.build.hosting.own_file import OwnFile
from cifbridge_workbench.build.policy import (
    ANY_MEDIA_TYPE,
    KEEP,
    MEDIA_TYPES,
    Policy,
    cache_control,
    suffixes_by_type,
    with_charset,
)
from cifbridge_workbench.errors import BuildError

FILE = "web.config"

_REWRITE_NOTE = (
    " The compressed files beside the others. Azure App Service has what this needs, IIS once "
    "URL Rewrite is installed: https://www.iis.net/downloads/microsoft/url-rewrite. Without it "
    "every answer is an error 500.19 that shows this line; remove this element then. "
)

# What distinguishes the entries of a collection.
_KEYS = ("fileExtension", "name", "path")


def write(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Write the configuration of the folder."""
    root = Element("configuration")
    server = SubElement(root, "system.webServer")
    _add_types(server)
    _add_headers(server, policy)
    _add_compressed(server)
    for file in files:
        if cache_control(f"/{file}") == KEEP:
            for ending in ("", *ENCODINGS.values()):
                _add_kept(root, f"{file}{ending}")
    if own.text:
        _merge(root, _read(own))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _add_types(server: Element) -> None:
    static = SubElement(server, "staticContent")
    types = {suffix: with_charset(kind) for suffix, kind in MEDIA_TYPES.items()}
    for suffix, kind in {**types, **dict.fromkeys(ENCODINGS.values(), ANY_MEDIA_TYPE)}.items():
        # An entry that IIS has already may not be added again.
        SubElement(static, "remove", fileExtension=suffix)
        SubElement(static, "mimeMap", fileExtension=suffix, mimeType=kind)
    # Cache-Control: no-cache, which an error page does not get.
    SubElement(static, "clientCache", cacheControlMode="DisableCache")


def _add_headers(server: Element, policy: Policy) -> None:
    headers = SubElement(SubElement(server, "httpProtocol"), "customHeaders")
    for name, value in {**policy.headers, "Vary": "Accept-Encoding"}.items():
        SubElement(headers, "remove", name=name)
        SubElement(headers, "add", name=name, value=value)


def _add_kept(root: Element, path: str) -> None:
    location = SubElement(root, "location", path=path)
    static = SubElement(SubElement(location, "system.webServer"), "staticContent")
    directives = [each.strip() for each in KEEP.split(",")]
    (age,) = (each for each in directives if each.startswith("max-age="))
    SubElement(
        static,
        "clientCache",
        cacheControlMode="UseMaxAge",
        cacheControlMaxAge=_days(int(age.partition("=")[2])),
        cacheControlCustom=", ".join(each for each in directives if each != age),
    )


def _days(seconds: int) -> str:
    days, rest = divmod(seconds, 24 * 60 * 60)
    return f"{days}.{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


def _add_compressed(server: Element) -> None:
    server.append(ElementTree.Comment(_REWRITE_NOTE))
    rewrite = SubElement(server, "rewrite")
    rules, outbound = SubElement(rewrite, "rules"), SubElement(rewrite, "outboundRules")
    for encoding, ending in ENCODINGS.items():
        rule = SubElement(rules, "rule", name=f"cifbridge {encoding}", stopProcessing="true")
        SubElement(rule, "match", url=".+")
        conditions = SubElement(rule, "conditions")
        SubElement(conditions, "add", input="{HTTP_ACCEPT_ENCODING}", pattern=acceptance(encoding))
        SubElement(conditions, "add", input=f"{{REQUEST_FILENAME}}{ending}", matchType="IsFile")
        SubElement(rule, "action", type="Rewrite", url=f"{{R:0}}{ending}")
        _add_outbound(outbound, "Content_Encoding", rf"{re.escape(ending)}$", encoding)
    endings = "|".join(map(re.escape, ENCODINGS.values()))
    for kind, suffixes in suffixes_by_type().items():
        names = "|".join(map(re.escape, suffixes))
        file = rf"({names})({endings})$"
        _add_outbound(outbound, "Content_Type", file, with_charset(kind))


def _add_outbound(rules: Element, header: str, file: str, value: str) -> None:
    """Have a header of an answer set where the file that is sent has such a name."""
    rule = SubElement(rules, "rule", name=f"cifbridge {header} {value}")
    SubElement(rule, "match", serverVariable=f"RESPONSE_{header}", pattern=".*")
    SubElement(SubElement(rule, "conditions"), "add", input="{REQUEST_FILENAME}", pattern=file)
    SubElement(rule, "action", type="Rewrite", value=value)


def _read(own: OwnFile) -> Element:
    try:
        root = ElementTree.fromstring(own.text)
    except ElementTree.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise BuildError(f"{own.called}:{line}:{column + 1}: {reason}") from error
    if root.tag != "configuration":
        raise BuildError(
            f"{own.called} is not a configuration of IIS",
            hint=f"Its outermost element is <configuration>, not <{root.tag}>.",
        )
    return root


def _merge(ours: Element, own: Element) -> None:
    """Add an element's attributes and children; an entry with the key of ours replaces it."""
    ours.attrib.update(own.attrib)
    for child in own:
        same = next(_alike(ours, child), None)
        if same is None:
            ours.append(child)
        elif len(child) or not _key(child):
            _merge(same, child)
        else:
            ours[list(ours).index(same)] = child


def _alike(ours: Element, child: Element) -> Iterator[Element]:
    return (each for each in ours if (each.tag, _key(each)) == (child.tag, _key(child)))


def _key(element: Element) -> str:
    return next((element.attrib[key].lower() for key in _KEYS if key in element.attrib), "")
