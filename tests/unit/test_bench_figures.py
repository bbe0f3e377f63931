"""The benchmark's statistics, and the forms in which they are shown."""

import io
import json

import pytest
from rich.console import Console

from cifbridge_workbench import paths
from cifbridge_workbench.bench.figures import Figure, FigureTable, Report, line
from cifbridge_workbench.bench.show import as_markdown, number, put_into, show_on_terminal
from cifbridge_workbench.errors import BuildError

MACHINE = {
    "browser": "Chromium 1",
    "pyodide": "314",
    "cores": 2,
    "system": "Linux",
    "date": "2026-01-02",
}


@pytest.fixture
def report():
    lines = (
        line("Start", "ms", {"ours": [300, 100, 200], "theirs": [800], "floor": [50, 50]}),
        line("Bytes", "MB", {"ours": [4.2], "theirs": []}),
    )
    table = FigureTable(
        title="Starting",
        note="How it was.",
        columns=("ours", "theirs", "floor"),
        reference="theirs",
        lines=lines,
    )
    return Report(machine=MACHINE, tables=(table,), repeated=1)


def test_the_median_and_the_quartiles_ignore_the_order_of_the_values():
    figure = Figure(values=(5, 1, 100, 3, 4))
    assert figure.median == 4
    assert figure.quartiles == (3, 5)


def test_a_single_value_has_no_spread():
    assert Figure(values=(7,)).quartiles == (7, 7)


def test_a_ratio_compares_medians_with_the_reference(report):
    (table,) = report.tables
    start, size = table.lines
    assert table.ratio(start, "ours") == 0.25
    assert table.ratio(start, "theirs") is None
    assert table.ratio(size, "ours") is None


def test_a_reference_of_zero_gives_no_ratio():
    table = FigureTable(title="", note="", columns=("a", "b"), reference="b", lines=())
    assert table.ratio(line("", "ms", {"a": [1], "b": [0]}), "a") is None


def test_what_is_too_small_to_be_seen_is_shown_as_that_and_gives_no_ratio():
    values = {"ours": [0, 0, 160], "theirs": [200]}
    table = FigureTable(
        title="",
        note="",
        columns=("ours", "theirs"),
        reference="theirs",
        lines=(line("Longest task", "ms", values, least=50),),
    )
    report = Report(machine=MACHINE, tables=(table,), repeated=0)
    assert "| Longest task, ms | under 50 (under 50 to 80.0) | 200 |" in as_markdown(report)


def test_the_json_holds_every_value_and_the_machine(report):
    content = json.loads(json.dumps(report.as_json()))
    assert content["machine"]["cores"] == 2
    assert content["repeated"] == 1
    (table,) = content["tables"]
    assert table["lines"][0]["unit"] == "ms"
    assert table["lines"][0]["figures"]["ours"] == {
        "median": 200,
        "quartiles": [150, 250],
        "ratio": 0.25,
        "values": [300, 100, 200],
    }
    assert list(table["lines"][1]["figures"]) == ["ours"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (0.2134, "0.21"),
        (1.005, "1.00"),
        (9.876, "9.88"),
        (41.26, "41.3"),
        (297.4, "297"),
        (12345.6, "12,346"),
    ],
)
def test_a_number_is_as_long_as_it_is_exact(value, text):
    assert number(value) == text


def test_the_markdown_has_a_row_for_each_line_and_a_cell_for_each_column(report):
    rows = [row for row in as_markdown(report).splitlines() if row.startswith("|")]
    assert rows == [
        "| measured | ours | theirs | floor |",
        "| --- | ---: | ---: | ---: |",
        "| Start, ms | 200 (150 to 250)<br>0.25\N{MULTIPLICATION SIGN} | 800 "
        "| 50.0<br>0.06\N{MULTIPLICATION SIGN} |",
        "| Bytes, MB | 4.20 | - | - |",
    ]


def test_the_terminal_shows_the_tables_the_machine_and_the_crashes(report):
    screen = io.StringIO()
    show_on_terminal(report, Console(file=screen, width=100))
    said = screen.getvalue()
    for text in ("Starting", "200 (150 to 250)", "How it was.", "Chromium 1", "1 start"):
        assert text in said


def test_the_tables_replace_those_of_an_earlier_run():
    text = "before\n<!-- bench -->\nold\n<!-- end of bench -->\nafter\n"
    once = put_into(text, "new \\1")
    assert once == "before\n<!-- bench -->\n\nnew \\1\n\n<!-- end of bench -->\nafter\n"
    assert put_into(once, "newer") == once.replace("new \\1", "newer")


def test_a_document_without_a_place_for_the_tables_is_refused():
    with pytest.raises(BuildError, match="no place"):
        put_into("text", "tables")


def test_the_documentation_has_a_place_for_the_tables():
    page = (paths.DOCS_SOURCE / "figures.md").read_text("utf-8")
    assert "tables" in put_into(page, "tables")
