"""Letters while workbooks are missing or have errors: a reminder, or the marked workbook to repair."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.core.period import Period
from pipeline.core.publish import safe_name
from pipeline.intake.account import Received
from pipeline.mail.letter import Attachment, ColumnStyle, Letter, LetterColumn, LetterTable, Purpose, table
from pipeline.mail.letters.tables import LetterSource
from pipeline.report.papers.circular_rows import summary_rows
from schemas.words import BRANCH, UNIT_KINDS

COLLECTING = "收件中"  # the stage before anything can be rated
_ASKED = (LetterColumn("材料"), LetterColumn("期间"), LetterColumn("情况"))
_ERRORS = (
    LetterColumn("材料"),
    LetterColumn("截至"),
    LetterColumn("错误", ColumnStyle.NUMBER),
    LetterColumn("提醒", ColumnStyle.NUMBER),
)


def remind_letter(received: Received, period: Period, responsible: str) -> Letter:
    """The reminder of a branch whose workbook has not come, or came in a way that it cannot count.

    `responsible`: its first responsible person, "" where the directory names none."""
    asked = (
        f"{received.note}。请改正后重新报送。"
        if received.note
        else f"截至目前没有收到贵支部{period.title}的{received.kind}工作簿，请尽快报送。"
    )
    return Letter(
        purpose=Purpose.REMIND,
        unit_kind=BRANCH,
        unit=received.unit,
        period=period.name,
        stage=COLLECTING,
        title=f"{period.title}{received.kind}催报通知",
        opening=(asked, "材料没有收齐之前，全厂本期不能评星；贵支部和所属班组也暂不定星。"),
        drawing=None,
        tables=(
            table(
                "收到的不能用" if received.note else "尚未收到",
                _ASKED,
                [(received.kind, period.title, received.state)],
            ),
        ),
        closing=(
            "请用党群工作部下发的空白表填写，已经发出的请与党群工作部核对是否收到。",
            *_first(responsible),
        ),
        attachments=(),
    )


def repair_letter(received: Received, returned: bytes, period: Period, responsible: str) -> Letter:
    """The letter with a branch's own workbook, marked where it has to be repaired."""
    file = PurePosixPath(received.file)
    name = f"返还_{safe_name(file.stem)}{file.suffix}"
    return Letter(
        purpose=Purpose.REPAIR,
        unit_kind=BRANCH,
        unit=received.unit,
        period=period.name,
        stage=COLLECTING,
        title=f"{period.title}{received.kind}改正通知",
        opening=(
            f"贵支部报来的{received.kind}工作簿已收到，有 {received.errors} 处需要改正，改好后才能评星。",
        ),
        drawing=None,
        tables=(
            table(
                "需要改正的材料",
                _ERRORS,
                [(received.file, received.as_of, str(received.errors), str(received.warnings))],
            ),
        ),
        closing=(
            f"附件：{name}，需要改的格子已标红，批注写明改法。",
            "请在附件上直接改好，另存后报党群工作部。",
            *_first(responsible),
        ),
        attachments=(Attachment(name, returned),),
    )


def _first(responsible: str) -> tuple[str, ...]:
    return (f"第一责任人：{responsible}。",) if responsible else ()


_INTAKE = (
    LetterColumn("材料"),
    LetterColumn("单位"),
    LetterColumn("情况"),
    LetterColumn("迟报"),
    LetterColumn("错误", ColumnStyle.NUMBER),
    LetterColumn("提醒", ColumnStyle.NUMBER),
)
_SUMMARY = (LetterColumn("项目"), LetterColumn("数量", ColumnStyle.NUMBER), LetterColumn("说明"))
_ELSEWHERE = "其他期间"


def office_letter(
    office: tuple[str, str],
    period: Period,
    stage: str,
    received: Sequence[Received],
    of: LetterSource | None,
    circular: bytes,
) -> Letter:
    """The summary for the office; `of` and `circular` where results are published."""
    return Letter(
        purpose=Purpose.OFFICE,
        unit_kind=office[0],
        unit=office[1],
        period=period.name,
        stage=stage,
        title=f"{period.title}评星汇总（{stage}）",
        opening=(
            f"{period.title}评星工作进展：{stage}。"
            + ("各单位的结果邮件已备好，通报见附件。" if of else "尚不能发结果。"),
        ),
        drawing=None,
        tables=((_summary(of),) if of else ()) + (_intake(received),),
        closing=("请核对后发送各单位的邮件；发送情况见 mail 文件夹里的 index.html。",),
        attachments=(Attachment(f"双星通报{period.name}.xlsx", circular),) if circular else (),
    )


def _intake(received: Sequence[Received]) -> LetterTable:
    return table(
        "收件情况",
        _INTAKE,
        [
            (r.kind, r.unit, r.state, r.late, str(r.errors), str(r.warnings))
            for r in received
            if r.state != _ELSEWHERE
        ],
    )


def _summary(of: LetterSource) -> LetterTable:
    """The circular's own first table, without the levels that nobody has."""
    names = tuple(name for kind in UNIT_KINDS for name in of.result.names_of(kind))
    rows = [
        r for r in summary_rows(of.result) if r["value"] or r["text"] or not str(r["name"]).endswith(names)
    ]
    return table(
        "结果汇总",
        _SUMMARY,
        [
            (str(r["name"]), "" if r["value"] is None else f"{r['value']}{r['unit']}", str(r["text"]))
            for r in rows
        ],
    )
