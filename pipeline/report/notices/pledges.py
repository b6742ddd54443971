"""The pledge page for the intranet and the pledge book to sign."""

from __future__ import annotations

import datetime as dt
from functools import partial

from pipeline.core.chinese import day as day_word
from pipeline.core.publish import Files
from pipeline.evidence.pledges import FINISHED, KEEPING, OVERDUE, REVIEWED, STEPS, PledgeView, kinds, pledges
from pipeline.evidence.tables import Tables
from pipeline.intake.examine import Examined
from pipeline.report.page import Box, PageHead, rendered
from pipeline.report.stage import stage_of
from schemas.words import PLEDGE_TYPES

_UNCLEAN = "填报还有错误或缺报，改正以后再公布"


def pledge_files(examined: Examined, tables: Tables, day: dt.date) -> Files:
    """双承诺公示.html for the intranet and 承诺书.html to sign, as the pledges stand on the day."""
    view, year = pledges(tables, day), f"{tables.period.year}年"
    stage = stage_of(tables, not examined.clean).name
    missing = (f"尚未收到填报工作簿：{'、'.join(view.missing)}",) if view.missing else ()
    facts = (f"截至 {day_word(day)}", f"数据取自{tables.period.title}填报")
    head = partial(
        PageHead,
        subtitle="岗位承诺、服务承诺，接受群众监督",
        plant=tables.rulebook.settings["电厂名称"],
        facts=facts,
        stage=stage,
        stage_sentence="" if examined.clean else _UNCLEAN,
        internal=False,
        notes=missing,
    )
    return {
        "双承诺公示.html": rendered(
            "pledges.html.j2",
            head=head(f"{year}党员双承诺公示"),
            view=view,
            boxes=_boxes(view),
            kinds=kinds(),
            steps=STEPS,
        ),
        "承诺书.html": rendered(
            "pledge_book.html.j2", head=head(f"{year}党员双承诺书"), view=view, year=year
        ),
    }


def _boxes(view: PledgeView) -> list[Box]:
    counted = [*PLEDGE_TYPES, KEEPING, OVERDUE, FINISHED, REVIEWED]
    return [Box(str(view.counts.get(word, 0)), word) for word in counted]
