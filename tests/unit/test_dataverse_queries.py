"""Everything a query can ask for besides ``$filter``."""

import uuid
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cifbridge_workbench.records import Dataverse, DataverseError

NAME = "@OData.Community.Display.V1.FormattedValue"
CALLERS = {
    "Amelia Novak": "+1 425 555 0142",
    "Tomás Ferreira": "+351 21 555 0187",
    "Yuki Tanaka": "+81 3 5555 0119",
    "Grace Okafor": "+44 20 7946 0351",
}


def one(contoso: Dataverse, table: str, query: str) -> dict[str, Any]:
    (record,) = contoso.search(table, query)
    return record


def test_those_who_call_the_softphone_are_contacts(contoso: Dataverse) -> None:
    for name, number in CALLERS.items():
        condition = quote(f"telephone1 eq '{number}'")
        assert one(contoso, "contact", f"?$filter={condition}")["fullname"] == name


def test_a_selection_brings_the_id_and_what_was_asked_for(contoso: Dataverse) -> None:
    record = one(contoso, "contact", "?$select=lastname&$filter=lastname eq 'novak'")
    assert set(record) == {"@odata.etag", "contactid", "lastname"}


def test_without_a_selection_every_column_comes(contoso: Dataverse) -> None:
    for table in contoso.tables():
        for record in contoso.search(table.logical_name):
            assert set(table.properties) <= set(record)


def test_a_lookup_comes_with_the_name_and_table_it_leads_to(contoso: Dataverse) -> None:
    record = one(contoso, "contact", "$filter=lastname eq 'okafor'&$select=_parentcustomerid_value")
    assert record[f"_parentcustomerid_value{NAME}"] == "Okafor & Daughters Ltd"
    key = "_parentcustomerid_value@Microsoft.Dynamics.CRM."
    assert record[f"{key}lookuplogicalname"] == "account"
    assert record[f"{key}associatednavigationproperty"] == "parentcustomerid_account"


def test_values_come_as_people_read_them_too(contoso: Dataverse) -> None:
    record = one(contoso, "account", "$filter=accountnumber eq 'DAT-1006'")
    assert (record["numberofemployees"], record[f"numberofemployees{NAME}"]) == (5200, "5,200")
    assert (record["industrycode"], record[f"industrycode{NAME}"]) == (16, "Financial")
    assert record["createdon"] == "2025-07-15T08:15:00Z"
    assert record[f"createdon{NAME}"] == "7/15/2025 8:15 AM"
    assert record["address1_stateorprovince"] is None
    assert f"address1_stateorprovince{NAME}" not in record


def test_related_records_come_along(contoso: Dataverse) -> None:
    query = (
        "$filter=lastname eq 'novak'&$select=fullname&$expand="
        "parentcustomerid_account($select=name;$expand=primarycontactid($select=lastname)),"
        "parentcustomerid_contact,"
        "incident_customer_contacts($select=title;$filter=contains(title,'e');"
        "$orderby=createdon desc;$top=1)"
    )
    record = one(contoso, "contact", query)
    account = record["parentcustomerid_account"]
    assert account["name"] == "Fabrikam Residences"
    assert account["primarycontactid"]["lastname"] == "Novak"
    assert record["parentcustomerid_contact"] is None
    assert [case["title"] for case in record["incident_customer_contacts"]] == [
        "Heating controller shows error E42"
    ]
    assert "_parentcustomerid_value" not in record


def test_an_activitys_parties_come_along(contoso: Dataverse) -> None:
    record = one(contoso, "phonecall", "$expand=phonecall_activity_parties($select=partyidname)")
    parties = [party["partyidname"] for party in record["phonecall_activity_parties"]]
    assert parties == ["Amelia Novak", "Avery Howard"]


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("lastname", "Ahmed El-Sayed"),
        ("lastname asc", "Ahmed El-Sayed"),
        ("lastname desc", "伟 王"),
        ("jobtitle,lastname", "Ingrid Sørensen"),
        ("parentcustomerid_account/name, firstname desc", "Siobhán O'Brien"),
        ("_parentcustomerid_value desc,firstname", "Zofia Wiśniewska"),
        ("preferredcontactmethodcode,lastname desc", "Ingrid Sørensen"),
    ],
)
def test_records_come_in_the_order_asked_for(contoso: Dataverse, order: str, first: str) -> None:
    assert contoso.search("contact", f"$orderby={order}")[0]["fullname"] == first


def test_top_limits(contoso: Dataverse) -> None:
    assert len(contoso.search("contact", "$top=3&$count=true")) == 3
    assert contoso.search("contact", "$top=0") == []


def test_no_more_than_5000_come_at_once() -> None:
    with Dataverse() as contoso:
        for index in range(5001):
            contoso.create("task", {"subject": f"{index}"})
        assert len(contoso.search("task", "$select=subject")) == 5000


@pytest.mark.parametrize(
    ("text", "count"),
    [("NOVAK", 1), ('"tomas"', 1), ("%25", 0), ("_", 0), ("555%200142", 1), ("", 12)],
)
def test_a_search_looks_into_every_text(contoso: Dataverse, text: str, count: int) -> None:
    assert len(contoso.search("contact", f"?$search={text}")) == count


