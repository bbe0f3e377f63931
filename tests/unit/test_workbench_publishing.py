"""What of a widget's folder gets into its site, and what stops the build."""

import json
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from cifbridge_workbench.build.app import App, find_app
from cifbridge_workbench.build.file_kinds import HOST_FILES, WEB_SUFFIXES
from cifbridge_workbench.build.policy import ANY_MEDIA_TYPE, media_type
from cifbridge_workbench.build.publishing import published
from cifbridge_workbench.errors import BuildError
from pages import table


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a widget in it."""
    folder = tmp_path / "repository"
    write(folder, "dialer/__init__.py")
    return folder


def sites(folder: Path) -> list[str]:
    """Everything that the folder's site holds."""
    found = published(find_app(folder))
    return sorted(file.relative_to(folder).as_posix() for file in (*found.python, *found.static))


def settings(folder: Path, *publish: str) -> None:
    text = f"[tool.cifbridge]\npublish = {json.dumps(publish, ensure_ascii=False)}\n"
    (folder / "pyproject.toml").write_text(text, "utf-8")


def refusal(folder: Path) -> BuildError:
    with pytest.raises(BuildError) as refused:
        published(find_app(folder))
    return refused.value


def test_a_site_holds_the_packages_code_and_web_files(folder: Path) -> None:
    held = [
        *("dialer/views/panel.py", "dialer/style.css", "index.html", "logo.SVG"),
        *("sounds/ring.mp3", "i18n/de.json", "fonts/a.woff2", "lib/worker.mjs"),
        *("_headers", "staticwebapp.config.json", "robots.txt", ".htaccess", "web.config"),
    ]
    write(folder, *held)
    assert sites(folder) == sorted(["dialer/__init__.py", *held])


NOT_FOR_AGENTS = [
    # The project.
    *("pyproject.toml", "requirements.txt", "requirements.lock", "requirements-dev.txt"),
    *("setup.py", "noxfile.py", "helper.py", "scripts/deploy.py", "setup.cfg", "tox.ini"),
    *("Dockerfile", "docker-compose.yml", "Makefile", "README.md", "LICENSE", "notes.txt"),
    *("package.json", "package-lock.json", "tsconfig.json", "vite.config.js", "appsettings.json"),
    # Data.
    *("dump.sql", "data.sqlite", "data.db", "customers.csv", "export.xlsx", "backup.zip"),
    *("mycorp-1.0-py3-none-any.whl", "app.log", "dialer/style.css.map", "core"),
    # Tests.
    *("conftest.py", "dialer/conftest.py", "dialer/test_panel.py", "dialer/panel_test.py"),
    *("tests/index.html", "dialer/tests/helper.py", "lib/worker.test.js", "htmlcov/index.html"),
    # Of tools: version control, editors, environments, caches.
    *(".git/config", ".svn/a.html", ".hg/a.js", ".idea/a.json", ".vscode/settings.json"),
    *(".gitignore", ".prettierrc.json", ".DS_Store", "dialer/.draft.html"),
    *("node_modules/lib/index.js", "dialer/__pycache__/x.pyc", "dialer.egg-info/a.json"),
    *(".github/workflows/ci.yml", ".cache/a.html", "lib/python3/site-packages/a.js"),
]


@pytest.mark.parametrize("name", NOT_FOR_AGENTS)
def test_what_is_not_meant_for_agents_is_not_in_a_site(folder: Path, name: str) -> None:
    write(folder, name)
    assert sites(folder) == ["dialer/__init__.py"]


@pytest.mark.parametrize(
    "marker", ["venv/pyvenv.cfg", "venv/conda-meta/history", "venv/CACHEDIR.TAG"]
)
def test_an_environment_or_a_cache_is_told_by_what_it_holds(folder: Path, marker: str) -> None:
    write(folder, marker, "venv/lib/widgets/index.html", "venv/cacert.pem")
    assert sites(folder) == ["dialer/__init__.py"]


def test_a_former_build_is_not_shipped_again(folder: Path) -> None:
    write(folder, "site/bundle.json", "site/boot.js", "site/index.html", "data/bundle.json")
    assert sites(folder) == ["data/bundle.json", "dialer/__init__.py"]


def test_what_was_left_out_is_known(folder: Path) -> None:
    write(folder, "customers.csv", "helper.py", ".gitignore", "requirements.txt", "index.html")
    assert [file.name for file in published(find_app(folder)).left_out] == ["customers.csv"]


