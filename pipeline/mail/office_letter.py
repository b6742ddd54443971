"""The office's summary: who has sent what, and once the committee has decided the circular at its publication level."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.chinese import LEVELS
from pipeline.core.period import Period
from pipeline.intake.account import Received
from pipeline.mail.letter import Attachment, ColumnStyle, Letter, LetterColumn, LetterTable, Purpose, table
from pipeline.mail.result_tables import Source
from pipeline.report.papers.circular_rows import summary_rows
from schemas.words import BRANCH

_INTAKE = (LetterColumn("材料"), LetterColumn("单位"), LetterColumn("情况"), LetterColumn("迟报"), LetterColumn("错误", ColumnStyle.NUMBER), LetterColumn("提醒", ColumnStyle.NUMBER))
_SUMMARY = (LetterColumn("项目"), LetterColumn("数量", ColumnStyle.NUMBER), LetterColumn("说明"))
_ELSEWHERE = "其他期间"


def office_letter(office: str, period: Period, stage: str, received: Sequence[Received], of: Source | None,
                  circular: bytes) -> Letter:
    """The summary for the branch in which the office sits; `of` and `circular` where results are published."""
    return Letter(
        purpose=Purpose.OFFICE, unit_kind=BRANCH, unit=office, period=period.name, stage=stage,
        title=f"{period.title}评星汇总（{stage}）",
        opening=(f"{period.title}评星工作进展：{stage}。" + ("各单位的结果邮件已备好，通报见附件。" if of else "尚不能发结果。"),),
        drawing=None, tables=((_summary(of),) if of else ()) + (_intake(received),),
        closing=("请核对后发送各单位的邮件；发送情况见 mail 文件夹里的 index.html。",),
        attachments=(Attachment(f"双星通报{period.name}.xlsx", circular),) if circular else (),
    )


def _intake(received: Sequence[Received]) -> LetterTable:
    return table("收件情况", _INTAKE, [(r.kind, r.unit, r.state, r.late, str(r.errors), str(r.warnings))
                                   for r in received if r.state != _ELSEWHERE])


def _summary(of: Source) -> LetterTable:
    """The circular's own first table, without the levels that nobody has."""
    rows = [r for r in summary_rows(of.result, of.around.tables)
            if r["value"] or r["text"] or not str(r["name"]).endswith(LEVELS)]
    return table("结果汇总", _SUMMARY, [(str(r["name"]), "" if r["value"] is None else f"{r['value']}{r['unit']}",
                                    str(r["text"])) for r in rows])
