"""测评 by category with the plant's own answers: what the rulebook says of it, and the votes (rules 9.6)."""

from __future__ import annotations

from schemas import words
from schemas.base import Number, Sheet, Text, Whole, column, rare_column
from schemas.indicator import said_by
from schemas.rules import needed_together


class SurveyGroup(Sheet):
    """一行一类测评人的权重；每类单位的权重合计 100。没有分类测评的不用填。"""

    unit_kind: Text = column("单位类别", "测评谁。", example="党支部", choices=words.UNIT_KINDS)
    group: Text = column("测评类别", "由谁测评。", example="群众", choices=words.SURVEY_GROUPS)
    weight: Number = column("权重", "占百分之几。", example=60, minimum=0.01, maximum=100)
    fewest: Whole = rare_column(
        "最少有效票",
        "有效票少于它的这一类不计，空着与“测评最少有效票”相同；自评、上级人数少的写小一些。",
        example=1,
        minimum=1,
    )
    reference: Text = said_by()

    class Config:
        title = "测评类别"
        name = "survey_group"
        metadata = {"edition": 2}


class SurveyAnswer(Sheet):
    """一行测评票上的一个答案和它的分值。没有分类测评的不用填。"""

    answer: Text = column("答案", "测评票上的一项。", example="满意", unique=True)
    value: Number = column(
        "分值",
        "一票计几分；空着的不计入有效票，例如 不了解。",
        example=100,
        optional=True,
        minimum=0,
        maximum=1000,
    )
    reference: Text = said_by()

    class Config:
        title = "测评答案"
        name = "survey_answer"
        metadata = {"edition": 2}


class Ballot(Sheet):
    """一行一个单位、一类测评人、一个答案的票数，已经填好，只填票数；没有人选的填 0。这一类没有测评的删去各行。"""

    unit_kind: Text = column(
        "单位类别", "模板已填好。", example="党支部", choices=words.UNIT_KINDS, locked=True
    )
    unit: Text = column("单位", "模板已填好。", example="检修支部", locked=True)
    group: Text = column("测评类别", "模板已填好。", example="群众", choices=words.SURVEY_GROUPS, locked=True)
    answer: Text = column("答案", "模板已填好。", example="满意", locked=True)
    votes: Whole = column("票数", "选这一项的票数。", example=40, minimum=0, maximum=100000)
    issued: Whole = rare_column(
        "发出", "这一类发出的票数，写在这一类的任何一行。", example=60, minimum=0, maximum=100000
    )
    returned: Whole = rare_column(
        "收回", "这一类收回的票数，写在同一行。", example=56, minimum=0, maximum=100000
    )

    class Config:
        title = "测评明细"
        name = "ballot"
        metadata = {
            "key": ("unit_kind", "unit", "group", "answer"),
            "asked_anew": ("votes", "issued", "returned"),
            "most_rows": 200_000,
            "edition": 2,
            "on_request": True,
            "parts": ("比形象",),
        }

    both_counts = needed_together("returned", "issued", "发出和收回要一起填")
