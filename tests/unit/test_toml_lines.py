"""The line on which something of a TOML text begins."""

import sys
import textwrap

import pytest

from cifbridge_workbench.config.toml_lines import KeyPath, line_of, spelled

TEXT = textwrap.dedent(
    '''\
    # A comment = 1
    plain = 1

    "quoted.key" = 2
    dotted.inner = 3
    text = """
    fake = 1
    [fake]
    """
    after = 4
    inline = { one = 1, two = { three = 3 } }
    list = [
        # [
        1,
        [
            2,
        ],
        { row = """
    ]
    """, more = 1 },
        3, 4,
    ]

    [table]
    inner = 1
    [[rows]]
    name = "a"

    [[rows]]

    [rows.sub]
    deep = 1
    [other]
    [table.late]
    end = """\\
      x\\
    """'''
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("plain",), 2),
        (("quoted.key",), 4),
        (("dotted",), 5),
        (("dotted", "inner"), 5),
        (("text",), 6),
        (("after",), 10),
        (("inline", "two", "three"), 11),
        (("list",), 12),
        (("list", 0), 14),
        (("list", 1), 15),
        (("list", 2), 18),
        (("list", 2, "more"), 18),
        (("list", 4), 21),
        (("table",), 24),
        (("table", "inner"), 25),
        (("rows",), 26),
        (("rows", 0, "name"), 27),
        (("rows", 1), 29),
        (("rows", 1, "sub", "deep"), 32),
        (("other",), 33),
        (("table", "late", "end"), 35),
    ],
)
def test_everything_has_the_line_on_which_it_begins(path: KeyPath, line: int) -> None:
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [(("table", "absent"), 24), (("rows", 1, "name"), 29), (("rows", 7), 26), (("absent",), 1)],
)
def test_what_is_not_there_has_the_line_of_what_is_around_it(path: KeyPath, line: int) -> None:
    assert line_of(TEXT, path) == line


def test_other_breaks_than_newlines_begin_no_line() -> None:
    assert line_of("a = '\u2028\x85'\nb = 1", ("b",)) == 2


def test_a_text_may_be_longer_than_python_calls_are_deep() -> None:
    text = 'text = """\n' + "line\n" * sys.getrecursionlimit() + '"""\nnext = 1\n'
    assert line_of(text, ("text",)) == 1
    assert line_of(text, ("next",)) == sys.getrecursionlimit() + 3


def test_a_path_is_spelled_as_a_developer_would() -> None:
    assert spelled(("providers", 0, "label")) == "providers[0].label"
