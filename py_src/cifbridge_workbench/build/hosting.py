"""Files that tell web hosts to serve a bundle by its policy.

An app may bring such a file itself, which is added to ours.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cifbridge_workbench.build.policy import (
    ANY_MEDIA_TYPE,
    HASHED,
    KEEP,
    MEDIA_TYPES,
    REVALIDATE,
    Policy,
    cache_control,
    content_type,
)
from cifbridge_workbench.errors import BuildError

HOSTING_FILES = ("_headers", "nginx.conf", "staticwebapp.config.json")

_EVERYWHERE = "/*"

# Directives of nginx of which a block may have several, for different things.
_MANY_IN_NGINX = ("add_header", "set")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A file for a host that the app brings itself.

    Attributes:
        called: Its name for complaints.
        content: What it says; nothing when there is none.
    """

    called: str = ""
    content: bytes = b""

    @property
    def text(self) -> str:
        """The content as text."""
        try:
            return self.content.decode()
        except UnicodeDecodeError as error:
            raise BuildError(f"{self.called} is not UTF-8 text") from error


def hosting_files(
    policy: Policy, files: Iterable[str], own: Mapping[str, OwnFile]
) -> dict[str, bytes]:
    """Writes the policy down for each kind of host.

    Args:
        policy: How to serve the bundle.
        files: The bundle's own files, by their paths.
        own: The files for hosts that the app brings, by their names.

    Returns:
        The content of each file that a host reads, by its name.

    Raises:
        BuildError: A file of the app's cannot be read as what it is.
    """
    names = sorted(files)
    headers, nginx_conf, azure_config = (own.get(name, OwnFile()) for name in HOSTING_FILES)
    texts = (
        netlify(policy, names, headers),
        nginx(policy, nginx_conf),
        azure(policy, names, azure_config),
    )
    return {name: text.encode() for name, text in zip(HOSTING_FILES, texts, strict=True)}