SECRETS = [
    *(".env", ".env.local", "prod.env", ".envrc", ".npmrc", ".pypirc", ".netrc", ".htpasswd"),
    *(".git-credentials", ".aws/credentials", ".ssh/config", ".kube/config", ".docker/a.json"),
    *("credentials.json", "Credentials.JSON", "google-credentials-7.json", "client_secret_1.json"),
    *("my-service-account.json", "serviceAccountKey.json", "x-firebase-adminsdk-1.json"),
    *("secrets.toml", "secrets.js", "dialer/secrets.py", "secrets/a.html", "passwords.txt"),
    *("cert.pfx", "server.key", "ca.pem", "a.p12", "store.jks", "id_rsa", "id_ed25519", "a.ppk"),
    *("vault.kdbx", "terraform.tfstate", "prod.tfvars", "local.settings.json", "kubeconfig"),
    *("sounds/.env.production", "auth.json", "token.json", "key.asc", "office.ovpn"),
]


@pytest.mark.parametrize("name", SECRETS)
def test_what_looks_like_a_secret_stops_the_build_by_its_name(folder: Path, name: str) -> None:
    write(folder, name)
    settings(folder, "*")
    error = refusal(folder)
    # Of a folder of secrets the name is enough.
    assert error.message.removeprefix(f"{folder}/").split(" looks like a secret")[0] in (
        name,
        name.partition("/")[0],
    )
    assert "Move it out" in error.hint


@pytest.mark.parametrize(
    "name", [".env.example", "password.py", "credentials.svg", "tokens.css", "public.crt"]
)
def test_what_only_sounds_like_a_secret_stops_nothing(folder: Path, name: str) -> None:
    write(folder, name)
    sites(folder)


def test_all_secrets_are_named_at_once(folder: Path) -> None:
    write(folder, ".env", "certs/server.key")
    assert refusal(folder).message.startswith(
        f"{folder}/.env, {folder}/certs/server.key look like secrets"
    )


@pytest.mark.parametrize("name", [".env", ".aws/credentials", "odd [1]* é.pem"])
def test_a_secret_may_stay_where_it_is_as_the_hint_says(folder: Path, name: str) -> None:
    write(folder, name)
    hint = refusal(folder).hint
    assert f"{folder}/pyproject.toml" in hint
    setting = tomllib.loads(hint[hint.index("publish =") :])
    settings(folder, *setting["publish"])
    assert sites(folder) == ["dialer/__init__.py"]


def test_a_file_is_called_as_the_developer_wrote_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, ".env")
    monkeypatch.chdir(folder.parent)
    assert refusal(Path("repository")).message.startswith("repository/.env looks like")
    (folder / ".env").unlink()
    write(folder, "pyproject.toml")
    (folder / "pyproject.toml").write_text("[tool.cifbridge]\nx = 1", "utf-8")
    assert refusal(Path("repository")).message.startswith("repository/pyproject.toml:2: ")


def test_a_project_publishes_further_files_and_leaves_out_others(folder: Path) -> None:
    write(folder, "a/prices.csv", "data/rates.bin", "data/draft.html", "b.html", "helper.py")
    write(folder, "dialer/test_mode.py", "dialer/unused.py", "requirements.txt", ".well-known.json")
    settings(folder, "*.CSV", "data/", "!draft.html", "helper.py", "test_mode.py", "!unused.py")
    assert sites(folder) == [
        *("a/prices.csv", "b.html", "data/rates.bin", "dialer/__init__.py"),
        *("dialer/test_mode.py", "helper.py"),
    ]
    settings(folder, "*", "!*.py")
    assert "requirements.txt" not in sites(folder)
    assert ".well-known.json" in sites(folder)


def test_the_documentation_lists_what_a_site_holds() -> None:
    rows = table("guide/widget-page.md", "Which files get into the site")
    held = [kind for kind, goes in rows if goes.startswith(("as they are", "added to"))]
    listed = re.findall(r"`([^`]+)`", " ".join(held))
    assert sorted(listed) == sorted([*WEB_SUFFIXES, *HOST_FILES])


@pytest.mark.parametrize("suffix", WEB_SUFFIXES)
def test_everything_that_a_site_holds_is_served_with_its_own_type(suffix: str) -> None:
    assert media_type(f"a{suffix}") != ANY_MEDIA_TYPE


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@needs_links
@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "../outside/a.html", "../outside"])
@pytest.mark.parametrize("name", ["passwd", "dialer/x.html", "dialer/x.py"])
def test_a_link_that_leads_out_of_the_folder_is_refused(
    folder: Path, name: str, target: str
) -> None:
    write(folder.parent, "outside/a.html")
    place = Path(target) if target.startswith("/") else (folder / target).resolve()
    (folder / name).symlink_to(place)
    error = refusal(folder)
    assert error.message.startswith(
        f"{folder}/{name} is a link that leads out of the widget's folder, to {place.resolve()}"
    )
    settings(folder, f"!/{name}")
    assert sites(folder) == ["dialer/__init__.py"]


