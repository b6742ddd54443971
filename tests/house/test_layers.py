"""Imports point downwards: what is asked knows nothing of how, the engine no word of the domain, the core no disk."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache

from kit.plant_on_disk import ROOT

ENGINE, SCHEMAS = "pipeline/excel", "schemas"
ORDER = (  # each imports only itself and what stands below it
    ("cli",),
    ("mail", "sample", "group"),
    ("run",),
    ("year",),
    ("report",),
    ("intake",),
    ("rating",),
    ("evidence",),
    ("rulebook",),
    ("excel",),
    ("core",),
)
FLOOR = {name: number for number, names in enumerate(ORDER) for name in names}
UPWARD: dict[tuple[str, str], str] = {}  # (file, module it imports) -> why it may look up
MOST_ENTRIES, MOST_AT_THE_TOP = 12, 14
MOST_LINES = 350
PURE = ("pipeline/rulebook", "pipeline/evidence", "pipeline/rating")
OUTSIDE = {
    *("openpyxl", "jinja2", "click", "smtplib", "pathlib", "os", "random", "socket", "python_calamine"),
    *("docxtpl", "time", "subprocess", "shutil", "tempfile", "urllib"),
}
ENGINE_MAY = ("pipeline.excel", "pipeline.core", "schemas.base", "schemas.cover")
DOMAIN = re.compile(r"(?<![a-z])(stars?|branch(es)?|teams?|weights?|ranks?)(?![a-z])", re.I)
DOMAIN_CHINESE = re.compile("支部|班组|星级|名次|权重|党")
PRINTED = {"print", "echo", "secho"}
CLOCK = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time", "time.localtime"}
OURS = ("pipeline", "schemas", "templates")


def files(*folders: str) -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py")
    )


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"))


@cache
def imported(file: str, checking: bool = False) -> frozenset[str]:
    """Every module that a file imports, wherever in it; with `checking` those for type checkers alone too."""
    names: set[str] = set()
    for node in _nodes(tree(file), checking):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import"
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def _nodes(node: ast.AST, checking: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if checking or not _for_checkers(child):
            yield child
            yield from _nodes(child, checking)


def _for_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def package_of(file: str) -> str:
    """cli of pipeline/cli/mail.py, run of pipeline/run.py."""
    return file.split("/")[1].removesuffix(".py")


def modules() -> dict[str, str]:
    """Module name -> file, of the whole pipeline."""
    names = (
        (file.removesuffix(".py").replace("/", ".").removesuffix(".__init__"), file)
        for file in files("pipeline")
    )
    return dict(names)


def test_every_package_has_its_floor():
    assert {package_of(file) for file in files("pipeline")} - {"__init__", "__main__"} <= FLOOR.keys()


def test_a_package_imports_only_what_stands_below_it():
    upward = []
    for file in files("pipeline"):
        package = package_of(file)
        for name in imported(file, checking=True):
            other = name.split(".")[1] if name.startswith("pipeline.") else ""
            higher = FLOOR.get(other, -1) <= FLOOR.get(package, -1) and other in FLOOR and other != package
            if higher and (file, name) not in UPWARD:
                upward.append((file, name))
    assert upward == []


def test_no_module_imports_itself_by_a_detour():
    ours = modules()
    below = {module: imported(file, checking=True) & ours.keys() - {module} for module, file in ours.items()}
    free: set[str] = set()
    while loose := {module for module in ours.keys() - free if below[module] - {"pipeline"} <= free}:
        free |= loose
    assert ours.keys() - free - {"pipeline"} == set()


def test_folders_stay_small():
    folders = {path.parent for path in (ROOT / "pipeline").rglob("*.py")}
    hidden = {"__init__.py", "__main__.py", "__pycache__"}
    counts = {folder.name: len({entry.name for entry in folder.iterdir()} - hidden) for folder in folders}
    most = {"pipeline": MOST_AT_THE_TOP}
    assert {name: n for name, n in counts.items() if n > most.get(name, MOST_ENTRIES)} == {}


def test_what_is_asked_knows_nothing_of_how():
    assert [
        (f, n) for f in files(SCHEMAS) for n in imported(f) if n.split(".")[0] in ("pipeline", "templates")
    ] == []


def test_the_engine_imports_only_itself_the_core_and_the_form_of_a_schema():
    strange = []
    for file in files(ENGINE):
        ours = [
            name
            for name in imported(file)
            if name.split(".")[0] in OURS and name not in ("schemas", "pipeline")
        ]
        strange += [
            (file, n) for n in ours if not any(n == may or n.startswith(f"{may}.") for may in ENGINE_MAY)
        ]
    assert strange == []


def test_the_engine_has_no_word_of_the_domain():
    words = []
    for file in files(ENGINE):
        tokens = tokenize.generate_tokens(io.StringIO((ROOT / file).read_text("utf-8")).readline)
        spoken = (tokenize.NAME, tokenize.STRING, tokenize.COMMENT)
        words += [(file, token.start[0], token.string) for token in tokens if token.type in spoken]
    assert [word for word in words if DOMAIN.search(word[2].replace("_", " "))] == []
    assert [word for word in words if DOMAIN_CHINESE.search(word[2])] == []


def test_rules_evidence_and_rating_neither_read_nor_write_nor_ask_the_clock():
    assert [(f, n) for f in files(*PURE) for n in imported(f) if n.split(".")[0] in OUTSIDE] == []


def below_the_commands() -> list[str]:
    return [file for file in files("pipeline") if not file.startswith("pipeline/cli/")]


def test_only_the_commands_print():
    printing = []
    for file in below_the_commands():
        calls = [node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
        printing += [(file, c.lineno) for c in calls if isinstance(c, ast.Name) and c.id == "print"]
        printing += [(file, c.lineno) for c in calls if isinstance(c, ast.Attribute) and c.attr in PRINTED]
        printing += [(file, "click")] * ("click" in imported(file))
    assert printing == []


def test_only_the_commands_ask_the_clock():
    asked = []
    for file in below_the_commands():
        for node in (n for n in ast.walk(tree(file)) if isinstance(n, ast.Attribute)):
            owner = node.value
            name = (
                owner.id
                if isinstance(owner, ast.Name)
                else owner.attr
                if isinstance(owner, ast.Attribute)
                else ""
            )
            asked += [(file, node.lineno)] * (f"{name}.{node.attr}" in CLOCK)
    assert asked == []


def test_a_module_says_what_it_is_for_and_stays_small():
    own = [file for file in files(*OURS) if (ROOT / file).stat().st_size]
    assert [file for file in own if not ast.get_docstring(tree(file))] == []
    assert [file for file in own if len((ROOT / file).read_text("utf-8").splitlines()) > MOST_LINES] == []


CARRIES = "pipeline/excel/read/child.py"  # what is raised in the child goes through the pipe and is raised again here


def test_nobody_hides_our_bugs():
    assert [
        (file, handler.lineno)
        for file in files("pipeline", SCHEMAS)
        if file != CARRIES
        for handler in ast.walk(tree(file))
        if isinstance(handler, ast.ExceptHandler) and _catches_everything(handler)
    ] == []


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    """True for `except:`, `except Exception:`, and a BaseException that is not raised again."""
    name = handler.type.id if isinstance(handler.type, ast.Name) else ""
    again = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return handler.type is None or name == "Exception" or (name == "BaseException" and not again)
