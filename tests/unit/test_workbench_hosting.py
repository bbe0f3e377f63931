"""The files for hosts: each says the policy that the development server keeps."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.hosting import hosting_files
from cifbridge_workbench.policy import MEDIA_TYPES, public_policy

KEPT = f"runtime-{'01' * 5}/pyodide.asm.wasm"
FILES = ["index.html", "boot.js", KEPT, f"python/app-{'ab' * 5}.zip", "wheels/a-1-none-any.whl"]
FOREVER = "public, max-age=31536000, immutable"
POLICY = public_policy(["https://crm.example.com"])


@pytest.fixture
def files() -> dict[str, str]:
    return {name: text.decode() for name, text in hosting_files(POLICY, FILES).items()}


def caching(path: str) -> str:
    return FOREVER if path.startswith(("runtime-", "python/")) else "no-cache"


def test_the_policy_lets_dynamics_show_the_widget_and_bring_its_library() -> None:
    directives = dict(part.split(" ", 1) for part in POLICY.content_security.split("; "))
    dynamics = json.loads((paths.WIDGET_PAGE / "dynamics-origins.json").read_text("utf-8"))
    crm = " ".join([*dynamics, "https://crm.example.com"])
    assert directives == {
        "default-src": "'self'",
        "script-src": f"'self' 'wasm-unsafe-eval' {crm}",
        "frame-ancestors": crm,
    }


def test_the_policy_lets_no_other_machine_of_that_domain_do_so() -> None:
    """Renters of development machines run web servers under *.dynamics.com."""
    for origin in public_policy([]).crm:
        assert re.fullmatch(r"https://\*\.crm\d*\.[a-z]+\.(com|us|cn)", origin)


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "https:",
        "https://*",
        "crm.example.com",
        "https://a.example;",
        "https://a.example,b",
        'https://a"b',
        "https://a.example/path",
        "https://a.example\n",
        "javascript://a.example",
        "'unsafe-inline'",
    ],
)
def test_what_is_no_origin_does_not_get_into_a_policy(pattern: str) -> None:
    assert public_policy([pattern]) == public_policy([])


def read_headers(text: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            rules[list(rules)[-1]][name] = value
        elif line:
            rules[line] = {}
    return rules


def test_netlify_and_cloudflare_get_the_policy(files: dict[str, str]) -> None:
    rules = read_headers(files["_headers"])
    everywhere = rules.pop("/*")
    assert everywhere == POLICY.headers
    assert {path.removeprefix("/"): rule["Cache-Control"] for path, rule in rules.items()} == {
        file: caching(file) for file in [*FILES, ""]
    }
    assert rules[f"/{KEPT}"]["Content-Type"] == "application/wasm"
    assert rules["/"]["Content-Type"] == "text/html; charset=utf-8"
    # These hosts join what several rules say of a header.
    assert not any(set(rule) & set(everywhere) for rule in rules.values())


def test_azure_gets_the_policy(files: dict[str, str]) -> None:
    config = json.loads(files["staticwebapp.config.json"])
    assert config["globalHeaders"] == {**POLICY.headers, "Cache-Control": "no-cache"}
    assert {route["route"]: route["headers"] for route in config["routes"]} == {
        f"/{file}": {"Cache-Control": FOREVER} for file in FILES if caching(file) == FOREVER
    }
    assert config["mimeTypes"] == MEDIA_TYPES


def test_nginx_gets_the_policy(files: dict[str, str]) -> None:
    text = files["nginx.conf"]
    headers = dict(re.findall(r'^add_header (\S+) "(.*)" always;$', text, re.MULTILINE))
    assert headers == POLICY.headers
    kinds = re.findall(r"^    (\S+/\S+) (\w+);$", text, re.MULTILINE)
    assert {f".{suffix}": kind for kind, suffix in kinds} == MEDIA_TYPES
    default, kept = re.findall(r'set \$cifbridge_cache "(.*)";', text)
    condition = re.search(r'\$uri ~ "(.*)"\)', text)
    assert condition
    assert {
        file: kept if re.search(condition[1], f"/some/where/{file}") else default for file in FILES
    } == {file: caching(file) for file in FILES}


def test_nginx_accepts_it(files: dict[str, str], tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("nginx is not installed")
    (tmp_path / "widget.conf").write_text(files["nginx.conf"], "utf-8")
    for block in ("%s", "location /some/where/ { %s }"):
        include = block % f"include {tmp_path}/widget.conf;"
        config = (
            f"pid {tmp_path}/pid; error_log stderr; events {{}} "
            f"http {{ access_log off; server {{ listen 127.0.0.1:8; {include} }} }}"
        )
        (tmp_path / "nginx.conf").write_text(config, "utf-8")
        done = subprocess.run(
            [nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
            capture_output=True,
            text=True,
        )
        # What else it tests are folders that only its own user may have.
        assert "syntax is ok" in done.stderr
