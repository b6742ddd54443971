"""What the office gives out beside the report: the pledge page and book, reminders, and the year."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from pipeline.annual import award
from pipeline.annual_rows import annual_rows
from pipeline.core.chinese import day as day_word
from pipeline.core.publish import Files
from pipeline.evidence.overdue import KINDS, open_items
from pipeline.evidence.pledges import FINISHED, KEEPING, OVERDUE, REVIEWED, STEPS, PledgeView, kinds, pledges
from pipeline.evidence.tables import Tables
from pipeline.intake.examine import Examined
from pipeline.remind import Group, chat_text, reminder, unknown
from pipeline.render.annual_page import annual_book, annual_csv, annual_page
from pipeline.render.page import Head, rendered
from pipeline.render.summary import Box
from pipeline.stage import DRAFT, stage_of
from pipeline.year import Year
from schemas.words import PLEDGE_TYPES

_UNCLEAN = "填报还有错误或缺报，改正以后再公布"


def pledge_files(examined: Examined, tables: Tables, day: dt.date) -> Files:
    """双承诺公示.html for the intranet and 承诺书.html to sign, as the pledges stand on the day."""
    view, year = pledges(tables, day), f"{tables.period.year}年"
    stage = stage_of(tables, not examined.clean).name
    missing = (f"尚未收到填报工作簿：{'、'.join(view.missing)}",) if view.missing else ()
    facts = (f"截至 {day_word(day)}", f"数据取自{tables.period.title}填报")
    head = partial(Head, subtitle="岗位承诺、服务承诺，接受群众监督", plant=tables.rulebook.settings["电厂名称"], facts=facts,
                   stage=stage, stage_sentence="" if examined.clean else _UNCLEAN, internal=False, notes=missing)
    return {
        "双承诺公示.html": rendered("pledges.html.j2", head=head(f"{year}党员双承诺公示"), view=view, boxes=_boxes(view),
                               kinds=kinds(), steps=STEPS),
        "承诺书.html": rendered("pledge_book.html.j2", head=head(f"{year}党员双承诺书"), view=view, year=year),
    }


def _boxes(view: PledgeView) -> list[Box]:
    counted = [*PLEDGE_TYPES, KEEPING, OVERDUE, FINISHED, REVIEWED]
    return [Box(str(view.counts.get(word, 0)), word) for word in counted]


def remind_files(examined: Examined, tables: Tables | None, day: dt.date) -> Files:
    """催办.txt to paste into a chat group and 催办单.html to print for the leader in charge.

    Without tables only the workbooks that have not come can be named."""
    chosen = examined.chosen
    more = [] if tables is None else open_items(tables, day, reviewed=chosen.review is not None)
    found = reminder(examined.inbox, chosen, examined.intake, more, day)
    untold = unknown(found.lacking, tables is not None)
    plant = "" if tables is None else tables.rulebook.settings["电厂名称"]
    stage = DRAFT if tables is None else stage_of(tables, not examined.clean).name
    head = Head(f"{found.period.title}催办单", "呈分管领导", plant, (f"截至 {day_word(day)}",), stage, "", True, ())
    page = rendered("remind.html.j2", head=head, found=found, untold=untold, kinds=KINDS, totals=[_total(g) for g in found.groups])
    return {"催办.txt": chat_text(found, untold).encode("utf-8-sig"), "催办单.html": page}


def _total(group: Group) -> dict[str, Any]:
    """A unit's row of the summary."""
    late = [item.days for item in group.items if item.days is not None and item.days > 0]
    counts = [sum(item.kind == kind for item in group.items) for kind in KINDS]
    return {"unit": group.unit, "counts": counts, "all": len(group.items), "longest": max(late, default=0)}


def annual_files(found: Year) -> Files:
    """index.html, 年度定星.xlsx and data/annual_stars.csv of a year."""
    decided, rules = award(found), found.tables.rulebook
    rows, title = annual_rows(decided), f"{found.period.title}定星"
    stage, sentence = _year_stage(found)
    facts = (f"季度 {'、'.join(q.period.name for q in found.quarters)}", f"规则版本 {rules.settings['版本']}")
    head = Head(title, "年度定星、推优和绩效联动", rules.settings["电厂名称"], facts, stage, sentence, True, ())
    return {
        "index.html": annual_page(decided, rows, head),
        "年度定星.xlsx": annual_book(rows, title, f"{head.plant}　{stage}：{sentence}"),
        "data/annual_stars.csv": annual_csv(decided, rows),
    }


def _year_stage(found: Year) -> tuple[str, str]:
    """A year that lacks a quarter, or one with errors, is a trial; else what the year's own review workbook says."""
    faulty = [q.period.title for q in found.quarters if not q.clean]
    told = []
    if found.lacking:
        told.append(f"按已有 {len(found.quarters)} 个季度测算，缺{'、'.join(p.title for p in found.lacking)}")
    if faulty:
        told.append(f"{'、'.join(faulty)}还有错误或缺报")
    if told:
        return DRAFT, "；".join(told) + "，不得公布"
    stage = stage_of(found.tables, draft=False)
    return stage.name, stage.sentence
