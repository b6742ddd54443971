import ast
from fnmatch import fnmatchcase
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from kit.whole_sample import outputs, pages
from openpyxl import load_workbook

from docs.build import FOLDER, system_page
from pipeline.report.papers.circular import TEMPLATE as CIRCULAR
from pipeline.report.parts import PARTS, SECTIONS, SYSTEM, Part
from pipeline.rulebook.defaults import default_rules
from schemas.base import key
from schemas.books import DECLARED, SHEETS, SUBMISSION

TESTS = Path(__file__).parents[1]
parts = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)


@cache
def functions() -> frozenset[str]:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in TESTS.rglob("test_*.py")]
    return frozenset(node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def circular_sheets() -> frozenset[str]:
    return frozenset(load_workbook(BytesIO(outputs()[CIRCULAR]), read_only=True).sheetnames)


def stands(page: str) -> bool:
    """True if the file is there and its anchor (or sheet) in it; a pattern means every file of that name."""
    file, _, anchor = page.partition("#")
    if file == CIRCULAR:
        return anchor in circular_sheets()
    found = [content for path, content in outputs().items() if fnmatchcase(path, file)]
    return bool(found) and (not anchor or all(f'id="{anchor}"' in content.decode() for content in found))


@parts
def test_every_sheet_and_indicator_of_a_part_exists(part: Part):
    assert set(part.sheets) <= set(SHEETS)
    assert set(part.codes) <= {row["code"] for row in default_rules()["indicator"]}


def test_every_part_that_a_sheet_declares_is_one():
    assert {part for of in DECLARED.values() for part in of.parts} <= {part.name for part in PARTS}


@parts
def test_a_part_is_weighed_or_says_why_it_only_informs(part: Part):
    assert part.codes or part.informs


@parts
def test_every_place_of_a_part_exists_in_the_sample_s_report(part: Part):
    assert part.pages
    assert [page for page in part.pages if not stands(page)] == []


@parts
def test_every_test_of_a_part_exists(part: Part):
    assert part.tests
    assert set(part.tests) - functions() == set()


def test_every_sheet_that_a_branch_fills_in_carries_a_part():
    carried = {sheet for part in PARTS for sheet in part.sheets}
    assert {key(sheet) for sheet in SUBMISSION.sheets} <= carried


def test_every_indicator_belongs_to_a_part():
    rows = default_rules()["indicator"]
    named = {code for part in PARTS for code in part.codes}
    family = {row["code"]: row["parent"] for row in rows}
    children = {row["parent"] for row in rows if row["parent"]}
    lacking = [
        code for code, parent in family.items() if not ({code, parent} & named) and code not in children
    ]
    assert lacking == []


def test_each_section_of_the_page_shows_a_part():
    assert all(section.parts for section in SECTIONS)
    assert all(f'id="{section.anchor}"' in pages()[SYSTEM].decode() for section in SECTIONS)


def test_the_page_of_the_docs_is_the_one_that_the_table_gives():
    assert (FOLDER / "制度对照.md").read_text(encoding="utf-8") == system_page()