@needs_links
def test_a_link_out_of_the_folder_through_another_one_is_refused(folder: Path) -> None:
    write(folder.parent, "outside/a.html")
    write(folder, "docs/x.html")
    (folder / "docs" / "up").symlink_to(folder.parent / "outside")
    (folder / "a.html").symlink_to(folder / "docs" / "up" / "a.html")
    assert f"{folder}/a.html is a link that leads out" in refusal(folder).message


@needs_links
def test_links_to_the_folder_itself_add_nothing(folder: Path) -> None:
    write(folder, "index.html")
    for name in ("one", "two", "dialer/three", "dialer/four"):
        (folder / name).symlink_to(folder, target_is_directory=True)
    assert sites(folder) == ["dialer/__init__.py", "index.html"]


@needs_links
def test_folders_that_link_to_each_other_have_an_end(folder: Path) -> None:
    for depth in range(40):
        write(folder, f"{depth}/a.html")
        for name in ("left", "right"):
            (folder / str(depth) / name).symlink_to(folder / str(depth + 1))
    write(folder, "40/a.html")
    (folder / "40" / "back").symlink_to(folder / "0")
    found = sites(folder)
    assert {f"{depth}/a.html" for depth in range(41)} <= set(found)
    assert len(found) < 200


@needs_links
def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    write(folder, "img/logo.svg", "node_modules/lib/lib.js")
    (folder / "static").symlink_to("img")
    (folder / "lib.js").symlink_to("node_modules/lib/lib.js")
    assert sites(folder) == [
        *("dialer/__init__.py", "img/logo.svg", "lib.js", "static/logo.svg"),
    ]


@needs_links
def test_a_repositorys_requirements_may_be_elsewhere(folder: Path) -> None:
    write(folder.parent, "requirements.txt")
    (folder / "requirements.txt").symlink_to(folder.parent / "requirements.txt")
    assert sites(folder) == ["dialer/__init__.py"]


@needs_links
def test_a_link_gives_a_secret_no_other_name(folder: Path) -> None:
    write(folder, ".env", ".git/config.json")
    settings(folder, "!/.env")
    (folder / "config.json").symlink_to(".env")
    (folder / "git").symlink_to(".git")
    assert refusal(folder).message.startswith(f"{folder}/config.json looks like a secret")
    (folder / "config.json").unlink()
    assert sites(folder) == ["dialer/__init__.py"]


@needs_links
@pytest.mark.parametrize("target", ["absent.svg", "logo.svg"])
def test_a_link_to_nothing_or_to_itself_is_named(folder: Path, target: str) -> None:
    (folder / "logo.svg").symlink_to(target)
    assert refusal(folder).message.startswith(f"{folder}/logo.svg is a link to ")


@needs_links
def test_what_is_neither_file_nor_folder_is_not_looked_at(folder: Path) -> None:
    os.mkfifo(folder / "index.html")
    assert sites(folder) == ["dialer/__init__.py"]


ODD_NAMES = ["a b.html", "ü.html", "日本.svg", "a#b?c.html", "100%.html", "'\"<>&.html", "🙂.css"]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
@pytest.mark.parametrize("name", [*ODD_NAMES, "line\nbreak.html", "back\\slash.html"])
def test_a_file_may_have_an_odd_name(folder: Path, name: str) -> None:
    write(folder, name)
    assert name in sites(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="such names cannot be there")
@pytest.mark.parametrize("name", [b"\xff.html", b"dialer/\xff.py", b"\xff/a.html"])
def test_a_name_that_is_not_utf_8_is_refused_where_it_would_get_into_the_site(
    folder: Path, name: bytes
) -> None:
    write(folder, os.fsdecode(name), os.fsdecode(b"\xfe.log"))
    error = refusal(folder)
    assert r"\xff" in error.message
    assert "is not UTF-8" in error.message
    str(error).encode()


@needs_links
def test_a_folder_may_have_very_many_files(folder: Path) -> None:
    # Making them all would take longer than what is tested.
    (folder / "0").mkdir()
    for number in range(1000):
        open(folder / "0" / f"{number}.svg", "x").close()
    for number in range(1, 20):
        (folder / str(number)).symlink_to("0")
    settings(folder, "*.csv", "!x/")
    assert len(published(find_app(folder)).static) == 20_000


@needs_links
def test_a_folder_that_vanishes_meanwhile_is_named(folder: Path, app: App) -> None:
    os.rename(folder, folder.with_name("renamed"))
    assert refusal_of(app).message.startswith(f"cannot read {folder}: ")


@pytest.fixture
def app(folder: Path) -> App:
    return find_app(folder)


def refusal_of(app: App) -> BuildError:
    with pytest.raises(BuildError) as refused:
        published(app)
    return refused.value
