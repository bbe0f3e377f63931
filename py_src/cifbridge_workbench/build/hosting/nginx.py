"""``nginx.conf``, which goes into nginx's configuration."""

import re

from cifbridge_workbench.build.hosting.own_file import OwnFile
from cifbridge_workbench.build.policy import (
    ANY_MEDIA_TYPE,
    HASHED,
    KEEP,
    MEDIA_TYPES,
    REVALIDATE,
    Policy,
)

FILE = "nginx.conf"

# Directives of which a block may have several, for different things.
_MANY = ("add_header", "set")


def write(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Write directives for a server's or location's block."""
    text = own.text
    taken = _directives(text)
    ours = _ours(policy).splitlines(keepends=True)
    kept = "".join(line for line in ours if not _directives(line) & taken)
    return f"{kept}\n# The widget's own:\n{text}" if text else kept


def _ours(policy: Policy) -> str:
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
# Not of an error: a file that is missing for a moment may be there the next.
add_header Cache-Control $cifbridge_cache;

# The compressed files beside the others.
gzip_static on;
gzip_vary on;
# With nginx's brotli module:
# brotli_static on;
"""


def _directives(text: str) -> set[str]:
    """Return the names of the simple directives outside any block, those of many with a second."""
    names = set()
    depth = 0
    code = re.sub(r"^\s*#.*", "", text, flags=re.MULTILINE)
    for statement, end in re.findall(r"""((?:"[^"]*"|'[^']*'|[^;{}"'])*)([;{}])""", code):
        words = statement.lower().split()
        if end == ";" and depth == 0 and words:
            names.add(" ".join(words[:2] if words[0] in _MANY else words[:1]))
        depth += {"{": 1, "}": -1, ";": 0}[end]
    return names
