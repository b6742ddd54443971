"""党委考评: who applies for a rating, and the year-end scores."""

from __future__ import annotations

from schemas import words
from schemas.base import YES_NO, Number, Sheet, Text, column, rare_column


class Application(Sheet):
    """一行一个单位这一期申报不申报，单位已经填好。"""

    unit_kind: Text = column(
        "单位类别", "模板已填好。", example="党支部", choices=words.UNIT_KINDS, locked=True
    )
    unit: Text = column("单位", "模板已填好。", example="检修支部", locked=True)
    applied: Text = column("申报", "申报的才按申报单位的名额算。", example="是", choices=YES_NO)

    class Config:
        title = "申报"
        name = "application"
        metadata = {
            "key": ("unit_kind", "unit"),
            "asked_anew": ("applied",),
            "edition": 2,
            "on_request": True,
            "parts": ("年度定星与推优",),
        }


class YearEnd(Sheet):
    """一行一个单位的年终得分，单位已经填好，只填得分。"""

    unit_kind: Text = column(
        "单位类别", "模板已填好。", example="党支部", choices=words.UNIT_KINDS, locked=True
    )
    unit: Text = column("单位", "模板已填好。", example="检修支部", locked=True)
    score: Number = column("年终得分", "按满分计的得分。", example=91.5, minimum=0, maximum=10000)
    note: Text = rare_column("说明", "需要说明的。", example="年终考核组评定")

    class Config:
        title = "年终考评"
        name = "year_end"
        metadata = {
            "key": ("unit_kind", "unit"),
            "edition": 2,
            "on_request": True,
            "parts": ("年度定星与推优",),
        }
