"""The letter before the Party committee has decided: what was counted of a unit's data, without a score, star or place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.chinese import written
from pipeline.core.finding import Finding
from pipeline.core.publish import safe_name
from pipeline.intake.account import Received
from pipeline.mail.letter import ColumnStyle, Letter, LetterColumn, LetterTable, Page, Purpose, extract, table
from pipeline.mail.letters.tables import Deduction, LetterSource, deductions, sources
from pipeline.report.disclosure import CONCEALED, concealed, reservations
from pipeline.report.result import Result
from pipeline.report.rows import Score, Star
from pipeline.report.stage import PROCESS, UNDECIDED
from schemas.books import SUBMISSION
from schemas.words import BRANCH, TEAM

_MASKED = "涉及人员，见填报表"
_COUNTED = (LetterColumn("编码"), LetterColumn("指标"), LetterColumn("计得", ColumnStyle.NUMBER))
_DEDUCTED = (
    LetterColumn("编码"),
    LetterColumn("扣分", ColumnStyle.NUMBER),
    LetterColumn("原因"),
    LetterColumn("日期"),
    LetterColumn("单元格"),
)
_SHEETS = (
    LetterColumn("工作表"),
    LetterColumn("读到", ColumnStyle.NUMBER),
    LetterColumn("采用", ColumnStyle.NUMBER),
    LetterColumn("未采用", ColumnStyle.NUMBER),
    LetterColumn("其他期间", ColumnStyle.NUMBER),
    LetterColumn("空行和说明", ColumnStyle.NUMBER),
)


def check_letter(unit: tuple[str, str], travelling: Sequence[str], of: LetterSource) -> Letter:
    """The letter of a branch or team; the data of the `travelling` teams go along."""
    result = of.result
    units = [unit, *((TEAM, team) for team in travelling)]
    scores = [s for key in units for s in _measured(key, of)]
    received = _own_workbook(unit, result)
    findings = [f for f in result.intake.findings if received and f.place.file == received.file]
    name = f"{safe_name(unit[1])}{result.period.name}核对.xlsx"
    sheets = extract(
        name,
        f"{unit[1]} {result.period.title}",
        f"{result.stage.name}；供核对，不是评星结果",
        list(_pages(units, scores, received, findings, of)),
    )
    return Letter(
        purpose=Purpose.CHECK,
        unit_kind=unit[0],
        unit=unit[1],
        period=result.period.name,
        stage=result.stage.name,
        title=f"{result.period.title}数据核对通知（{result.stage.name}）",
        opening=tuple(_opening(unit, received, findings, result)),
        drawing=None,
        tables=tuple(_tables(unit, received, of)),
        closing=tuple(_closing(of.result.star[unit], travelling, name, result)),
        attachments=(sheets,),
    )


_ANSWER = {
    BRANCH: "核对无误的，请书记签字回复；有出入的，请写明指标编码和单元格，改好填报表后重新报送。",
    TEAM: "核对无误的，请班组长签字回复；有出入的，请写明指标编码和单元格，告诉所属支部或考评部门改正。",
}


def _own_workbook(unit: tuple[str, str], result: Result) -> Received | None:
    workbooks = (
        r for r in result.intake.received if r.kind == SUBMISSION.title and r.file and r.unit == unit[1]
    )
    return next(workbooks, None) if unit[0] == BRANCH else None


def _opening(
    unit: tuple[str, str], received: Received | None, findings: Sequence[Finding], result: Result
) -> Iterator[str]:
    you = "贵支部" if unit[0] == BRANCH else "贵班组"
    so_far = "月度只计分、不评星" if result.stage.name == PROCESS else f"结果{UNDECIDED[result.stage.light]}"
    yield f"{result.period.title}数据已汇总，{so_far}。请{you}核对下列计得的数据与实际是否一致，本通知不含得分、星级和名次。"
    if received is not None:
        late = "，收件登记为迟报，请下次按时报送" if received.late == "是" else ""
        yield f"采用的填报表：{received.file}，截至{written(received.as_of)}{late}。"
    if findings:
        yield f"填报表中有 {len(findings)} 处提醒或说明，见附件“提醒”。"


def _closing(star: Star, travelling: Sequence[str], name: str, result: Result) -> Iterator[str]:
    if travelling:
        yield f"以下班组没有单独的邮箱，数据在本邮件的附件里，请一并核对：{'、'.join(travelling)}。"
    yield f"附件：{name}，列出每项指标计得的数据和所在的单元格。"
    yield _ANSWER[star.unit_kind]
    yield from (f"{line}。" for line in reservations(result))
    if star.responsible:
        yield f"第一责任人：{star.responsible}。"


def _tables(unit: tuple[str, str], received: Received | None, of: LetterSource) -> Iterator[LetterTable]:
    rows = [row[1:] for row in _counted(_measured(unit, of))]
    if rows:
        yield table("计得的数据", _COUNTED, rows)
    if lost := _deducted([unit], of):
        yield table("扣分明细", _DEDUCTED, [row[1:] for row in lost])
    if received is not None:
        yield table(
            f"填报表各表的行数：{received.file}",
            _SHEETS,
            [tuple(map(str, row)) for row in _accounts(received, of.result)],
        )


def _measured(unit: tuple[str, str], of: LetterSource) -> list[Score]:
    """The unit's indicators without those that would give a score away; of a small unit no wishes are counted."""
    hidden = concealed(of.result.star[unit], of.result) if unit in of.result.star else frozenset()
    return [
        s._replace(value=CONCEALED) if s.indicator in hidden else s
        for s in of.result.scores_of(unit)
        if s.indicator not in of.scored
    ]


