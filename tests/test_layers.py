"""Imports point downwards: what is asked knows nothing of how, the engine no word of the domain, the core no disk."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from plant_on_disk import ROOT

ENGINE, SCHEMAS, FACTS = "pipeline/excel", "schemas", "pipeline/facts"
CORE = (
    "condition",
    "exact",
    "rulebook",
    "measures",
    "score",
    "caps",
    "gates",
    "link",
    "stars",
    "quota",
    "bonus",
    "rank",
    "stage",
    "explain",
    "worked",
    "evaluate",
    "words",
    "tables",
)
OUTSIDE = {
    "openpyxl",
    "jinja2",
    "click",
    "smtplib",
    "pathlib",
    "os",
    "random",
    "socket",
    "python_calamine",
    "docxtpl",
    "time",
    "subprocess",
    "shutil",
    "tempfile",
    "urllib",
}
ENGINE_MAY = ("pipeline.excel", "pipeline.findings", "pipeline.period", "schemas.base", "schemas.cover")
DOMAIN = re.compile(r"(?<![a-z])(stars?|branch(es)?|teams?|weights?|ranks?)(?![a-z])", re.I)
DOMAIN_CHINESE = re.compile("支部|班组|星级|名次|权重|党")
PRINTED = {"print", "echo", "secho"}


def files(*folders: str) -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py")
    )


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"))


def imported(file: str) -> set[str]:
    """Every module that a file imports, wherever in it, but not for type checkers alone."""
    found: set[str] = set()
    for node in _running(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            yield child
            yield from _running(child)


@pytest.mark.parametrize("file", files(SCHEMAS))
def test_what_is_asked_knows_nothing_of_how(file):
    assert not [name for name in imported(file) if name.split(".")[0] in ("pipeline", "templates")]


@pytest.mark.parametrize("file", files(ENGINE))
def test_the_engine_imports_only_itself_findings_periods_and_the_form_of_a_schema(file):
    own = {name for name in imported(file) if name.split(".")[0] in ("pipeline", "schemas", "templates")}
    assert not [
        name
        for name in own
        if not any(name == may or name.startswith(f"{may}.") for may in ENGINE_MAY) and name != "schemas"
    ]


@pytest.mark.parametrize("file", files(ENGINE))
def test_the_engine_has_no_word_of_the_domain(file):
    text = (ROOT / file).read_text("utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    words = [
        (token.start[0], token.string)
        for token in tokens
        if token.type in (tokenize.NAME, tokenize.STRING, tokenize.COMMENT)
    ]
    assert not [(line, word) for line, word in words if DOMAIN.search(word.replace("_", " "))]
    assert not [(line, word) for line, word in words if DOMAIN_CHINESE.search(word)]


@pytest.mark.parametrize("file", [*(f"pipeline/{name}.py" for name in CORE), *files(FACTS)])
def test_the_core_neither_reads_nor_writes_nor_asks_the_clock(file):
    assert not [name for name in imported(file) if name.split(".")[0] in OUTSIDE]


@pytest.mark.parametrize("file", [file for file in files("pipeline") if not file.startswith("pipeline/cli/")])
def test_only_the_commands_print(file):
    calls = [node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
    assert not [call for call in calls if isinstance(call, ast.Attribute) and call.attr in PRINTED]
    assert "click" not in imported(file)


@pytest.mark.parametrize("file", [file for file in files("pipeline") if not file.startswith("pipeline/cli/")])
def test_only_the_commands_ask_the_clock(file):
    asked = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
    asked += [
        f"{node.value.attr}.{node.attr}"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
    ]
    assert not [
        name
        for name in asked
        if name
        in {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time", "time.localtime"}
    ]


@pytest.mark.parametrize(
    "file", [file for file in files("pipeline", SCHEMAS, "templates") if (ROOT / file).stat().st_size]
)
def test_a_module_says_what_it_is_for_and_stays_small(file):
    assert ast.get_docstring(tree(file)), "no docstring"
    assert len((ROOT / file).read_text("utf-8").splitlines()) <= 300


def test_nobody_hides_our_bugs():
    assert [
        (file, handler.lineno)
        for file in files("pipeline", SCHEMAS)
        for handler in ast.walk(tree(file))
        if isinstance(handler, ast.ExceptHandler) and _catches_everything(handler)
    ] == []


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    """True for `except:`, `except Exception:`, and a BaseException that is not raised again."""
    name = handler.type.id if isinstance(handler.type, ast.Name) else ""
    again = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return handler.type is None or name == "Exception" or (name == "BaseException" and not again)


def test_the_core_is_there():
    assert [name for name in CORE if not Path(ROOT / f"pipeline/{name}.py").is_file()] == []
