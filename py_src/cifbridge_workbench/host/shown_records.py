"""The records that the agent sees: lists, forms and articles, ready to be put on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from cifbridge_workbench.host.agent import Agent
from cifbridge_workbench.host.forms import Form
from cifbridge_workbench.host.pages import SEARCHED
from cifbridge_workbench.host.tab import Page
from cifbridge_workbench.records import Dataverse
from cifbridge_workbench.records.columns import (
    Boolean,
    Choice,
    Column,
    Fraction,
    Moment,
    Options,
    Text,
    Whole,
)
from cifbridge_workbench.records.reading import FORMATTED, LEADS_TO, Record
from cifbridge_workbench.records.schema import Table

Shown = dict[str, Any]

# What a list of the table shows; others show the name and the time they were made.
_LISTS = {
    "account": ("name", "telephone1", "address1_city", "primarycontactid"),
    "contact": ("fullname", "jobtitle", "telephone1", "emailaddress1"),
    "incident": ("title", "ticketnumber", "customerid", "prioritycode"),
    "knowledgearticle": ("title", "articlepublicnumber", "publishon"),
    "phonecall": ("subject", "phonenumber", "regardingobjectid", "statecode"),
}
# What a form of the table shows; others show every column that the agent can write.
_FORMS = {
    "account": (
        *("name", "accountnumber", "telephone1", "emailaddress1", "websiteurl", "industrycode"),
        *("address1_line1", "address1_city", "primarycontactid", "description"),
    ),
    "contact": (
        *("firstname", "lastname", "jobtitle", "parentcustomerid", "telephone1", "mobilephone"),
        *("emailaddress1", "preferredcontactmethodcode", "address1_city", "description"),
    ),
    "incident": (
        *("title", "ticketnumber", "customerid", "primarycontactid", "prioritycode"),
        *("caseorigincode", "casetypecode", "description"),
    ),
}
_RECENT = "?$orderby=modifiedon desc&$top=5"
_ACTIVE = "?$filter=statecode eq 0&$orderby=createdon desc&$top=5"
_NEWEST = "?$orderby=createdon desc&$top=50"
_HITS = "$top=20"
_UNTITLED = "Untitled"
_WAITING = "The widget opened this form and waits until you save or discard it."


def lists(agent: Agent, page: Page) -> list[Shown]:
    """Give the lists on a page: each with its columns' labels and its rows' cells.

    A cell has text, and what a click on it means: `opens` names a record, `calls` a phone field.

    Raises:
        DataverseError: The page names no table, or its query is faulty.
    """
    dataverse, first = agent.dataverse, page.get("etn", SEARCHED[0])
    match page:
        case {"pagetype": "entitylist"}:
            return [_list(dataverse, first, _NEWEST)]
        case {"pagetype": "search", "query": query}:
            return [_list(dataverse, first, query)]
        case {"pagetype": "search", "searchText": text}:
            searched = dict.fromkeys((first, *SEARCHED)) if text.strip() else ()
            phrase = '"{}"'.format(text.strip().replace('"', ""))
            return [_list(dataverse, table, _search(phrase)) for table in searched]
    return [
        {**_list(dataverse, table, query, heading), "more": f"All {plural}"}
        for table, query, heading, plural in (
            ("contact", _RECENT, "Recent contacts", "contacts"),
            ("incident", _ACTIVE, "Active cases", "cases"),
        )
    ]


def record_form(agent: Agent, entity: str, record: str) -> Shown:
    """Give the form on a record's page, with what is entered but not saved.

    A field has the `control` that its value is entered in, empty for one that only shows text.

    Raises:
        DataverseError: There is no such table or record.
    """
    table = agent.dataverse.table(entity)
    row = agent.dataverse.retrieve(entity, record)
    about = (entity, record)
    entered = [e["values"] for e in agent.edits if (e["entityName"], e["entityId"]) == about]
    waiting = any((form.entity_name, form.entity_id) == about for form in agent.forms)
    edited = {**row, **entered[0]} if entered else row
    return {
        "title": str(row.get(table.primary_name) or _UNTITLED),
        "kind": table.label,
        "state": _WAITING if waiting else "Unsaved changes" if entered else "",
        "open": bool(waiting or entered),
        "fields": [
            {
                **_field(column, edited),
                **_value(column, row),
                "calls": [*about, column.name] if _is_phone(column) else None,
            }
            for column in _form_columns(table)
        ],
    }


def new_form(agent: Agent) -> Shown | None:
    """Give the form of a new record that waits in front of all else, oldest first."""
    new = next((form for form in agent.forms if form.entity_id is None), None)
    return None if new is None else _new_form(agent.dataverse.table(new.entity_name), new)


def articles(agent: Agent) -> list[Shown]:
    """Give the articles that the knowledge pane has found.

    Raises:
        DataverseError: The text can't be searched for.
    """
    text = agent.knowledge()["searchText"].strip()
    return [
        {
            "id": row["knowledgearticleid"],
            "title": row["title"] or _UNTITLED,
            "text": row["description"] or row["articlepublicnumber"] or "",
        }
        for row in agent.dataverse.search("knowledgearticle", _search(text) if text else _HITS)
    ]


def _new_form(table: Table, form: Form) -> Shown:
    return {
        "id": form.id,
        "title": f"New {table.label}",
        "fields": [
            {**_field(column, form.values), "text": form.references.get(column.name, "")}
            for column in _form_columns(table)
            if _control(column) or column.name in form.references
        ],
    }


def _search(text: str) -> str:
    return f"$search={quote(text, safe='')}&{_HITS}"


def _list(dataverse: Dataverse, name: str, query: str, heading: str = "") -> Shown:
    table = dataverse.table(name)
    columns = _named(table, _LISTS.get(name, (table.primary_name, "createdon")))
    return {
        "table": name,
        "heading": heading or table.plural,
        "columns": [column.label for column in columns],
        "rows": [_cells(table, columns, row) for row in dataverse.search(name, query)],
    }


def _cells(table: Table, columns: Sequence[Column], row: Record) -> list[Shown]:
    record = [table.logical_name, row[table.primary_id]]
    cells = []
    for column in columns:
        cell = _value(column, row)
        if column.name == table.primary_name:
            cell = {"text": cell["text"] or _UNTITLED, "opens": record}
        elif cell["text"] and _is_phone(column):
            cell["calls"] = [*record, column.name]
        cells.append(cell)
    return cells


def _field(column: Column, row: Mapping[str, Any]) -> Shown:
    choices = _choices(column) if isinstance(column, Options) else []
    value = row.get(column.property_name)
    # A widget may have written numbers as text.
    known = (c["value"] for c in choices if str(value).lower() in _spellings(c["value"]))
    return {
        "name": column.name,
        "label": column.label,
        "control": _control(column),
        "choices": choices,
        "value": next(known, None) if choices else value,
    }


def _choices(column: Options) -> list[Shown]:
    kind = bool if isinstance(column, Boolean) else int
    return [{"value": kind(number), "text": text} for number, text in column.choices.items()]


def _spellings(value: int) -> tuple[str, str]:
    return str(value).lower(), str(int(value))


def _control(column: Column) -> str:
    if column.read_only:
        return ""
    match column:
        case Text(type="memo"):
            return "textarea"
        case Text():
            return "tel" if _is_phone(column) else "text"
        case Boolean() | Choice(type="picklist"):
            return "select"
        case Moment():
            return "datetime-local"
        case Whole() | Fraction():
            return "number"
    return ""


def _value(column: Column, row: Mapping[str, Any]) -> Shown:
    """Give a value as people read it, with the record that a lookup leads to."""
    key = column.property_name
    text = row.get(f"{key}{FORMATTED}", row.get(key))
    leads_to = row.get(f"{key}{LEADS_TO}")
    return {
        "text": "" if text is None else str(text),
        "opens": [leads_to, row[key]] if leads_to and text else None,
    }


def _form_columns(table: Table) -> list[Column]:
    writable = [name for name, column in table.columns.items() if _control(column)]
    return _named(table, _FORMS.get(table.logical_name, writable))


def _named(table: Table, names: Sequence[str]) -> list[Column]:
    # An organisation's own file of tables may lack some.
    return [table.columns[name] for name in names if name in table.columns]


def _is_phone(column: Column) -> bool:
    return column.type == "string" and "phone" in column.name
