"""The policy that a widget's page is served by, and the further sources that a project names."""

import re
from pathlib import Path

import pytest

from cifbridge_workbench import paths
from cifbridge_workbench.build.fetch_sources import KINDS
from cifbridge_workbench.build.organisations import dynamics_origins, pinned, trusted_origins
from cifbridge_workbench.build.policy import Policy
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.project import read_settings

ORG = "https://contoso.crm4.dynamics.com"


def directives(policy: Policy) -> dict[str, list[str]]:
    parts = (part.split(" ") for part in policy.content_security.split("; "))
    return {name: sources for name, *sources in parts}


def page(attributes: str = "") -> bytes:
    return f'<body>\n  <script type="module" src="boot.js" {attributes}></script>'.encode()


def test_dynamics_shows_the_widget_and_brings_its_library_and_nobody_else_does() -> None:
    crm = [ORG, "https://crm.example.com"]
    assert directives(Policy(crm=tuple(crm))) == {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *crm],
        "connect-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "frame-ancestors": crm,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_further_sources_are_added_to_what_the_page_has(kind: str) -> None:
    source = "https://api.contoso.example"
    before = directives(Policy(crm=(ORG,)))
    after = directives(Policy(crm=(ORG,), sources={kind: (source,)}))
    assert after == before | {f"{kind}-src": [*before.get(f"{kind}-src", ["'self'"]), source]}


def test_a_policy_fits_into_a_line_of_every_host() -> None:
    """Cloudflare Pages reads no longer ones."""
    policy = Policy(crm=trusted_origins(page()), sources={"connect": ("https://a.example",) * 5})
    assert len(policy.content_security) < 1900


def test_by_default_organisations_are_trusted_and_no_other_machine_of_their_domain() -> None:
    """Renters of development machines run web servers under *.dynamics.com."""
    assert trusted_origins(page()) == trusted_origins(b"no tag") == dynamics_origins()
    for origin in dynamics_origins():
        assert re.fullmatch(r"https://\*\.crm\d*\.[a-z]+\.(com|us|cn)", origin)


def test_what_the_page_allows_is_trusted_too() -> None:
    allowed = "https://crm.example.com:8443  https://*.example.org"
    assert trusted_origins(page(f'data-crm-allow="{allowed}"')) == (
        *dynamics_origins(),
        "https://crm.example.com:8443",
        "https://*.example.org",
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "https:",
        "https://*",
        "crm.example.com",
        "https://a.example;",
        "https://a.example,b",
        "https://a&quot;b",
        "https://a.example/path",
        "javascript://a.example",
        "'unsafe-inline'",
    ],
)
def test_what_is_not_an_origin_does_not_get_into_a_policy(pattern: str) -> None:
    assert trusted_origins(page(f'data-crm-allow="{pattern}"')) == dynamics_origins()


@pytest.mark.parametrize(
    "address",
    [ORG, f"{ORG}/", "HTTPS://Contoso.CRM4.dynamics.com", f"{ORG}:443/main.aspx?appid=1#x"],
)
def test_a_page_that_is_pinned_trusts_one_organisation(address: str) -> None:
    allow = 'data-crm-allow="https://other.example"'
    made = pinned(page(allow), address)
    assert made == page(allow).replace(b"<script", f'<script data-crm="{ORG}"'.encode())
    assert trusted_origins(made) == (ORG,)
    # As a page that names it by itself does.
    assert trusted_origins(page(f'data-crm="{address}" {allow}')) == (ORG,)
    assert pinned(page(f'data-crm="{address}"'), ORG) == page(f'data-crm="{address}"')


def test_a_page_can_be_pinned_to_an_address_that_it_allows() -> None:
    allow = 'data-crm-allow="https://*.example.com:8443"'
    assert trusted_origins(pinned(page(allow), "https://crm.example.com:8443")) == (
        "https://crm.example.com:8443",
    )


@pytest.mark.parametrize(
    "address",
    [
        "contoso.crm4.dynamics.com",
        "http://contoso.crm4.dynamics.com",
        "https://crm4.dynamics.com",
        "https://dev.axcloud.dynamics.com",
        "https://a.contoso.crm4.dynamics.com",
        "https://contoso.crm4.dynamics.com:8443",
        "https://contoso.crm4.dynamics.com:port",
        "https://contoso.crm4.dynamics.com; script-src *",
        "https://contoso.crm4.dynamics.com@evil.example",
        "https://*.crm4.dynamics.com",
        "https://[",
        "",
    ],
)
def test_no_page_is_pinned_to_what_it_would_refuse(address: str) -> None:
    with pytest.raises(BuildError, match="not the address of a Dynamics 365 organisation") as said:
        pinned(page(), address)
    assert "data-crm-allow" in said.value.hint


