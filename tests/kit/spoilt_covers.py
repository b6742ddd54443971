"""Faults of the cover and of what a unit sent twice, one or more for each message about them, in the sample."""

from __future__ import annotations

from pathlib import Path

from kit.plant_on_disk import (
    BRANCHES,
    OVERHAUL,
    RUNNING,
    STAFF,
    changed,
    checked_by,
    copied,
    cover,
    edited,
    put,
    sent_by,
)
from kit.spoilt import Fault, Scene, Told
from kit.spoilt_plant import CHEMISTRY, NEXT, SENT, day, twin
from kit.spoilt_supplements import hollow
from pipeline.excel import layout


def long_before(folder: Path) -> list[Told]:
    file = sent_by(BRANCHES[1])
    cell = cover(folder / file, 截至日期=day("2018-09-30"))
    return [(code, file, layout.COVER, cell) for code in ("W408", "E420")]


def long_ago(folder: Path) -> list[Told]:
    file = sent_by("燃料支部")
    return [("E420", file, layout.COVER, cover(folder / file, 截至日期=day("2019-07-02")))]


def long_after(folder: Path) -> list[Told]:
    file = checked_by("人力资源部")
    return [("W408", file, layout.COVER, cover(folder / file, 截至日期=day("2019-11-11")))]


def nobody_looked_after(folder: Path) -> list[Told]:
    """One sentence at the cover, and none at the rows whose cells are empty because the cover speaks for them."""
    file = sent_by(OVERHAUL)
    return [("W381", file, layout.COVER, cover(folder / file, 承诺督诺日期=None))]


def a_rival_without_a_day(folder: Path) -> list[Told]:
    """It stands, so that its own blank cell stops the report; the blank is told there as well."""
    name = twin(folder, CHEMISTRY, "没写日期.xlsx")
    changed(folder, put(name, "责任区示范岗", 1, 问题数=99))
    cell = cover(folder / name, 截至日期=None)
    unlisted = ("W341", name, "一带一", "E48")  # an achievement of the first quarter, which is not there
    return [("E411", name, layout.COVER, cell), ("E201", name, layout.COVER, cell), unlisted]


def of_another_branch(folder: Path) -> list[Told]:
    return [("E413", NEXT, layout.COVER, cover(folder / NEXT, 支部=BRANCHES[4]))]


def of_last_quarter(folder: Path) -> list[Told]:
    """Last quarter's workbook under this quarter's cover: of the right branch, with hardly a row of the other."""
    cover(
        folder / twin(folder, sent_by(OVERHAUL, "2019Q2"), "2019Q3/a.xlsx"),
        期间="2019Q3",
        截至日期=day("2019-09-30"),
    )
    return [("E412", SENT, "", "")]


def of_somebody_else_and_older(folder: Path) -> list[Told]:
    """Another work list, for the same items; nothing else."""
    name = twin(folder, sent_by(RUNNING), "别人的.xlsx")
    hollow(folder / name, "工作清单")
    with edited(folder / name) as workbook:
        ws = workbook["工作清单"]
        for number in range(layout.FIRST_ROW, ws.max_row + 1):
            if any(ws.cell(number, answer).value for answer in (6, 7, 8)):
                ws.cell(number, 9).value = "别人"
    cover(folder / name, 截至日期=day("2019-09-20"))
    return [("W410", name, "", "")]


def of_no_readable_quarter(folder: Path) -> list[Told]:
    """The workbook is told to have come, where it is said that the branch has none; its cell as well."""
    return [
        ("E409", "", "", ""),
        ("E207", sent_by(STAFF), layout.COVER, cover(folder / sent_by(STAFF), 期间="三季度")),
    ]


_FAULTS = (
    Fault("W408", "a day of last year", long_before),
    Fault("E420", "a day before most of what was done", long_ago),
    Fault("W408", "a day long after", long_after),
    Fault("W381", "no day for looking after pledges", nobody_looked_after),
    Fault("E409", "a quarter that nobody can read", of_no_readable_quarter),
    Fault("E411", "two versions, one without a day", a_rival_without_a_day),
    Fault("E412", "two quarters under one cover", of_last_quarter),
    Fault("E413", "the cover of another branch", of_another_branch),
    Fault("W410", "an older one that says something else", of_somebody_else_and_older),
)

COVERS = Scene("covers", lambda folder: copied(folder, ("2019", "2019Q2", "2019Q3")), _FAULTS)
