"""Who deducts for what: the departments that the rulebook names for an indicator, and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from kit.drawing import draw
from kit.plant_on_disk import RULES, added, cells, changed, checked_by, looked_at, put, quarter, told

from pipeline.excel.read.reader import read_workbook
from pipeline.intake.forms.blanks import blanks
from schemas.base import Book, columns, title
from schemas.books import BOOKS, CHECK

SAFETY, STAFF, WORKS, MONEY = map(checked_by, ("安全监察部", "人力资源部", "生产技术部", "经营财务部"))


def departments_of(seen, indicator: str) -> tuple[str, ...]:
    return next(one.departments for one in seen.tables.rulebook.measured if one.code == indicator)


def deducted(file: str, code: str, team: str = "锅炉班"):
    return added(
        file, "班组考评", 指标编码=code, 班组=team, 扣分=5, 原因="抽查发现", 日期=dt.datetime(2019, 9, 3)
    )


def of_team(seen, code: str, team: str = "锅炉班") -> int:
    rows = seen.tables.frames["check"]
    return int((rows["indicator"].eq(code) & rows["team"].eq(team)).sum())


@pytest.mark.parametrize(("file", "code"), [(STAFF, "TM01"), (WORKS, "TM01"), (SAFETY, "TM03")])
def test_a_row_of_another_department_is_told_at_its_cell_and_does_not_count(lone_quarter, file, code):
    before = of_team(looked_at(lone_quarter), code)
    ((_, _, cell),) = changed(lone_quarter, deducted(file, code))
    seen = looked_at(lone_quarter)
    assert told(seen.intake.findings, "E514") == [("E514", file, "班组考评", cell)]
    (one,) = [one for one in seen.intake.findings if one.code == "E514"]
    assert all(owner in one.message for owner in departments_of(seen, code))
    assert of_team(seen, code) == before


@pytest.mark.parametrize(("file", "code"), [(SAFETY, "TM01"), (STAFF, "TM03"), (WORKS, "TM03")])
def test_a_row_of_a_department_that_the_rulebook_names_counts(lone_quarter, file, code):
    before = of_team(looked_at(lone_quarter), code)
    changed(lone_quarter, deducted(file, code))
    seen = looked_at(lone_quarter)
    assert told(seen.intake.findings, "E514") == []
    assert of_team(seen, code) == before + 1


def test_where_the_rulebook_names_nobody_everybody_may(lone_quarter):
    changed(lone_quarter, put(RULES, "评价细则", {"序号": "TM01"}, 考评部门=None), deducted(STAFF, "TM01"))
    seen = looked_at(lone_quarter)
    assert (told(seen.intake.findings, "E514"), departments_of(seen, "TM01")) == ([], ())


def test_the_blank_of_a_department_holds_what_it_checks_and_nothing_else(lone_quarter):
    changed(lone_quarter, put(RULES, "评价细则", {"序号": "TM01"}, 考评部门="经营财务部"))
    made = blanks(looked_at(lone_quarter).inbox, quarter("2019Q4"))

    def asked(department: str) -> set[str]:
        rows = cells(made[f"部门考评-{department}.xlsx"])["班组考评"]
        return {str(row[2]) for row in rows[5:] if row[1]}

    assert asked("经营财务部") == {"TM01"}
    assert asked("安全监察部") == set()
    assert asked("生产技术部") == asked("人力资源部") == {"TM03"}
    works = {str(row[1]) for row in cells(made["部门考评-生产技术部.xlsx"])["班组考评"][5:] if row[1]}
    staff = {str(row[1]) for row in cells(made["部门考评-人力资源部.xlsx"])["班组考评"][5:] if row[1]}
    nobodys = {"综合检修班"}  # neither examines a goal of it, and somebody has to tell of it
    assert works & staff == nobodys and "锅炉班" in works and staff == {"物资仓储班", "消防保卫班"} | nobodys
    assert len(works | staff) == 26


def test_a_plant_whose_departments_have_sent_nothing_yet_is_checked_all_the_same(lone_quarter):
    for path in sorted((lone_quarter / "2019Q3").glob("部门考评-*.xlsx")):
        path.unlink()
    assert looked_at(lone_quarter).tables.frames["check"].empty


@pytest.mark.parametrize(
    "titles",
    [
        ("班组考评", "目标完成"),
        ("班组考评", "目标完成", "部门报数"),
        ("封面", "部门报数"),
        ("封面", "单位扣分"),
        ("封面", "转办事项"),
    ],
)
def test_a_departments_workbook_without_a_stamp_is_known_by_its_sheets(titles):
    """The sheets that few rulebooks ask for need not be there, and say whose it is where they are."""
    workbook, findings = read_workbook("部门.xlsx", draw({one: [["班组"]] for one in titles}), BOOKS)
    assert workbook is not None and workbook.book.key == CHECK.key
    assert "W102" not in {one.code for one in findings}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.key)
def test_a_workbook_without_stamp_and_cover_is_known_without_the_sheets_on_request(book: Book):
    regular = book.holding(()).sheets
    sheets = {title(sheet): [[column.title for column in columns(sheet)]] for sheet in regular}
    workbook, _ = read_workbook("甲.xlsx", draw(sheets), BOOKS)
    assert workbook is not None and workbook.book.key == book.key
