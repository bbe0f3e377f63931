"""The files for hosts: each says the policy that the development server keeps."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cifbridge_workbench.build.hosting import hosting_files
from cifbridge_workbench.build.hosting.own_file import OwnFile
from cifbridge_workbench.build.policy import MEDIA_TYPES, Policy
from cifbridge_workbench.errors import BuildError

KEPT = f"runtime-{'01' * 5}/pyodide.asm.wasm"
FILES = ["index.html", "boot.js", KEPT, f"python/app-{'ab' * 5}.zip", "wheels/a-1-none-any.whl"]
FOREVER = "public, max-age=31536000, immutable"
POLICY = Policy(crm=("https://contoso.crm4.dynamics.com",))

# What else each host's file of the app's own says.
Own = Callable[..., dict[str, str]]


@pytest.fixture
def with_own() -> Own:
    """Make the files for hosts, with files that the app has itself."""

    def make(**own: str | bytes) -> dict[str, str]:
        brought = {
            NAMES[name]: OwnFile(
                called=f"app/{NAMES[name]}",
                content=text if isinstance(text, bytes) else text.encode(),
            )
            for name, text in own.items()
        }
        made = hosting_files(POLICY, FILES, brought)
        return {name: text.decode() for name, text in made.items()}

    return make


NAMES = {"headers": "_headers", "nginx": "nginx.conf", "azure": "staticwebapp.config.json"}


@pytest.fixture
def files(with_own: Own) -> dict[str, str]:
    return with_own()


def caching(path: str) -> str:
    return FOREVER if path.startswith(("runtime-", "python/")) else "no-cache"


def read_headers(text: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    path = ""
    for line in text.splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            rules[path][name] = value
        elif line and not line.startswith("#"):
            path = line
            rules.setdefault(path, {})
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


def test_what_an_apps_own_headers_say_is_added(with_own: Own) -> None:
    own = "# ours\n/*\n  Referrer-Policy: no-referrer\n"
    text = with_own(headers=own)["_headers"]
    assert text.endswith(own)
    assert read_headers(text)["/*"] == POLICY.headers | {"Referrer-Policy": "no-referrer"}
    assert read_headers(text)[f"/{KEPT}"]["Cache-Control"] == FOREVER


@pytest.mark.parametrize(
    ("own", "path", "gone"),
    [
        ("/*\n  content-security-policy: sandbox", "/*", "Content-Security-Policy"),
        ("/*\n  ! X-Content-Type-Options", "/*", "X-Content-Type-Options"),
        ("https://a.example/*\n  X-Content-Type-Options: no", "/*", "X-Content-Type-Options"),
        ("/*\n  Cache-Control: no-store", f"/{KEPT}", "Cache-Control"),
        ("/:folder/pyodide.asm.wasm\n  Cache-Control: no-store", f"/{KEPT}", "Cache-Control"),
        ("/boot.js\n  Cache-Control: no-store", "/boot.js", "Cache-Control"),
    ],
)
def test_of_what_an_apps_own_headers_set_ours_say_nothing(
    with_own: Own, own: str, path: str, gone: str
) -> None:
    ours = with_own()["_headers"]
    text = with_own(headers=own)["_headers"].removesuffix(own)
    assert gone in read_headers(ours)[path]
    assert gone not in read_headers(text).get(path, {})


@pytest.mark.parametrize("pattern", ["/:page", "/*/x", "/boot.js"])
def test_a_header_of_some_paths_leaves_the_policy_of_all(with_own: Own, pattern: str) -> None:
    text = with_own(headers=f"{pattern}\n  Content-Security-Policy: sandbox")["_headers"]
    assert read_headers(text)["/*"] == POLICY.headers


def test_what_an_apps_own_azure_configuration_says_is_merged(with_own: Own) -> None:
    own = {
        "globalHeaders": {"content-security-policy": "sandbox", "X-Own": "1"},
        "mimeTypes": {".md": "text/plain"},
        "navigationFallback": {"rewrite": "/index.html"},
    }
    config = json.loads(with_own(azure=json.dumps(own))["staticwebapp.config.json"])
    assert config["globalHeaders"] == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        **own["globalHeaders"],
    }
    assert config["mimeTypes"] == {**MEDIA_TYPES, ".md": "text/plain"}
    assert config["navigationFallback"] == own["navigationFallback"]


@pytest.mark.parametrize(
    "route", ["/*", f"/{KEPT}", "/runtime-*", f"/{KEPT.rpartition('/')[0]}/*.{{mjs,wasm}}"]
)
def test_a_file_that_is_kept_stays_as_closed_as_the_apps_first_rule_has_it(
    with_own: Own, route: str
) -> None:
    """Azure follows the first rule alone that matches a path."""
    rules = [
        {"route": "/other/*", "allowedRoles": ["nobody"]},
        {"route": route, "allowedRoles": ["authenticated"], "headers": {"X-Own": "1"}},
        {"route": "/*", "allowedRoles": ["anonymous"]},
    ]
    made = json.loads(with_own(azure=json.dumps({"routes": rules}))["staticwebapp.config.json"])
    assert made["routes"][-3:] == rules
    (kept,) = (rule for rule in made["routes"][:-3] if rule["route"] == f"/{KEPT}")
    assert kept == {
        "route": f"/{KEPT}",
        "allowedRoles": ["authenticated"],
        "headers": {"Cache-Control": FOREVER, "X-Own": "1"},
    }


def test_what_an_apps_own_nginx_file_says_is_added(with_own: Own) -> None:
    own = """\
add_header Referrer-Policy "no-referrer; { 'x'" always;  # default_type a;
add_header x-content-type-options none;
charset latin1;
location /api/ {
    add_header Content-Security-Policy sandbox;
}
"""
    text = with_own(nginx=own)["nginx.conf"]
    ours = text.removesuffix(own)
    assert ours != text
    assert re.findall(r"^add_header (\S+)", ours, re.MULTILINE) == [
        "Content-Security-Policy",
        "Cache-Control",
    ]
    assert "\ncharset utf-8" not in ours
    assert "\ndefault_type" in ours


@pytest.mark.parametrize(
    ("own", "complaint"),
    [
        ({"headers": "mine"}, "app/_headers:1: 'mine' is neither a path nor a header"),
        ({"headers": "/*\n  mine"}, "app/_headers:2: 'mine' is neither"),
        ({"headers": "  X-Own: 1"}, "app/_headers:1: 'X-Own: 1' is neither"),
        ({"azure": "{\n  routes: []}"}, "app/staticwebapp.config.json:2:3: "),
        ({"azure": "[]"}, "not a configuration of Azure"),
        ({"azure": '{"routes": {}}'}, "not a configuration of Azure"),
        ({"azure": '{"routes": ["/"]}'}, "not a configuration of Azure"),
        ({"azure": '{"mimeTypes": []}'}, "not a configuration of Azure"),
    ],
)
def test_a_file_that_cannot_be_merged_is_named(
    with_own: Own, own: dict[str, str], complaint: str
) -> None:
    with pytest.raises(BuildError, match=re.escape(complaint)):
        with_own(**own)


def test_a_file_that_is_not_text_is_named(with_own: Own) -> None:
    with pytest.raises(BuildError, match=r"app/nginx\.conf is not UTF-8 text"):
        with_own(nginx=b"\xff")


NGINX_OWN = "charset latin1;\nadd_header X-Own 1;\ntypes { text/own own; }\n"


@pytest.mark.parametrize("own", ["", NGINX_OWN])
def test_nginx_accepts_it(with_own: Own, tmp_path: Path, own: str) -> None:
    files = with_own(nginx=own)
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