def test_a_page_that_names_what_it_would_refuse_stops_the_build() -> None:
    with pytest.raises(BuildError, match=r"crm\.evil\.example"):
        trusted_origins(page('data-crm="https://crm.evil.example"'))


def test_two_organisations_for_one_page_are_both_named() -> None:
    with pytest.raises(BuildError, match=r"fabrikam\.crm4\.dynamics\.com, not .*contoso"):
        pinned(page('data-crm="https://fabrikam.crm4.dynamics.com"'), ORG)


def test_a_page_without_the_boot_script_cannot_be_pinned() -> None:
    with pytest.raises(BuildError, match=r"no script tag of boot\.js"):
        pinned(b"<p>my page</p>", ORG)


def sources(folder: Path, lines: str) -> dict[str, tuple[str, ...]]:
    (folder / "pyproject.toml").write_text(f"[tool.cifbridge.sources]\n{lines}\n", "utf-8")
    return dict(read_settings(folder).sources)


def test_a_project_names_its_further_sources_by_kind(tmp_path: Path) -> None:
    lines = """
        connect = ["https://api.contoso.example", "wss://events.contoso.example:8443"]
        img = ["https://*.contoso.example", "http://127.0.0.1:8080"]
    """
    assert sources(tmp_path, lines) == {
        "connect": ("https://api.contoso.example", "wss://events.contoso.example:8443"),
        "img": ("https://*.contoso.example", "http://127.0.0.1:8080"),
    }


@pytest.mark.parametrize(
    "source",
    [
        "*",
        "https:",
        "https://*",
        "https://",
        "api.contoso.example",
        "https://api.contoso.example/v1",
        "https://api.contoso.example/",
        "https://api.*.example",
        "https://a..example",
        "https://a.example; script-src *",
        "https://a.example, https://b.example",
        "https://a.example https://b.example",
        "https://a.example\\nX-Own: 1",
        "https://a.example'",
        'https://a.example\\"',
        "https://user@a.example",
        "https://a.example:port",
        "https://API.contoso.example",
        "https://bücher.example",
        "data:",
        "javascript:alert(1)",
        "nonce-abc",
    ],
)
def test_a_source_that_is_not_an_origin_is_refused_with_its_line(
    tmp_path: Path, source: str
) -> None:
    with pytest.raises(BuildError, match=r"pyproject\.toml:2: tool\.cifbridge\.sources\.connect"):
        sources(tmp_path, f'connect = ["{source}"]')


@pytest.mark.parametrize("keyword", ["'unsafe-eval'", "'unsafe-inline'", "'self'", "'none'"])
def test_a_keyword_is_refused_as_such(tmp_path: Path, keyword: str) -> None:
    with pytest.raises(BuildError, match=f"is {keyword}, a keyword: only origins are added"):
        sources(tmp_path, f'style = ["{keyword}"]')


@pytest.mark.parametrize("kind", ["script", "script-src", "script-src-elem", "worker", "default"])
def test_scripts_from_elsewhere_are_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BuildError, match=f"sources.{kind} isn't offered, because a script"):
        sources(tmp_path, f'{kind} = ["https://a.example"]')


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('connect-src = ["https://a.example"]', "unknown key .*; did you mean connect?"),
        ('connect = "https://a.example"', 'is a list: write connect = ["..."]'),
        ("connect = [1]", "must be text, not 1"),
        ('img = ["wss://a.example"]', "must be an origin such as https://api.contoso.example, in"),
    ],
)
def test_a_mistake_in_the_setting_says_what_would_be_right(
    tmp_path: Path, lines: str, complaint: str
) -> None:
    with pytest.raises(BuildError) as refused:
        sources(tmp_path, lines)
    assert re.search(complaint.replace("[", r"\["), refused.value.message)


def test_the_guide_on_security_shows_the_policy():
    shown = (paths.DOCS_SOURCE / "guide" / "security.md").read_text("utf-8")
    policy = Policy(crm=("https://YOUR-ORG.crm.dynamics.com",)).content_security
    assert f"Content-Security-Policy: {policy}" in " ".join(shown.split())
