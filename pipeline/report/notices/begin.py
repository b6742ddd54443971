"""从这里开始.html: the next steps of a plant that begins, and what its rulebook leaves to be decided."""

from __future__ import annotations

from pipeline.core.period import Period
from pipeline.report.page import PageHead, rendered

BEGIN = "从这里开始.html"
_STAGE = "准备"


def begin_page(plant: str, period: Period, scheme: str, notes: str, has_goals: bool) -> bytes:
    """The page that lies beside `input/`; `notes`: the 说明.md of the scheme."""
    head = PageHead(
        title="从这里开始",
        subtitle="双星评定的准备工作，照着做一遍就能开始填报",
        plant=plant,
        facts=(f"第一期：{period.title}", f"评价细则样稿：{scheme}"),
        stage=_STAGE,
        stage_sentence="",
        internal=True,
        notes=(),
    )
    return rendered(
        "begin.html.j2",
        head=head,
        period=period,
        scheme=scheme,
        parts=parts_of(notes),
        has_goals=has_goals,
    )


def parts_of(notes: str) -> list[tuple[str, list[str]]]:
    """The headings of a 说明.md, each with its lines."""
    parts: list[tuple[str, list[str]]] = []
    for line in notes.splitlines():
        if line.startswith("## "):
            parts.append((line[3:], []))
        elif line and parts:
            parts[-1][1].append(line.removeprefix("- "))
    return parts
