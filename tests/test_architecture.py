"""The rules of the house that can be read off the code; docs/architecture.md draws them."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
MOST_TEMPLATE_LINES = 150

# A floor never imports a higher one.
FLOORS = (
    frozenset({"errors", "language", "span", "place", "wording"}),
    frozenset({"availability", "free_busy", "stretches", "travel"}),
    frozenset({"catalogue", "hold_clock"}),
    frozenset({"delegation", "itinerary", "weeks"}),
    frozenset({"request", "revision", "planning", "atlas", "lateness", "readiness"}),
    frozenset({"invitation", "notification", "conversation", "reply"}),
    frozenset({"ics"}),
)
DOORS = {
    "visits/ics/answers.py": {"icalendar"},
    "visits/ics/writing.py": {"icalendar"},
    "visits/ics/busy.py": {"icalendar", "recurring_ical_events"},
    "visits/ics/zones.py": {"icalendar"},
    "visits/ics/series.py": {"icalendar", "recurring_ical_events"},
    "visits/atlas.py": {"folium", "branca"},
    # These three are loaded by a process of their own only.
    "visits/planning/second_engine/model.py": {"ortools"},
    "visits/planning/second_engine/rules.py": {"ortools"},
    "visits/planning/second_engine/search.py": {"ortools"},
}

# A layer never imports a higher one; a name is a module or a package of app.
LAYERS = (
    frozenset({"config", "clock", "confined", "i18n", "sealing", "tokens"}),
    frozenset({"formatting"}),
    frozenset({"labels"}),
    frozenset({"extensions"}),
    frozenset({"feeds", "persistence", "mail"}),
    frozenset({"world"}),
    frozenset({"actions"}),
    frozenset({"jobs", "cli"}),
    frozenset({"access", "security", "failures", "fields", "forms", "plans"}),
    frozenset(
        {
            "answer_form",
            "calendar_files",
            "calendar_texts",
            "change_texts",
            "map_parts",
            "readiness_texts",
            "showing",
            "timeline",
            "today",
            "weekly",
            "wish_texts",
            "why_texts",
            "wished",
        }
    ),
    frozenset({"public", "delegation", "host", "staff", "api", "demo", "subscribed"}),
    frozenset({"factory"}),
)
BLUEPRINTS = frozenset({"public", "delegation", "host", "staff", "api", "demo", "subscribed"})

REQUEST_NAMES = frozenset({"request", "session", "g", "current_app", "url_for"})
EDGE = {"access", "cli", "factory", "failures", "forms", "map_parts", "security"}
REQUEST_DOORS = BLUEPRINTS | EDGE
QUERY_NAMES = frozenset({"select", "insert", "update", "delete"})
SESSION_QUERIES = frozenset({"execute", "scalar", "scalars"})
CLOCK_READINGS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "func.now"}
)

# Methods of other libraries' classes that ours fill in.
FILLED_IN = frozenset({"to_python", "process_bind_param", "process_result_value", "compare_values"})

FROZEN = "app/persistence/migrations/versions"
PYTHON_FILES = sorted(
    str(path.relative_to(ROOT))
    for folder in ("visits", "app")
    for path in (ROOT / folder).rglob("*.py")
    if not str(path.relative_to(ROOT)).startswith(FROZEN)
)
VISITS_FILES = [file for file in PYTHON_FILES if file.startswith("visits/")]
APP_FILES = [file for file in PYTHON_FILES if file.startswith("app/")]
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.*"))
# Mails are no pages: no policy guards them, and their readers know no stylesheet but their own.
PAGES = [file for file in TEMPLATES if not file.startswith("templates/email/")]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text())


def module_of(file: str) -> str:
    """app/mail/__init__.py is app.mail, visits/span.py is visits.span."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def part_of(module: str) -> str:
    """The second name of a module: visits.planning.solve belongs to planning."""
    return [*module.split("."), ""][1]


def imports_of(file: str) -> Iterator[str]:
    """Every module a file imports; of `from app.x import y`, app.x."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def names_from(file: str, library: str) -> set[str]:
    """What a file takes out of a library by name."""
    return {
        alias.name
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library
        for alias in node.names
    }


def attributes_of(file: str) -> Iterator[str]:
    """Every `owner.name` of a file, with the last part of the owner only."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            if isinstance(owner, ast.Name):
                yield f"{owner.id}.{node.attr}"
            elif isinstance(owner, ast.Attribute):
                yield f"{owner.attr}.{node.attr}"