@pytest.mark.parametrize(
    "query",
    [
        "?$filter=contains(fullname,'novak')&$select=fullname",
        "$filter=contains(fullname,'novak')&$select=fullname",
        "?%24filter=contains%28fullname%2C%27novak%27%29&%24select=fullname",
        "?$filter=contains(fullname,+'novak')&&$select=fullname",
        "?$filter=contains(fullname,'%25nov%25')&$select=fullname",
        "?$filter=contains(fullname,'%nov%')&$select=fullname",
    ],
)
def test_a_query_may_be_written_in_many_ways(contoso: Dataverse, query: str) -> None:
    assert one(contoso, "contact", query)["fullname"] == "Amelia Novak"


def test_a_bare_plus_is_a_space_as_in_any_address(contoso: Dataverse) -> None:
    assert contoso.search("contact", "$filter=telephone1 eq '+1 425 555 0142'") == []
    assert contoso.search("contact", "$filter=telephone1 eq '%2B1 425 555 0142'")


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (
            "$select=emial",
            "Could not find a property named 'emial' on type 'Microsoft.Dynamics.CRM.contact'.",
        ),
        ("$select=", "empty name"),
        ("$select=fullname,", "empty name"),
        ("$select=parentcustomerid", "'parentcustomerid'"),
        ("$orderby=emial", "'emial'"),
        ("$orderby=fullname down", "Syntax error in 'fullname down'"),
        ("$orderby=fullname;drop table contact", "Syntax error"),
        ("$orderby=(select 1)", "Syntax error"),
        ("$orderby=rowid", "'rowid'"),
        ("$orderby=.version", "Syntax error"),
        ('$select="fullname"', "'\"fullname\"'"),
        ("$select=parentcustomerid.type", "'parentcustomerid.type'"),
        ("$expand=emial", "'emial'"),
        ("$expand=fullname", "'fullname'"),
        ("$expand=incident_customer_contacts($select=emial)", "CRM.incident'"),
        ("$expand=incident_customer_contacts($count=true)", "$count is not supported"),
        ("$expand=parentcustomerid_account($filter=name eq 'x')", "$filter is not supported"),
        ("$expand=parentcustomerid_account(", "bracket"),
        ("$expand=parentcustomerid_account)", "bracket"),
        ("$top=x", "requires a non-negative integer"),
        ("$top=-1", "requires a non-negative integer"),
        ("$top=5001", "limit of 5000"),
        ("$top=1&$top=2", "more than once"),
        ("$top=1&%24top=2", "more than once"),
        ("$count=yes", "'true' and 'false'"),
        ("$skip=1", "Skip Clause is not supported in CRM"),
        ("$apply=aggregate(x)", "does not implement"),
        ("fetchXml=<fetch/>", "does not implement"),
        ("$fliter=x", "The query parameter $fliter is not supported"),
        ("select=fullname", "The query parameter select is not supported"),
        ("$filter=name eq 'A & B'", "not supported"),
        ("$filter=fullname eq '%ff'", "not percent-encoded UTF-8"),
        ("$filter=fullname eq '\ud800'", "not percent-encoded UTF-8"),
    ],
)
def test_what_is_not_understood_is_refused(contoso: Dataverse, query: str, complaint: str) -> None:
    with pytest.raises(DataverseError) as refused:
        contoso.search("contact", query)
    assert complaint in refused.value.message


def test_expansions_have_an_end(contoso: Dataverse) -> None:
    query = "parentcustomerid_contact"
    for _ in range(11):
        query = f"parentcustomerid_contact($expand={query})"
    with pytest.raises(DataverseError, match="deep"):
        contoso.search("contact", f"$expand={query}")


ATTACKS = [
    "'; DROP TABLE contact; --",
    '"; DROP TABLE contact; --',
    "' OR '1'='1",
    "') OR 1=1 --",
    "1; DELETE FROM contact",
    'fullname" FROM contact; --',
    "x' UNION SELECT name FROM sqlite_master --",
    "(SELECT group_concat(name) FROM sqlite_master)",
    "fullname/**/",
    "\x00",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "place",
    [
        "$filter=fullname eq '{}'",
        "$filter=fullname eq {}",
        "$filter={} eq 'x'",
        "$filter=contains(fullname,'{}')",
        "$filter=contains({},'x')",
        "$filter=_parentcustomerid_value eq '{}'",
        "$filter=parentcustomerid_account/{} eq 'x'",
        "$orderby={}",
        "$orderby=fullname {}",
        "$select={}",
        "$expand={}",
        "$expand=parentcustomerid_account($select={})",
        "$expand=incident_customer_contacts($filter={};$orderby={})",
        "$search={}",
        "$top={}",
    ],
)
def test_no_query_reads_or_changes_anything_else(
    contoso: Dataverse, place: str, attack: str
) -> None:
    for text in (attack, attack.replace("'", "''")):
        try:
            found = contoso.search("contact", place.replace("{}", quote(text)))
        except DataverseError as refused:
            assert refused.message
        else:
            assert found == []
    assert len(contoso.search("contact")) == 12


@settings(deadline=None)
@given(
    option=st.sampled_from(["select", "filter", "orderby", "expand", "top", "count", "search"]),
    text=st.text(max_size=30)
    | st.lists(
        st.sampled_from(
            [
                *("fullname", "parentcustomerid_account", "eq", "not", "and", "null", "contains"),
                *("any", "1", "desc", "$select=", *" '(),;/${%\n"),
            ]
        ),
        max_size=9,
    ).map("".join),
)
def test_any_query_is_answered_or_refused(contoso: Dataverse, option: str, text: str) -> None:
    try:
        query = quote(text, errors="surrogatepass")
        records = contoso.search("contact", f"${option}={query}")
    except DataverseError as refused:
        assert refused.message
    else:
        assert all(uuid.UUID(record["contactid"]) for record in records)
