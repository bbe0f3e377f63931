"""What a widget's Python asks of Dynamics and of the browser, read without running it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cifbridge_workbench.build.app import App
from cifbridge_workbench.machine.folders import reading


class Kind(StrEnum):
    """What a template is for."""

    SESSION = "session"
    TAB = "tab"
    NOTIFICATION = "notification"


# The methods whose first argument names a template, and of which kind.
_METHODS = {
    "create_session": Kind.SESSION,
    "create_tab": Kind.TAB,
    "get_tabs": Kind.TAB,
    "notify_event": Kind.NOTIFICATION,
}
_KEYWORD = "template_name"

# Any of these records KPI events.
_ANALYTICS = frozenset({"log_analytics_event", "analytics", "outbox", "cifbridge.record"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Something that the code names.

    Attributes:
        name: The template, or the module, that it names.
        place: The file and line.
    """

    name: str
    place: str


@dataclass(slots=True, kw_only=True)
class Code:
    """What a widget's modules say.

    Attributes:
        templates: The templates that calls name with a constant, by their kinds.
        imports: The modules that are imported whenever the widget runs.
        errors: Where a module is not Python, each with the reason.
        top_level: The names that the package's ``__init__.py`` has.
        texts: All constant texts.
        names: All attributes, also behind the name that they are read from, and what is imported
            from other modules.
    """

    templates: dict[Kind, list[Use]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    imports: list[Use] = field(default_factory=list)
    errors: list[Use] = field(default_factory=list)
    top_level: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @property
    def hears_click_to_act(self) -> bool:
        """Whether it handles clicks on phone fields without asking Dynamics for them itself."""
        return "onclicktoact" in self.texts and "set_click_to_act" not in self.names

    @property
    def records_events(self) -> bool:
        """Whether it records KPI events."""
        return bool(_ANALYTICS & self.names)


def read_code(app: App, modules: Iterable[Path]) -> Code:
    """Read a widget's modules.

    Args:
        app: The widget.
        modules: The modules that its site holds.

    Raises:
        BuildError: One cannot be read.
    """
    code = Code()
    for file in modules:
        called = app.called(file)
        with reading(called):
            source = file.read_bytes()
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError) as failure:
            line = getattr(failure, "lineno", None) or 1
            reason = failure.msg if isinstance(failure, SyntaxError) else str(failure)
            code.errors.append(Use(name=reason, place=f"{called}:{line}"))
            continue
        if file == app.package / "__init__.py":
            code.top_level = set(_bound(tree.body))
        _Reader(code, called, tree).visit(tree)
    return code


class _Reader(ast.NodeVisitor):
    def __init__(self, code: Code, called: str, tree: ast.Module) -> None:
        self._code = code
        self._called = called
        self._constants = dict(_constants(tree.body))

    def visit_Call(self, call: ast.Call) -> None:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        kind = _METHODS.get(method)
        if kind:
            given = [each.value for each in call.keywords if each.arg == _KEYWORD]
            name = self._text(*call.args[:1], *given)
            if name:
                self._code.templates[kind].append(self._use(name, call))
        self.generic_visit(call)

    def visit_If(self, branch: ast.If) -> None:
        # What only a type checker imports does not run.
        tested = branch.test
        name = tested.attr if isinstance(tested, ast.Attribute) else getattr(tested, "id", "")
        for each in branch.orelse if name == "TYPE_CHECKING" else [*branch.body, *branch.orelse]:
            self.visit(each)
        self.visit(tested)

    def visit_Try(self, attempt: ast.Try) -> None:
        # What the code does without is not missed.
        caught = {
            node.id
            for handler in attempt.handlers
            for node in ast.walk(handler.type or ast.Name("Exception"))
            if isinstance(node, ast.Name)
        }
        optional = {"ImportError", "ModuleNotFoundError", "Exception"} & caught
        imports = (ast.Import, ast.ImportFrom)
        kept = [each for each in attempt.body if not (optional and isinstance(each, imports))]
        for each in [*kept, *attempt.handlers, *attempt.orelse, *attempt.finalbody]:
            self.visit(each)

    def visit_Import(self, statement: ast.Import) -> None:
        for alias in statement.names:
            self._code.imports.append(self._use(alias.name, statement))

    def visit_ImportFrom(self, statement: ast.ImportFrom) -> None:
        if statement.module and not statement.level:
            self._code.imports.append(self._use(statement.module, statement))
        self._code.names.update(alias.name for alias in statement.names)

    def visit_Constant(self, constant: ast.Constant) -> None:
        if isinstance(constant.value, str):
            self._code.texts.add(constant.value)

    def visit_Attribute(self, attribute: ast.Attribute) -> None:
        self._code.names.add(attribute.attr)
        if isinstance(attribute.value, ast.Name):
            self._code.names.add(f"{attribute.value.id}.{attribute.attr}")
        self.generic_visit(attribute)

    def _text(self, *nodes: ast.expr) -> str | None:
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                return node.value
            if isinstance(node, ast.Name):
                return self._constants.get(node.id)
        return None

    def _use(self, name: str, node: ast.stmt | ast.expr) -> Use:
        return Use(name=name, place=f"{self._called}:{node.lineno}")


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements at a module's top give something to."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.Assign(targets=targets):
                yield from (each.id for each in targets if isinstance(each, ast.Name))


def _constants(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield the names that a module assigns strings to, each with its string."""
    for statement in body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text)))
            ):
                yield name, text