def height(part: str, floors: tuple[frozenset[str], ...]) -> int:
    found = [number for number, floor in enumerate(floors) if part in floor]
    assert found, f"{part} has no floor yet: add it to the table in this file and to the docs"
    return found[0]


def too_high(file: str, package: str, floors: tuple[frozenset[str], ...]) -> list[str]:
    """What a file imports of its own package from above its own floor."""
    own = height(part_of(module_of(file)), floors)
    return [
        module
        for module in imports_of(file)
        if module.startswith(f"{package}.") and height(part_of(module), floors) > own
    ]


@pytest.mark.parametrize("file", VISITS_FILES)
def test_visits_imports_standard_library_and_itself(file: str) -> None:
    allowed = {*sys.stdlib_module_names, "visits"} | DOORS.get(file, set())

    foreign = {module for module in imports_of(file) if module.split(".")[0] not in allowed}

    assert not foreign, f"{file}: move what needs {foreign} to app/, or behind a door"


def test_visits_loads_no_library_but_its_doors() -> None:
    closed = [module_of(file) for file in VISITS_FILES if file not in DOORS]

    loaded = {name for name in loaded_by(closed) if not name.startswith("_")}

    assert loaded - sys.stdlib_module_names == {"visits"}


def test_doors_of_visits_load_neither_flask_nor_database() -> None:
    doors = [module_of(file) for file in DOORS]

    loaded = loaded_by(doors)

    assert not loaded & {"flask", "sqlalchemy", "app"}


def loaded_by(modules: list[str]) -> set[str]:
    """The packages a fresh Python loads for some modules, each imported as the first one."""
    script = f"""
import sys
before = set(sys.modules)
loaded = set()
for name in {modules!r}:
    for known in [one for one in sys.modules if one.split(".")[0] == "visits"]:
        del sys.modules[known]
    __import__(name)
    loaded |= {{one.split(".")[0] for one in set(sys.modules) - before}}
print(*loaded)
"""
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


@pytest.mark.parametrize("file", VISITS_FILES)
def test_floor_of_visits_imports_no_higher_one(file: str) -> None:
    if module_of(file) == "visits":
        return

    assert not too_high(file, "visits", FLOORS), f"{file}: let the higher floor import this one"


def test_floors_are_drawn_in_the_docstring_of_visits() -> None:
    text = ast.get_docstring(tree_of("visits/__init__.py")) or ""
    drawn = re.findall(r"^(\d)\. (.*(?:\n   .*)*)", text, re.MULTILINE)

    floors = tuple(frozenset(re.findall(r"``(\w+)``", words)) for _, words in sorted(drawn))

    assert floors == FLOORS


def test_every_module_of_visits_has_a_floor() -> None:
    parts = {part_of(module_of(file)) for file in VISITS_FILES} - {""}

    assert parts == frozenset().union(*FLOORS)


@pytest.mark.parametrize("file", APP_FILES)
def test_layer_of_app_imports_no_higher_one(file: str) -> None:
    if module_of(file) == "app":
        return

    assert not too_high(file, "app", LAYERS), f"{file}: move what both need to a lower layer"


@pytest.mark.parametrize("file", APP_FILES)
def test_blueprint_imports_no_other(file: str) -> None:
    own = part_of(module_of(file))
    if own not in BLUEPRINTS:
        return

    others = {
        module
        for module in imports_of(file)
        if module.startswith("app.") and part_of(module) in BLUEPRINTS - {own}
    }

    assert not others, f"{file}: move what both need to a module of app/ below the blueprints"


@pytest.mark.parametrize("file", PYTHON_FILES)
def test_nothing_is_imported_from_app_itself_or_relatively(file: str) -> None:
    wrong = [
        node.lineno
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ImportFrom) and (node.level or node.module == "app")
    ]

    assert not wrong, f"{file}, lines {wrong}: write `import app.x` or `from app.x import y`"


@pytest.mark.parametrize("file", APP_FILES)
def test_request_is_read_only_at_the_edge(file: str) -> None:
    if part_of(module_of(file)) in REQUEST_DOORS:
        return

    used = names_from(file, "flask") & REQUEST_NAMES

    assert not used, f"{file}: take {used} as an argument instead"


@pytest.mark.parametrize("file", [file for file in PYTHON_FILES if file != "app/clock.py"])
def test_clock_is_read_in_one_place(file: str) -> None:
    readings = CLOCK_READINGS & set(attributes_of(file))

    assert not readings, f"{file}: take `now` as an argument instead of {readings}"


