"""What a project's pyproject.toml says of itself, and which mistakes in it are named."""

from pathlib import Path

import pytest

from cifbridge_workbench.build.app import find_app, project_apps
from cifbridge_workbench.build.bundle import MANIFEST, folders_for
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.project import Settings, find_project, project_config, read_settings


def written(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text, "utf-8")
    return folder


def test_without_a_pyproject_nothing_is_set(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


@pytest.mark.parametrize("text", ["", '[project]\nname = "x"', "[tool.ruff]\nline-length = 100"])
def test_what_is_for_other_tools_is_not_looked_at(tmp_path: Path, text: str) -> None:
    assert read_settings(written(tmp_path, text)) == Settings()


def test_a_setting_has_the_name_of_its_key(tmp_path: Path) -> None:
    folder = written(tmp_path, '[tool.cifbridge]\npublish = ["*.csv", "!notes.json"]\n')
    assert read_settings(folder).publish == ("*.csv", "!notes.json")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            '[project]\nname = "x"\n[tool.cifbridge]\npublsh = []',
            "4: unknown key tool.cifbridge.publsh; did you mean publish?",
        ),
        (
            "[tool.cifbridge]\nzebra = 1",
            "2: unknown key tool.cifbridge.zebra; known are app, apps, publish",
        ),
        ("tool = 1", "1: tool must be a table, not 1"),
        ("[tool]\ncifbridge = []", "2: tool.cifbridge must be a table, not []"),
        (
            '[tool.cifbridge]\npublish = "*.csv"',
            '2: tool.cifbridge.publish is a list: write publish = ["..."]',
        ),
        (
            '[tool.cifbridge]\npublish = [\n  "*.csv",\n  7,\n]',
            "4: tool.cifbridge.publish[1] must be text, not 7",
        ),
        (
            '[tool.cifbridge]\npublish = [" "]',
            "2: tool.cifbridge.publish[0] must be a non-empty string",
        ),
        (
            '[tool.cifbridge]\npublish = ["!../x"]',
            "2: tool.cifbridge.publish[0] leads out of the app's folder: '!../x'",
        ),
        (
            "[tool.cifbridge]\npublish = ['# x']",
            "2: tool.cifbridge.publish[0] is not a pattern as in .gitignore: '# x'",
        ),
        (
            "[tool.cifbridge]\npublish = ['x', '!']",
            "2: tool.cifbridge.publish[1] is not a pattern as in .gitignore: '!'",
        ),
        ("[tool.cifbridge]\napp = 7", "2: tool.cifbridge.app must be text, not 7"),
        (
            "[tool.cifbridge]\napps = 'src/a'",
            '2: tool.cifbridge.apps is a list: write apps = ["..."]',
        ),
        (
            "[tool.cifbridge]\napp = 'a'\napps = ['b']",
            "2: app and apps say the same: keep one of them",
        ),
        ("[tool.cifbridge", "1:16: "),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BuildError) as refused:
        read_settings(written(tmp_path, text))
    place = refused.value.message.partition("pyproject.toml:")[2]
    assert place.startswith(complaint)


def test_a_folders_project_is_the_nearest_around_it_that_has_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = tmp_path / "src" / "demo"
    widget.mkdir(parents=True)
    written(tmp_path, "[tool.cifbridge]")
    written(tmp_path / "src", "[tool.ruff]")
    assert find_project(widget) == tmp_path
    monkeypatch.chdir(widget)
    assert find_project(Path()) == Path("../..")
    monkeypatch.chdir(tmp_path)
    assert find_project(Path("src/demo")) == Path()
    written(widget, "[tool.cifbridge]")
    assert find_project(Path("src/demo")) == Path("src/demo")


def test_a_project_names_its_widgets_and_they_have_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package(tmp_path, "project/src/phone").parents[1])
    package(tmp_path, "chat")
    text = '[tool.cifbridge]\napps = ["src/phone", "../chat"]\npublish = ["*.csv"]'
    written(Path(), text)
    phone, chat = project_apps(Path())
    assert (phone.name, phone.given) == ("phone", Path("src/phone"))
    assert (chat.name, chat.given) == ("chat", Path("../chat"))
    assert phone.settings().publish == chat.settings().publish == ("*.csv",)
    # However it is named.
    assert find_app(Path("src")).settings().publish == ("*.csv",)


@pytest.mark.parametrize(
    ("text", "complaint", "advice"),
    [
        (None, "there is no project in ", "cifbridge new NAME"),
        ("[tool.ruff]", "there is no project in ", "--app"),
        ("[tool.cifbridge]", "pyproject.toml names no widget", 'app = "PATH"'),
        ("[tool.cifbridge]\napp = 'gone'", "there is no folder gone", "--app"),
    ],
)
def test_where_no_widget_is_to_be_found_it_is_said_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
    complaint: str,
    advice: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        written(tmp_path, text)
    with pytest.raises(BuildError) as refused:
        project_apps(Path())
    assert refused.value.message.startswith(complaint)
    assert advice in refused.value.hint


PROVIDER = '[[{}providers]]\nuniqueName = "phone"\nlabel = "Our phone"\n'
IN_A_FILE = '[tool.cifbridge]\nconfig = "mine.toml"\n'


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        (IN_A_FILE, PROVIDER.format("")),
        (PROVIDER.format("tool.cifbridge.config."), ""),
        (PROVIDER.format("tool.cifbridge."), ""),
        (IN_A_FILE + PROVIDER.format("tool.cifbridge."), '[[presences]]\nstatus = "x"\n'),
    ],
    ids=["in a file", "in the table", "of its own", "beside a file"],
)
def test_a_project_configures_the_workbench(tmp_path: Path, text: str, mine: str) -> None:
    (tmp_path / "mine.toml").write_text(mine, "utf-8")
    config = project_config(written(tmp_path, text))
    assert config.data["providers"][0]["label"] == "Our phone"
    assert ("presences" in config.data) == ("presences" in mine)


def test_a_mistake_in_a_configuration_is_named_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("\n[environment]\nclientUrl = 3\n", "utf-8")
    config = project_config(written(tmp_path, IN_A_FILE + PROVIDER.format("tool.cifbridge.")))
    in_file = config.fault(("environment", "clientUrl"), "is wrong")
    assert in_file.message == f"{tmp_path / 'mine.toml'}:3: is wrong"
    in_project = config.fault(("providers", 0, "label"), "is wrong")
    assert in_project.message == f"{tmp_path / 'pyproject.toml'}:5: is wrong"


def test_providers_are_written_once(tmp_path: Path) -> None:
    twice = PROVIDER.format("tool.cifbridge.config.") + PROVIDER.format("tool.cifbridge.")
    with pytest.raises(BuildError, match=r"pyproject\.toml:4: .* has providers too"):
        project_config(written(tmp_path, twice))


def test_each_of_several_widgets_gets_a_folder(tmp_path: Path) -> None:
    apps = [find_app(package(tmp_path, name)) for name in ("phone", "chat")]
    assert folders_for(apps[:1], tmp_path / "dist") == {apps[0]: tmp_path / "dist"}
    assert [out.name for out in folders_for(apps, tmp_path / "dist").values()] == ["phone", "chat"]
    with pytest.raises(BuildError, match="two of the widgets have one name: phone, phone"):
        folders_for([apps[0], find_app(package(tmp_path, "other/phone"))], tmp_path / "dist")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / MANIFEST).touch()
    with pytest.raises(BuildError, match="is the site of one widget, and there are 2 to build"):
        folders_for(apps, tmp_path / "dist")


def package(folder: Path, name: str) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    return folder / name
