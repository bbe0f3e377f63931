"""What a file of a widget's folder is, told by its name: the rules of what a site holds.

The README has them as a table, in "The widget page".
"""

import fnmatch
import os
import re
from collections.abc import Iterable
from pathlib import Path

from cifbridge_workbench.build.hosting import HOSTING_FILES

WEB_SUFFIXES = (
    *(".html", ".htm", ".css", ".js", ".mjs", ".json", ".webmanifest", ".wasm"),
    *(".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico"),
    *(".woff2", ".woff", ".ttf", ".otf"),
    *(".mp3", ".ogg", ".opus", ".wav", ".m4a", ".mp4", ".webm"),
)

# What web hosts and crawlers read.
HOST_FILES = (*HOSTING_FILES, "_redirects", "robots.txt")


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, patterns)))


def _each(names: Iterable[str], suffixes: Iterable[str]) -> list[str]:
    endings = list(suffixes)
    return [f"{name}{ending}" for name in names for ending in endings]


_WEB = _any_of(*(f"*{suffix}" for suffix in WEB_SUFFIXES))

_TESTS = _any_of(
    *("conftest.py", "test_*.py", "*_test.py"),
    *_each(("*.test", "*.spec"), (".js", ".mjs")),
)

# Web files by their suffix, but of the tools that a project is made with.
_BUILD_CONFIGURATION = _any_of(
    *("package.json", "package-lock.json", "npm-shrinkwrap.json", "composer.json"),
    *("tsconfig*.json", "jsconfig*.json", "pyrightconfig.json", "biome.json", "deno.json"),
    *("lerna.json", "nx.json", "turbo.json", "renovate.json", "vercel.json", "firebase.json"),
    *("appsettings*.json", "host.json", "docker-compose*.json"),
    *_each(("*.config", "*.conf", "gulpfile", "gruntfile"), (".js", ".mjs", ".json")),
)

# Beside the app's package, never published whatever a project says: they may hold addresses with
# passwords in them.
PROJECT_FILES = frozenset({"requirements.txt", "requirements.lock", "pyproject.toml"})

_TEXTS = ("", ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".txt", ".csv", ".xml")

_SECRETS = _any_of(
    *(".env", ".env.*", "*.env", ".envrc", "local.settings.json", "*.publishsettings"),
    # Tools that sign in.
    *(".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", ".netrc", "_netrc", ".git-credentials"),
    *(".htpasswd", ".pgpass", ".my.cnf", ".dockercfg", ".s3cfg", ".boto", ".vault-token"),
    *("kubeconfig", "*.tfstate", "*.tfstate.backup", "*.tfvars", "*.ovpn"),
    # Keys.
    *("*.pem", "*.key", "*.pfx", "*.p12", "*.p8", "*.jks", "*.keystore", "*.kdbx", "*.ppk"),
    *("*.asc", "*.gpg", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"),
    # Accounts of services.
    *("*credentials*.json", "client_secret*.json", "*service[-_]account*.json"),
    *("serviceaccount*.json", "*firebase-adminsdk*.json", "auth.json", "token.json", "tokens.json"),
    *_each(("secret", "credential", "password", "passwd"), _TEXTS),
    *_each(("secrets", "credentials", "passwords"), (*_TEXTS, ".py", ".js", ".mjs")),
)
_EXAMPLES = _any_of(*_each((".env", "*.env"), (".example", ".sample", ".template", ".dist")))

_SECRET_FOLDERS = frozenset(
    {".aws", ".azure", ".docker", ".gnupg", ".kube", ".ssh", "secrets", "credentials"}
)

_PASSED_BY = _any_of(
    # Version control, editors, caches: of tools all.
    *(".*", "__pycache__", "node_modules", "bower_components", "site-packages", "*.egg-info"),
    *("tests", "test", "__tests__", "htmlcov", "test-results", "playwright-report"),
)
# What a folder holds that a tool made: a virtual environment (of conda too), or any cache.
_MARKERS = ("pyvenv.cfg", "conda-meta", "CACHEDIR.TAG")


def is_web_file(name: str) -> bool:
    """Return whether a site holds a file of this name without being told."""
    plain = name.lower()
    return plain in HOST_FILES or (
        bool(_WEB.match(plain))
        and not plain.startswith(".")
        and not _TESTS.match(plain)
        and not _BUILD_CONFIGURATION.match(plain)
    )


def is_test(name: str) -> bool:
    """Return whether a file is a part of a project's tests."""
    return bool(_TESTS.match(name.lower()))


def is_secret(name: str) -> bool:
    """Return whether a file looks like one that nobody else may read."""
    plain = name.lower()
    return bool(_SECRETS.match(plain)) and not _EXAMPLES.match(plain)


def is_secret_folder(name: str) -> bool:
    """Return whether a folder looks like one that nobody else may read."""
    return name.lower() in _SECRET_FOLDERS


def is_passed_by(folder: Path) -> bool:
    """Return whether a folder holds nothing of a widget.

    It is then a tool's, holds tests, or is what a former build wrote. One that looks like a secret
    is not passed by but refused.
    """
    if is_secret_folder(folder.name):
        return False
    if _PASSED_BY.match(folder.name.lower()):
        return True
    if any(os.path.exists(folder / marker) for marker in _MARKERS):
        return True
    return all(os.path.isfile(folder / name) for name in ("bundle.json", "boot.js"))
