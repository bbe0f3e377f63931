"""How Sphinx builds the documentation; `build.py docs` runs it."""

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

import cifbridge
from cifbridge.models import Record
from cifbridge_workbench import commands

project = "cifbridge"
version = release = cifbridge.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_markdown_builder"]

# Links between pages are checked down to the heading.
myst_heading_anchors = 4

# Docstrings have single backquotes around code.
default_role = "literal"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
napoleon_use_ivar = True
toc_object_entries_show_parents = "hide"

nitpick_ignore_regex = [
    # What others define has its page elsewhere.
    ("py:.*", r"(?!cifbridge\.).*"),
    # What isn't public has none.
    ("py:class", r"cifbridge\.(_host\.Host|api\.Api|api\.events\.Event|.*\.Intake)"),
]

html_theme = "furo"
html_title = f"cifbridge {version}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["accessible.js"]
templates_path = ["_templates"]
html_show_copyright = False
html_show_sphinx = False

markdown_uri_doc_suffix = ".md"

SUMMARY = "Write Dynamics 365 channel widgets in Python, and test them without a Dynamics licence."


class Help(Directive):
    """The help of a command, as the command prints it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return it."""
        (command,) = self.arguments
        return [nodes.literal_block(text=commands.build_py().help(command), language="text")]


def keep_whole(app: Sphinx, what: str, name: str, of: object, options: object, lines: list[str]):
    """Let no colon in the first line of what is returned be taken for the end of a type."""
    for before, line in enumerate(lines[1:]):
        if lines[before].strip() in ("Returns:", "Yields:"):
            indent = len(line) - len(line.lstrip())
            lines[before + 1] = f"{line[:indent]}: {line[indent:]}"


def without_values(app: Sphinx, what: str, name: str, of: object, *_: object) -> object:
    """Leave out of a record's signature that it takes values: its fields follow."""
    if isinstance(of, type) and issubclass(of, Record):
        return "", ""
    return None


def add_links(app: Sphinx, page: str, template: str, context: dict, tree: object) -> None:
    """Lead to the page's twin, and spare the browser the question for an icon."""
    links = '<link rel="icon" href="data:,">'
    if page in app.env.found_docs:
        twin = f"{page.rpartition('/')[2]}.md"
        links += f'<link rel="alternate" type="text/markdown" href="{twin}">'
    context["metatags"] = context.get("metatags", "") + links


def write_llms_txt(app: Sphinx, error: Exception | None) -> None:
    """Write the list of all pages for a reader that is a program (https://llmstxt.org)."""
    if error or app.builder.name != "html":
        return
    titles, parts = app.env.titles, app.env.toctree_includes
    lines = [f"# {project}", "", f"> {SUMMARY}"]
    for part in parts[app.config.root_doc]:
        lines += ["", f"## {titles[part].astext()}", ""]
        pages = (part, *parts.get(part, ()))
        lines += [f"- [{titles[page].astext()}]({page}.md)" for page in pages]
    (Path(app.outdir) / "llms.txt").write_text("\n".join(lines) + "\n", "utf-8")


def setup(app: Sphinx) -> None:
    """Make the above known to Sphinx."""
    app.add_directive("help", Help)
    # Before napoleon reads the docstring.
    app.connect("autodoc-process-docstring", keep_whole, priority=100)
    app.connect("autodoc-process-signature", without_values)
    app.connect("html-page-context", add_links)
    app.connect("build-finished", write_llms_txt)
    # The star before parameters that have to be named, of which the twins' writer knows nothing.
    nothing = (lambda writer, node: None,) * 2
    app.add_node(nodes.abbreviation, override=True, markdown=nothing)
