"""A widget that uses every call, and what a type checker is to find wrong in its place."""

from pathlib import Path

WIDGET = Path(__file__).parent / "typing" / "widget.py"

# What is right in the widget, and what would be wrong in its place.
WRONG = [
    ("cif.set_width(400,", 'cif.set_width("400",'),
    ("cif.set_click_to_act(True)", 'cif.set_click_to_act("yes")'),
    ("cif.focus_tab(tab)", "cif.focus_tab(7)"),
    ('context={"a": [1]}', 'contxt={"a": [1]}'),
    ("is_focused=True", "focused=True"),
    ('extra={"templateTag": "vip"}', 'templateTag="vip"'),
    ('set_title({"customer": "Ann"})', 'set_title(customer="Ann")'),
    ('{"from": "Ann"}', '"Ann"'),
    ("cif.focus_tab(tab)", "cif.focusTab(tab)"),
    ("cif.session(session_id)", "cif.session(None)"),
    ("dial(event: cifbridge.ClickToAct)", "dial(event: cifbridge.SessionEvent)"),
    ("print(closed.session_id)", "print(closed.value)"),
    ("print(switched.focused)", "print(switched.presence_text)"),
    ("width: int | None =", "width: str ="),
    ("left: int =", "left: str ="),
]


def write_wrong_widgets(folder):
    """Write widgets that are each wrong in one way: `widget_0.py`, `widget_1.py`, ..."""
    source = WIDGET.read_text(encoding="utf-8")
    for number, (right, wrong) in enumerate(WRONG):
        assert right in source
        text = source.replace(right, wrong)
        (folder / f"widget_{number}.py").write_text(text, encoding="utf-8")