def _deducted(units: Sequence[tuple[str, str]], of: LetterSource) -> list[Deduction]:
    """The deductions of these units; a reason that names a person says so and no more."""
    lines = (one for unit in units for one in deductions(unit, of.result, of.deducting, of.reasons))
    return [
        one._replace(reason=_MASKED) if any(person in one.reason for person in of.people) else one
        for one in lines
    ]


def _counted(scores: Sequence[Score]) -> list[tuple[str, str, str, str]]:
    return [(s.unit, s.indicator, s.name, (s.value or "无记录") if s.applies else "不适用") for s in scores]


def _accounts(received: Received | None, result: Result) -> list[tuple[object, ...]]:
    return [
        (a.sheet, a.read, a.used, a.refused, a.other, a.blank)
        for a in result.intake.accounts
        if received and a.file == received.file
    ]


def _pages(
    units: Sequence[tuple[str, str]],
    scores: Sequence[Score],
    received: Received | None,
    findings: Sequence[Finding],
    of: LetterSource,
) -> Iterator[Page]:
    yield Page("计得的数据", ("单位", "编码", "指标", "计得"), tuple(_counted(scores)))
    yield Page("扣分明细", ("单位", *(c.title for c in _DEDUCTED)), tuple(_deducted(units, of)))
    yield Page("填报表行数", tuple(c.title for c in _SHEETS), tuple(_accounts(received, of.result)))
    yield Page(
        "提醒", ("位置", "程度", "说明", "改法"), tuple(_finding_row(f, of.people) for f in sorted(findings))
    )
    cells = [
        (key[1], *row)
        for key in units
        if key in of.result.star
        for row in sources(of.page(key))
        if row[0] not in of.scored
    ]
    yield Page("数据出处", ("单位", "编码", "指标", "文件和工作表", "单元格", "内容"), tuple(cells))


def _finding_row(finding: Finding, people: frozenset[str]) -> tuple[object, ...]:
    """A finding; one that names a person says so and no more."""
    named = any(person in finding.message for person in people)
    return str(finding.place), str(finding.severity), _MASKED if named else finding.message, finding.remedy
