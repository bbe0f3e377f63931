"""Files that tell web hosts to serve a bundle by its policy."""

import json
from collections.abc import Iterable

from cifbridge_workbench.policy import (
    ANY_MEDIA_TYPE,
    HASHED,
    KEEP,
    MEDIA_TYPES,
    REVALIDATE,
    Policy,
    cache_control,
    content_type,
)


def hosting_files(policy: Policy, files: Iterable[str]) -> dict[str, bytes]:
    """Writes the policy down for each kind of host.

    Args:
        policy: How to serve the bundle.
        files: The bundle's own files, by their paths.

    Returns:
        The content of each file that a host reads, by its name.
    """
    names = sorted(files)
    texts = {
        "_headers": netlify(policy, names),
        "staticwebapp.config.json": azure(policy, names),
        "nginx.conf": nginx(policy),
    }
    return {name: text.encode() for name, text in texts.items()}


def netlify(policy: Policy, files: list[str]) -> str:
    """Writes ``_headers``, which Netlify and Cloudflare Pages read.

    What two rules say of one header these hosts put together, so no two do: other files are left
    to the hosts' own default, to revalidate.
    """
    rules = {"/*": policy.headers}
    for file in files:
        for path in ("/", "/index.html") if file == "index.html" else (f"/{file}",):
            rules[path] = {"Cache-Control": cache_control(path), "Content-Type": content_type(file)}
    return "\n".join(
        "".join([f"{path}\n", *(f"  {name}: {value}\n" for name, value in headers.items())])
        for path, headers in rules.items()
    )


def azure(policy: Policy, files: list[str]) -> str:
    """Writes ``staticwebapp.config.json``, which Azure Static Web Apps reads."""
    kept = (f"/{file}" for file in files if cache_control(f"/{file}") == KEEP)
    config = {
        "globalHeaders": {**policy.headers, "Cache-Control": REVALIDATE},
        "mimeTypes": MEDIA_TYPES,
        "routes": [{"route": path, "headers": {"Cache-Control": KEEP}} for path in kept],
    }
    return json.dumps(config, indent=2) + "\n"


def nginx(policy: Policy) -> str:
    """Writes what goes into nginx's configuration."""
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
