"""What the records start with, and where they are kept."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cifbridge_workbench import cli, commands, paths
from cifbridge_workbench.errors import BuildError
from cifbridge_workbench.records import Dataverse, DataverseError, Seed
from cifbridge_workbench.site import serve
from cifbridge_workbench.site.serve import ServeOptions

AGENT = "2a8e1f90-6c3b-4d57-8e21-7b9c0d1e2f3a"
ENVIRONMENT = (
    "[environment]\nclientUrl = 'https://a.example'\nappUrl = 'https://a.example/main.aspx'\n"
)
BIND = "@odata.bind"
SetUp = Callable[[str], Dataverse]


def test_the_default_is_a_small_company() -> None:
    with Dataverse() as dataverse:
        counts = {
            table.logical_name: len(dataverse.search(table.logical_name))
            for table in dataverse.tables()
        }
    assert counts["account"] == 6
    assert counts["contact"] == 12
    assert counts["incident"] >= 10
    assert counts["knowledgearticle"] == 6
    assert counts["msdyn_channelprovider"] == 2


def test_the_configuration_becomes_records_too() -> None:
    config = json.loads(paths.DEFAULT_CONFIG.read_text("utf-8"))
    with Dataverse() as dataverse:
        agent = dataverse.retrieve("systemuser", config["environment"]["userId"])
        assert agent["fullname"] == config["environment"]["username"]
        definitions = dataverse.search("msdyn_kpieventdefinition")
        found = {d["msdyn_name"]: d["msdyn_eventtype"] for d in definitions}
        assert found == {
            kpi["name"]: 100000000 if kpi["type"] == "System" else 100000001
            for kpi in config["kpiDefinitions"]
        }


def test_a_developers_records_replace_the_default_ones(set_up: SetUp) -> None:
    dataverse = set_up(
        f"""
        [[records.contact]]
        contactid = "{{0F8FAD5B-D9CB-469F-A165-70867728950E}}"
        firstname = "Mine"
        createdon = 2024-05-06T07:08:09Z
        "parentcustomerid_account@odata.bind" = "/accounts(7c9e6679-7425-40de-944b-e07fc1f90ae7)"

        [[records.account]]
        accountid = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
        name = "Later"

        [[records.phonecall]]
        subject = "x"
        phonecall_activity_parties = [
            {{"partyid_contact@odata.bind" = "/contacts(0f8fad5b-d9cb-469f-a165-70867728950e)"}},
            {{"partyid_systemuser@odata.bind" = "/systemusers({AGENT})"}},
        ]
        """
    )
    (contact,) = dataverse.search("contact", "$expand=parentcustomerid_account($select=name)")
    assert contact["fullname"] == "Mine"
    assert contact["createdon"] == "2024-05-06T07:08:09Z"
    assert contact["parentcustomerid_account"]["name"] == "Later"
    assert dataverse.search("incident") == []
    parties = [party["partyidname"] for party in dataverse.search("activityparty")]
    assert parties == ["Mine", "Avery Howard"]


def test_a_developers_environment_names_the_agent(set_up: SetUp) -> None:
    user = "0f8fad5b-d9cb-469f-a165-70867728950e"
    dataverse = set_up(
        f'{ENVIRONMENT}userId = "{{{user}}}"\nusername = "Kim Lee"\n[[records.task]]\nsubject = "x"'
    )
    assert dataverse.search("task", "$expand=ownerid")[0]["ownerid"]["fullname"] == "Kim Lee"


def test_the_agent_may_be_one_of_the_records(set_up: SetUp) -> None:
    dataverse = set_up(
        f'[[records.systemuser]]\nsystemuserid = "{AGENT}"\nfirstname = "Avery"\ntitle = "Boss"'
    )
    assert dataverse.retrieve("systemuser", AGENT)["title"] == "Boss"


LOST = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
PARTIES = "phonecall_activity_parties"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[[records.contact]]\nlastname='a'\n[[records.contact]]\nlastname='b'\nemial='x'",
            "5: records.contact[1]: Invalid property 'emial'",
        ),
        ("[[records.contact]]\nlastname=1", "2: records.contact[0]: Cannot convert the value 1 of"),
        ("[[records.contact]]\nfullname='x'", "2: records.contact[0]: The property 'fullname' is"),
        ("[[records.contat]]\na=1", "1: unknown table records.contat; did you mean contact?"),
        ("\n[[records.zebra]]\na=1", "2: unknown table records.zebra; known are"),
        ("[[records.activityparty]]", "1: unknown table records.activityparty"),
        ("[records.contact]\na='x'", "1: records.contact is a list of tables: write [[records.con"),
        ("[[records]]\na=1", "1: records must be a table"),
        ("[[records.incident]]\ntitle='x'", "1: records.incident[0]: Business process error"),
        (
            f"[[records.contact]]\n\n'parentcustomerid_account{BIND}'='/accounts({LOST})'",
            "3: records.contact[0]: parentcustomerid leads to a record of account that is not",
        ),
        (
            f"[[records.phonecall]]\n{PARTIES}=[\n {{}},\n {{'partyid_contact{BIND}'='me'}}]",
            "4: records.phonecall[0]: The value 'me'",
        ),
        (
            f"[[records.phonecall]]\n{PARTIES}=[{{'partyid_contact{BIND}'='/contacts({LOST})'}}]",
            "1: records.phonecall[0]: partyid leads to a record of contact that is not there",
        ),
        # Without those that the configuration implies.
        ("[[records.msdyn_channelprovider]]\nx=1", "2: records.msdyn_channelprovider[0]: Invalid"),
        (
            f"[[sessionTemplates]]\nuniqueName='mine'\ntitle='{'x' * 201}'",
            "1: sessionTemplates[0]: A validation error occurred. The length of the 'msdyn_title'",
        ),
        ("[[records.contact]]\nlastname=", "2:10: "),
        (f"{ENVIRONMENT}userId='me'", "4: environment.userId must be a GUID, not 'me'"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    complaint: Callable[[str], str], text: str, said: str
) -> None:
    assert complaint(text).startswith(said)


def test_a_file_keeps_the_records(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    with Dataverse(file) as dataverse:
        made = dataverse.create("contact", {"lastname": "Kept"})
    with Dataverse(file) as dataverse:
        assert dataverse.retrieve("contact", made)["lastname"] == "Kept"
        assert len(dataverse.search("contact")) == 13


@pytest.mark.parametrize(("arguments", "data"), [([], None), (["--data", "x.db"], Path("x.db"))])
def test_serve_is_told_where_to_keep_them(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], data: Path | None
) -> None:
    told: list[ServeOptions] = []
    monkeypatch.setattr(serve, "serve", told.append)
    cli.run(commands.build_py(), ["serve", *arguments])
    assert told[0].data == data


def test_a_seed_that_fails_leaves_no_half_made_file(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    with pytest.raises(BuildError):
        Dataverse(file, seed=Seed(user_id=AGENT, records={"contact": [{"emial": "x"}]}))
    with Dataverse(file) as dataverse:
        assert len(dataverse.search("contact")) == 12


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to look at" * 50, "utf-8")
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    for file in (text, other):
        before = file.read_bytes()
        with pytest.raises(BuildError, match=file.name):
            Dataverse(file)
        assert file.read_bytes() == before
    with pytest.raises(BuildError, match="absent"):
        Dataverse(tmp_path / "absent" / "x.sqlite")


def test_a_file_with_other_tables_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    Dataverse(file).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(BuildError, match="other tables") as refused:
        Dataverse(file)
    assert refused.value.hint


def test_a_file_that_another_holds_is_said(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    with Dataverse(file) as dataverse:
        dataverse._connection.execute("PRAGMA busy_timeout = 0")
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DataverseError, match="cannot be written"):
            dataverse.create("task", {"subject": "x"})
        with pytest.raises(DataverseError, match="locked"):
            dataverse.search("task")
        other.close()
        dataverse.create("task", {"subject": "x"})
