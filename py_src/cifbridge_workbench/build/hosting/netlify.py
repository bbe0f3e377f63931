"""``_headers``, which Netlify and Cloudflare Pages read."""

import re
from collections.abc import Iterator

from cifbridge_workbench.build.hosting.own_file import OwnFile, without
from cifbridge_workbench.build.policy import Policy, cache_control, content_type
from cifbridge_workbench.errors import BuildError

FILE = "_headers"

_EVERYWHERE = "/*"


def write(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Write the rules of headers, by paths.

    What two rules say of one header these hosts put together, so no two do: other files are left
    to the hosts' own default, to revalidate.
    """
    rules = {_EVERYWHERE: policy.headers}
    for file in files:
        for path in ("/", "/index.html") if file == "index.html" else (f"/{file}",):
            rules[path] = {"Cache-Control": cache_control(path), "Content-Type": content_type(file)}
    text = own.text
    for pattern, header in _headers(own):
        for path, headers in rules.items():
            if _covers(pattern, path):
                rules[path] = without(headers, [header])
    ours = (
        "".join([f"{path}\n", *(f"  {name}: {value}\n" for name, value in headers.items())])
        for path, headers in rules.items()
        if headers
    )
    return "\n".join([*ours, text] if text else ours)


def _headers(own: OwnFile) -> Iterator[tuple[str, str]]:
    """Yield the headers that a file sets or removes, each with the pattern of its paths."""
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