@pytest.mark.parametrize("file", APP_FILES)
def test_queries_are_only_in_persistence(file: str) -> None:
    if file.startswith("app/persistence/"):
        return

    queries = names_from(file, "sqlalchemy") & QUERY_NAMES
    for attribute in attributes_of(file):
        owner, name = attribute.split(".")
        if (owner in {"sa", "sqlalchemy"} and name in QUERY_NAMES) or (
            owner == "session" and name in SESSION_QUERIES and file != "app/extensions.py"
        ):
            queries.add(attribute)

    assert not queries, f"{file}: move {queries} to a function of app/persistence/"


@pytest.mark.parametrize("file", APP_FILES)
def test_writing_is_only_in_actions(file: str) -> None:
    if file.startswith("app/actions/"):
        return

    written = {one for one in attributes_of(file) if one.endswith((".writing", ".commit"))}

    assert not written, f"{file}: write in a verb of app/actions/"


@pytest.mark.parametrize("file", VISITS_FILES)
def test_visits_is_typed_throughout(file: str) -> None:
    assert "Any" not in names_from(file, "typing"), f"{file}: say which type it is"


@pytest.mark.parametrize("file", PYTHON_FILES)
def test_module_and_its_functions_are_short(file: str) -> None:
    lines = len((ROOT / file).read_text().splitlines())
    long = [
        node.name
        for node in ast.walk(tree_of(file))
        if isinstance(node, Function)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]

    assert lines <= MOST_LINES, f"{file} has {lines} lines: split it by what it is about"
    assert not long, f"{file}: take {long} apart"


@pytest.mark.parametrize("file", PYTHON_FILES)
def test_what_is_public_says_what_it_is(file: str) -> None:
    tree = tree_of(file)

    silent = [name for name, node in public_parts(tree) if ast.get_docstring(node) is None]

    assert ast.get_docstring(tree), f"{file}: say in one sentence what the module is"
    assert not silent, f"{file}: say in one sentence what {silent} is"


def public_parts(tree: ast.Module) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """The public classes and functions of a module, and the methods a public class adds."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, Function) and not is_said_elsewhere(part.name):
                    yield f"{node.name}.{part.name}", part


def is_said_elsewhere(method: str) -> bool:
    """Whether a method is nobody's business, or a library's own docs say what it does."""
    return method.startswith("_") or method in FILLED_IN


@pytest.mark.parametrize("file", TEMPLATES)
def test_template_is_short(file: str) -> None:
    lines = len((ROOT / file).read_text().splitlines())

    assert lines <= MOST_TEMPLATE_LINES, f"{file} has {lines} lines: move a part to components/"


@pytest.mark.parametrize("file", PAGES)
def test_page_has_nothing_inline_and_nothing_from_elsewhere(file: str) -> None:
    source = (ROOT / file).read_text()
    tags = re.findall(r"<[a-z][^<>]*>", re.sub(r"{#.*?#}", "", source, flags=re.DOTALL))

    wrong = [tag for tag in tags if is_refused_by_the_policy(tag)]

    assert not wrong, f"{file}: use a class, static/js/, or the nonce instead of {wrong}"


@pytest.mark.parametrize(
    ("tag", "is_refused"),
    [
        ('<p style="color: red">', True),
        ("<button onclick='go()'>", True),
        ("<script>", True),
        ("<style>", True),
        ('<script src="https://cdn.example.org/x.js">', True),
        ('<link rel="stylesheet" href="//cdn.example.org/x.css">', True),
        ('<img src="http://example.org/x.png" alt="">', True),
        ('<script nonce="{{ csp_nonce() }}">', False),
        ("<script src=\"{{ url_for('static', filename='js/x.js') }}\">", False),
        ('<a href="https://example.org/">', False),
        ('<p class="{{ frame(one=1, style=2) }}">', False),
    ],
)
def test_tags_that_the_policy_refuses_are_known(tag: str, *, is_refused: bool) -> None:
    assert is_refused_by_the_policy(tag) is is_refused


def is_refused_by_the_policy(tag: str) -> bool:
    """Whether the Content-Security-Policy would refuse what a tag carries or loads."""
    markup = re.sub(r"{{.*?}}|{%.*?%}", "x", tag, flags=re.DOTALL)
    if re.search(r"\s(style|on[a-z]+)\s*=", markup):
        return True
    if re.match(r"<(script|style)\b", tag) and "src=" not in tag and "nonce=" not in tag:
        return True
    loads = re.match(r"<(script|link|img|iframe|source|video|audio|use)\b", tag)
    return bool(loads and re.search(r"""(src|href|srcset)=["'](https?:)?//""", tag))
