"""The files for hosts that no server here can read, held against what those hosts' makers write."""

import json
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from cifbridge_workbench.build.compress import ENCODINGS
from cifbridge_workbench.build.hosting import hosting_files
from cifbridge_workbench.build.hosting.own_file import OwnFile
from cifbridge_workbench.build.organisations import dynamics_origins
from cifbridge_workbench.build.policy import KEEP, MEDIA_TYPES, Policy, cache_control, content_type
from cifbridge_workbench.errors import BuildError

POLICY = Policy(crm=dynamics_origins(), sources={"connect": ("https://api.contoso.example",)})
RUNTIME = ("pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.mjs", "python_stdlib.zip")
FILES = [
    *("index.html", "boot.js", "bundle.json", "wheels/micropip-1-py3-none-any.whl"),
    *(f"runtime-{'01' * 5}/{name}" for name in RUNTIME),
    *(f"python/{name}-{'ab' * 5}.zip" for name in ("stdlib", "cifbridge", "dialer", "packages")),
]
KEPT = [file for file in FILES if cache_control(f"/{file}") == KEEP]


def written(name: str, own: str | None = None) -> str:
    brought = {} if own is None else {name: OwnFile(called=name, content=own.encode())}
    return hosting_files(POLICY, FILES, brought)[name].decode()


# Elements with their attributes, by the pages of Microsoft's IIS documentation that list them.
# "Client Cache <clientCache>", "Adding Static Content MIME Mappings <mimeMap>":
STATIC_CONTENT = {
    "staticContent": (),
    "staticContent/remove": ("fileExtension",),
    "staticContent/mimeMap": ("fileExtension", "mimeType"),
    "staticContent/clientCache": ("cacheControlMode", "cacheControlMaxAge", "cacheControlCustom"),
}
SERVER = {
    **STATIC_CONTENT,
    # "Custom Headers <customHeaders>":
    "httpProtocol": (),
    "httpProtocol/customHeaders": (),
    "httpProtocol/customHeaders/remove": ("name",),
    "httpProtocol/customHeaders/add": ("name", "value"),
    # "URL Rewrite Module Configuration Reference":
    "rewrite": (),
    "rewrite/rules": (),
    "rewrite/rules/rule": ("name", "stopProcessing"),
    "rewrite/rules/rule/match": ("url",),
    "rewrite/rules/rule/conditions": (),
    "rewrite/rules/rule/conditions/add": ("input", "pattern", "matchType"),
    "rewrite/rules/rule/action": ("type", "url"),
    # "URL Rewrite Module 2.0 Configuration Reference":
    "rewrite/outboundRules": (),
    "rewrite/outboundRules/rule": ("name",),
    "rewrite/outboundRules/rule/match": ("serverVariable", "pattern"),
    "rewrite/outboundRules/rule/conditions": (),
    "rewrite/outboundRules/rule/conditions/add": ("input", "pattern"),
    "rewrite/outboundRules/rule/action": ("type", "value"),
}
IIS = {
    "configuration": (),
    "configuration/system.webServer": (),
    **{f"configuration/system.webServer/{path}": known for path, known in SERVER.items()},
    # "Location <location>":
    "configuration/location": ("path",),
    "configuration/location/system.webServer": (),
    **{f"configuration/location/system.webServer/{path}": k for path, k in STATIC_CONTENT.items()},
}
VALUES = {
    "cacheControlMode": r"NoControl|DisableCache|UseMaxAge|UseExpires",
    "cacheControlMaxAge": r"\d+\.\d\d:\d\d:\d\d",
    "fileExtension": r"\.\w+",
    "stopProcessing": r"true|false",
    "matchType": r"Pattern|IsFile|IsDirectory",
    "type": r"None|Rewrite|Redirect|CustomResponse|AbortRequest",
    # A response's header, with underscores for hyphens.
    "serverVariable": r"RESPONSE_\w+",
}


def iis(own: str | None = None) -> Element:
    return ElementTree.fromstring(written("web.config", own))


def values(root: Element, path: str, name: str, value: str) -> dict[str, str]:
    return {each.attrib[name]: each.attrib[value] for each in root.iterfind(path)}


