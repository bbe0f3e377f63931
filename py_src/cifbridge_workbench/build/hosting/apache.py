"""``.htaccess``, which Apache reads where it may, or which goes into its configuration."""

import re

from cifbridge_workbench.build.compress import ENCODINGS, acceptance
from cifbridge_workbench.build.hosting.own_file import OwnFile, without
from cifbridge_workbench.build.policy import (
    HASHED,
    KEEP,
    REVALIDATE,
    Policy,
    suffixes_by_type,
    with_charset,
)

FILE = ".htaccess"

_ENDINGS = "|".join(re.escape(ending) for ending in ENCODINGS.values())

# A header that a line sets, adds to or removes.
_HEADER = re.compile(
    r"^\s*Header\s+(?:(?:always|onsuccess)\s+)?\w+\*?\s+\"?([\w-]+)", re.MULTILINE | re.IGNORECASE
)


def write(policy: Policy, files: list[str], own: OwnFile) -> str:
    """Write directives for a folder."""
    text = own.text
    taken = _HEADER.findall(text)
    # Of its own accord Apache sends no header of ours with its error pages; "always" does.
    headers = {name: f'always set {name} "{value}"' for name, value in policy.headers.items()}
    headers["Cache-Control"] = f'set Cache-Control "{REVALIDATE}"'
    kept = HASHED.removesuffix("$") + f"({_ENDINGS})?$"
    left = without(headers, taken)
    lines = [f"Header {line}" for line in left.values()]
    if "Cache-Control" in left:
        lines.append(f'Header set Cache-Control "{KEEP}" "expr=%{{REQUEST_URI}} =~ m#{kept}#"')
    directives = "\n".join(lines)
    ours = f"""\
# Apache reads this by itself where the folder has "AllowOverride FileInfo"; elsewhere, in the
# <Directory> block of the folder:
#     Include /path/of/the/widget/{FILE}
# It needs the modules headers, mime and rewrite: a2enmod headers rewrite

{_types()}
{directives}

# The compressed files beside the others.
RewriteEngine On
{_compressed()}
Header merge Vary Accept-Encoding
"""
    return f"{ours}\n# The widget's own:\n{text}" if text else ours


def _types() -> str:
    """Write the types down, also for compressed files: a table that knows ``.gz`` would win."""
    return "".join(
        f'<FilesMatch "(?i)({"|".join(map(re.escape, suffixes))})({_ENDINGS})?$">\n'
        f'    ForceType "{with_charset(kind)}"\n'
        "</FilesMatch>\n"
        for kind, suffixes in suffixes_by_type().items()
    )


def _compressed() -> str:
    return "\n".join(
        f"AddEncoding {encoding} {ending}\n"
        f'RewriteCond %{{HTTP:Accept-Encoding}} "{acceptance(encoding)}"\n'
        # In what follows a rewritten address, these would be read as something else.
        'RewriteCond %{REQUEST_URI} "^[^%?#]+$"\n'
        f'RewriteCond "%{{REQUEST_FILENAME}}{ending}" -f\n'
        f'RewriteRule ^ "%{{REQUEST_URI}}{ending}" [L]'
        for encoding, ending in ENCODINGS.items()
    )