def netlify(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Writes ``_headers``, which Netlify and Cloudflare Pages read.

    What two rules say of one header these hosts put together, so no two do: other files are left
    to the hosts' own default, to revalidate.
    """
    rules = {_EVERYWHERE: policy.headers}
    for file in files:
        for path in ("/", "/index.html") if file == "index.html" else (f"/{file}",):
            rules[path] = {"Cache-Control": cache_control(path), "Content-Type": content_type(file)}
    text = own.text
    for pattern, header in _netlify_headers(own):
        for path, headers in rules.items():
            if _covers(pattern, path):
                rules[path] = _without(headers, [header])
    ours = (
        "".join([f"{path}\n", *(f"  {name}: {value}\n" for name, value in headers.items())])
        for path, headers in rules.items()
        if headers
    )
    return "\n".join([*ours, text] if text else ours)


def _netlify_headers(own: OwnFile) -> Iterator[tuple[str, str]]:
    """Yields the headers that a file sets or removes, each with the pattern of its paths."""
    pattern = ""
    for number, line in enumerate(own.text.splitlines(), 1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        if re.match(r"/|https?://", line):
            pattern = re.sub("^https?://[^/]*", "", content)
        elif pattern and re.match(r"\s+(!\s*[\w-]+\s*$|[\w-]+\s*:)", line):
            yield pattern, content.lstrip("! ").partition(":")[0].strip()
        else:
            raise BuildError(
                f"{own.called}:{number}: {content!r} is neither a path nor a header of one",
                hint="A path starts with / at the line's start, its headers are indented below it.",
            )


def _covers(pattern: str, path: str) -> bool:
    if path == _EVERYWHERE:
        return pattern == _EVERYWHERE
    parts = re.split(r"(\*|:\w+)", pattern)
    wildcards = {"*": ".*", ":": "[^/]+"}
    return bool(re.fullmatch("".join(wildcards.get(p[:1]) or re.escape(p) for p in parts), path))


def azure(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Writes ``staticwebapp.config.json``, which Azure Static Web Apps reads."""
    config = _read_json(own)
    routes = config.get("routes", [])
    kept = (f"/{file}" for file in files if cache_control(f"/{file}") == KEEP)
    config |= {
        "globalHeaders": _over(
            {**policy.headers, "Cache-Control": REVALIDATE}, config.get("globalHeaders", {})
        ),
        "mimeTypes": MEDIA_TYPES | config.get("mimeTypes", {}),
        "routes": [*(_kept_route(path, routes) for path in kept), *routes],
    }
    return json.dumps(config, indent=2) + "\n"


def _kept_route(path: str, routes: list[Any]) -> dict[str, Any]:
    """Makes the rule of a file that may be kept.

    The first rule that matches is the only one. So this one says as well what the app's first
    says, such as who may have the file.
    """
    first: dict[str, Any] = next(
        (route for route in routes if _matches(route.get("route", ""), path)), {}
    )
    headers = _over({"Cache-Control": KEEP}, first.get("headers", {}))
    return {**first, "route": path, "headers": headers}


def _matches(route: str, path: str) -> bool:
    pattern = re.escape(route).replace(r"\*", ".*").replace(r"\{", "(").replace(r"\}", ")")
    return bool(re.fullmatch(pattern.replace(",", "|"), path))


def _over(ours: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    return {**_without(ours, own), **own}


def _without(headers: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    left_out = {name.lower() for name in names}
    return {name: value for name, value in headers.items() if name.lower() not in left_out}


def nginx(policy: Policy, own: OwnFile) -> str:
    """Writes what goes into nginx's configuration."""
    text = own.text
    taken = _nginx_directives(text)
    ours = _nginx(policy).splitlines(keepends=True)
    kept = "".join(line for line in ours if not _nginx_directives(line) & taken)
    return f"{kept}\n# The widget's own:\n{text}" if text else kept


def _nginx(policy: Policy) -> str:
    types = "".join(f"    {kind} {suffix[1:]};\n" for suffix, kind in MEDIA_TYPES.items())
    # nginx counts HTML among these by itself.
    text_types = {kind for kind in MEDIA_TYPES.values() if kind.startswith("text/")} - {"text/html"}
    headers = "".join(
        f'add_header {name} "{text}" always;\n' for name, text in policy.headers.items()
    )
    return f"""\
# For the server or location block that serves the widget:
#     include /path/of/the/widget/nginx.conf;

types {{
{types}}}
default_type {ANY_MEDIA_TYPE};
charset utf-8;
charset_types {" ".join(sorted(text_types))};

{headers}
set $cifbridge_cache "{REVALIDATE}";
if ($uri ~ "{HASHED}") {{
    set $cifbridge_cache "{KEEP}";
}}
# Not of an error: a file that is missing for a moment is not missing for ever.
add_header Cache-Control $cifbridge_cache;

# The compressed files beside the others.
gzip_static on;
gzip_vary on;
# With nginx's brotli module:
# brotli_static on;
"""


def _nginx_directives(text: str) -> set[str]:
    """Returns the names of the simple directives outside any block, those of many with a second."""
    names = set()
    depth = 0
    code = re.sub(r"^\s*#.*", "", text, flags=re.MULTILINE)
    for statement, end in re.findall(r"""((?:"[^"]*"|'[^']*'|[^;{}"'])*)([;{}])""", code):
        words = statement.lower().split()
        if end == ";" and depth == 0 and words:
            names.add(" ".join(words[:2] if words[0] in _MANY_IN_NGINX else words[:1]))
        depth += {"{": 1, "}": -1, ";": 0}[end]
    return names


def _read_json(own: OwnFile) -> dict[str, Any]:
    try:
        content = json.loads(own.text or "{}")
    except json.JSONDecodeError as error:
        place = f"{own.called}:{error.lineno}:{error.colno}"
        raise BuildError(f"{place}: {error.msg}") from error
    kinds = {"routes": list, "globalHeaders": dict, "mimeTypes": dict}
    if (
        isinstance(content, dict)
        and all(isinstance(content.get(key, kind()), kind) for key, kind in kinds.items())
        and all(isinstance(route, dict) for route in content.get("routes", []))
    ):
        return content
    raise BuildError(
        f"{own.called} is not a configuration of Azure Static Web Apps",
        hint="It is an object, whose routes are a list of objects, globalHeaders and mimeTypes "
        "objects.",
    )