def test_iis_knows_each_element_and_attribute() -> None:
    def check(element: Element, path: str) -> None:
        assert path in IIS
        assert set(element.attrib) <= set(IIS[path]), path
        for name, value in element.attrib.items():
            assert re.fullmatch(VALUES.get(name, ".*"), value), (path, name, value)
        for child in element:
            check(child, f"{path}/{child.tag}")

    root = iis()
    check(root, root.tag)


def test_iis_finds_nothing_twice() -> None:
    """It answers everything with an error 500.19 then."""
    root = iis()
    for path, key in (
        (".//rewrite//rule", "name"),
        ("system.webServer/staticContent/mimeMap", "fileExtension"),
        (".//customHeaders/add", "name"),
        ("location", "path"),
    ):
        keys = [each.attrib[key].lower() for each in root.iterfind(path)]
        assert len(keys) == len(set(keys)) > 0
    for collection in (root.find(".//staticContent"), root.find(".//customHeaders")):
        assert collection is not None
        removed: set[str] = set()
        for each in collection:
            key = each.get("fileExtension") or each.get("name") or ""
            if each.tag == "remove":
                removed.add(key)
            elif each.tag in ("mimeMap", "add"):
                # IIS has entries of its own for many.
                assert key in removed


def test_iis_gets_the_policy() -> None:
    root = iis()
    types = values(root, "system.webServer/staticContent/mimeMap", "fileExtension", "mimeType")
    assert {suffix: types[suffix] for suffix in MEDIA_TYPES} == {
        suffix: content_type(f"x{suffix}") for suffix in MEDIA_TYPES
    }
    headers = values(root, ".//customHeaders/add", "name", "value")
    assert headers == {**POLICY.headers, "Vary": "Accept-Encoding"}
    others = root.find("system.webServer/staticContent/clientCache")
    assert others is not None
    # "Adds a Cache-Control: no-cache header to the response."
    assert others.attrib == {"cacheControlMode": "DisableCache"}
    kept = {each.attrib["path"]: each for each in root.iterfind("location")}
    assert kept.keys() == {f"{file}{end}" for file in KEPT for end in ("", *ENCODINGS.values())}
    for location in kept.values():
        cache = location.find(".//clientCache")
        assert cache is not None
        assert cache.attrib == {
            "cacheControlMode": "UseMaxAge",
            "cacheControlMaxAge": "365.00:00:00",
            "cacheControlCustom": "public, immutable",
        }


def test_iis_names_the_type_and_the_encoding_of_a_compressed_file() -> None:
    root = iis()

    def set_for(file: str) -> dict[str, str]:
        rules = (
            rule
            for rule in root.iterfind(".//outboundRules/rule")
            if re.search(rule.find("conditions/add").attrib["pattern"], file, re.IGNORECASE)  # type: ignore[union-attr]
        )
        return {
            rule.find("match").attrib["serverVariable"]: rule.find("action").attrib["value"]  # type: ignore[union-attr]
            for rule in rules
        }

    for suffix in MEDIA_TYPES:
        assert set_for(rf"C:\site\x{suffix}") == {}
        for encoding, ending in ENCODINGS.items():
            assert set_for(rf"C:\site\x{suffix}{ending}") == {
                "RESPONSE_Content_Encoding": encoding,
                "RESPONSE_Content_Type": content_type(f"x{suffix}"),
            }


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("gzip, deflate, br", {"br", "gzip"}),
        ("gzip;q=1.0, br;q=0", {"gzip"}),
        ("br;q=0.5", {"br"}),
        ("gzip;q=0.0", set()),
        ("identity", set()),
    ],
)
def test_iis_sends_a_compressed_file_to_those_who_take_it(sent: str, taken: set[str]) -> None:
    accepting = set()
    for rule in iis().iterfind(".//rewrite/rules/rule"):
        header, file = rule.iterfind("conditions/add")
        assert (header.attrib["input"], file.attrib["matchType"]) == (
            "{HTTP_ACCEPT_ENCODING}",
            "IsFile",
        )
        if re.search(header.attrib["pattern"], sent):
            accepting.add(rule.attrib["name"].split()[-1])
    assert accepting == taken


