"""A later workbook of the whole plant that lacks much of the one before it stands for nothing until somebody has decided; and
what hangs on a workbook in dispute is asked of nobody."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pandas as pd
import pytest
from kit.plant_on_disk import (
    GOALS,
    NAMES,
    RULES,
    checked_by,
    cover,
    edited,
    looked_at,
    quarter,
    sample_inbox,
    sent_by,
)
from kit.spoilt_plant import day

from pipeline.excel import layout
from pipeline.intake.select import select

LATER = "新.xlsx"


def with_later(file, rows, period=None):
    """The sample's inbox with one more workbook, the same a later day, of which each sheet has only so many rows."""
    inbox = sample_inbox()
    sound = next(w for w in inbox.workbooks if w.file == file)
    sheets = {key: replace(raw, rows=raw.rows[:rows]) for key, raw in sound.sheets.items()}
    fields = {"as_of": pd.Timestamp("2020-02-01"), **({"period": period} if period else {})}
    changed = {
        name: replace(cell, value=fields.get(name, cell.value), place=replace(cell.place, file=LATER))
        for name, cell in sound.cover.items()
    }
    later = replace(sound, file=LATER, sheets=sheets, cover=changed, sha256="")
    frames = {
        key: pd.concat(
            [frame, frame[frame.index.isin([file], level="file")].rename({file: LATER}, level="file")]
        )
        for key, frame in inbox.frames.items()
    }
    return replace(inbox, workbooks=(*inbox.workbooks, later), frames=frames)


@pytest.mark.parametrize(("file", "role"), [(NAMES, "directory"), (GOALS, "target"), (RULES, "rulebook")])
def test_a_later_one_cut_short_is_told_at_its_cover_and_the_earlier_stands(file, role):
    chosen = select(with_later(file, 2), quarter())
    told = [(f.code, f.place.file) for f in chosen.findings if f.code in ("E367", "E403")]
    assert told == [("E367", LATER)] and getattr(chosen, role).file == file
    assert LATER in chosen.disputed and file not in {*chosen.superseded, *chosen.aside}


@pytest.mark.parametrize(("file", "role"), [(NAMES, "directory"), (GOALS, "target")])
def test_a_later_one_that_is_whole_stands(file, role):
    chosen = select(with_later(file, None), quarter())
    assert getattr(chosen, role).file == LATER and not [f for f in chosen.findings if f.code == "E367"]
    assert chosen.superseded[file] == LATER


def test_a_directory_of_another_period_is_compared_with_none():
    chosen = select(with_later(NAMES, 2, period="2019"), quarter())
    assert not [f for f in chosen.findings if f.code == "E367"]


@pytest.mark.parametrize("file", [checked_by("安全监察部"), sent_by("机关一支部")])
def test_what_a_disputed_workbook_lacks_is_one_sentence_on_each_of_both(lone_quarter, file):
    name = file.replace(".xlsx", "-新.xlsx")
    shutil.copy(lone_quarter / file, lone_quarter / name)
    with edited(lone_quarter / name) as workbook:
        for title in ("班组考评", "目标完成", "双承诺"):
            if title in workbook.sheetnames:
                workbook[title].delete_rows(layout.FIRST_ROW + 1, workbook[title].max_row)
    cover(lone_quarter / name, 截至日期=day("2019-10-12"))
    stops = looked_at(lone_quarter).stops
    assert {f.code for f in stops} == {"E417", "E418"}, [f.message for f in stops]