def test_what_an_apps_own_web_config_says_is_merged() -> None:
    root = iis(
        """<?xml version="1.0"?>
        <configuration>
          <system.webServer>
            <staticContent>
              <mimeMap fileExtension=".md" mimeType="text/plain" />
              <clientCache cacheControlMode="NoControl" />
            </staticContent>
            <httpProtocol>
              <customHeaders>
                <add name="content-security-policy" value="sandbox" />
                <add name="X-Own" value="1" />
                <remove name="X-Powered-By" />
              </customHeaders>
            </httpProtocol>
            <directoryBrowse enabled="false" />
          </system.webServer>
          <location path="boot.js"><system.webServer /></location>
        </configuration>"""
    )
    types = values(root, "system.webServer/staticContent/mimeMap", "fileExtension", "mimeType")
    assert (types[".md"], types[".css"]) == ("text/plain", "text/css; charset=utf-8")
    assert values(root, ".//customHeaders/add", "name", "value") == {
        "content-security-policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
        "X-Own": "1",
    }
    assert [
        each.attrib for each in root.iterfind("system.webServer/staticContent/clientCache")
    ] == [{"cacheControlMode": "NoControl"}]
    assert len(root.findall("system.webServer")) == 1
    assert root.find("system.webServer/directoryBrowse") is not None
    assert len(root.findall("location")) == len(KEPT) * 3 + 1


@pytest.mark.parametrize(
    ("own", "complaint"),
    [
        ("<configuration>", "web.config:1:16: no element found"),
        ("<a></b>", "web.config:1:6: mismatched tag"),
        ("<a/>", "web.config is not a configuration of IIS"),
    ],
)
def test_an_own_web_config_that_is_not_one_is_named(own: str, complaint: str) -> None:
    with pytest.raises(BuildError, match=re.escape(complaint)):
        written("web.config", own)


# "Configure Azure Static Web Apps", of Microsoft's Azure documentation.
AZURE_KEYS = {"routes", "globalHeaders", "mimeTypes"}
AZURE_ROUTE = {"route", "methods", "rewrite", "redirect", "statusCode", "headers", "allowedRoles"}
AZURE_BYTES = 20 * 1024


def test_azure_knows_each_key() -> None:
    text = written("staticwebapp.config.json")
    assert len(text.encode()) < AZURE_BYTES
    config = json.loads(text)
    assert config.keys() == AZURE_KEYS
    for route in config["routes"]:
        assert route.keys() <= AZURE_ROUTE
        # "Wildcards are supported at the end of route paths"; ours are exact.
        assert re.fullmatch(r"/[\w./-]+", route["route"])
    texts = [
        config["globalHeaders"],
        config["mimeTypes"],
        *(r["headers"] for r in config["routes"]),
    ]
    assert all(isinstance(value, str) and value for each in texts for value in each.values())
    assert all(re.fullmatch(r"\.\w+", suffix) for suffix in config["mimeTypes"])


# "Headers", of Cloudflare Pages' documentation, which is stricter than Netlify's "Custom headers".
CLOUDFLARE_RULES = 100
CLOUDFLARE_LINE = 2000


def test_netlify_and_cloudflare_can_read_each_line() -> None:
    lines = written("_headers").splitlines()
    assert len([line for line in lines if line.startswith("/")]) <= CLOUDFLARE_RULES
    for line in filter(None, lines):
        assert len(line) <= CLOUDFLARE_LINE
        assert re.fullmatch(r"/\S*|  [A-Z][\w-]*: [ -~]+", line)


APACHE_OWN = """\
Header always set Content-Security-Policy "sandbox"
Header unset cache-control
ErrorDocument 404 /missing.html
"""


def test_what_an_apps_own_htaccess_says_is_added() -> None:
    text = written(".htaccess", APACHE_OWN)
    ours = text.removesuffix(APACHE_OWN)
    assert ours != text
    # Apache would send both, from its two tables of headers.
    assert "Content-Security-Policy" not in ours
    assert "Cache-Control" not in ours
    assert 'Header always set X-Content-Type-Options "nosniff"' in ours
