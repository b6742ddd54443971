"""A result becomes what the two report templates print: finished numbers and words, no rule left to decide."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core import chinese
from pipeline.core.finding import Severity
from pipeline.core.records import records
from pipeline.intake.account import Account
from pipeline.rating.explain.coverage import Coverage
from pipeline.report.disclosure import PENDING_WORD, correction_lines, reservations
from pipeline.report.page import Box, PageHead
from pipeline.report.pages import boards, summary
from pipeline.report.pages.boards import Matrix, matrix
from pipeline.report.pages.card import Card, UnitRow, card, unit_row
from pipeline.report.pages.compared import QuarterComparison, compared
from pipeline.report.pages.drawings import charts
from pipeline.report.pages.find import find, level_words
from pipeline.report.result import Result
from pipeline.report.rows import Star
from pipeline.rulebook.lines import RuleLine
from schemas.words import BRANCH, BY_PLACE, ENFORCED, EVENTS, MEMBER, TEAM

MOST_CELLS = (
    3000  # evidence cells that the report itself lists; above that they stand on the unit pages alone
)
LINKAGE = "联动条件"  # the section of the rules that the cards begin with
_COUNTS = ("read", "used", "refused", "other", "blank", "replaced")
FAIR = (
    "没有任何单位为了让别的单位得星而被降低星级。",
    "成绩变好不会降低本单位星级，也不会降低所属支部的星级（名额除外）。",
)
BY_QUOTA = "季度执行名额：名额以外的单位按得分先后降级，别的单位变好，本单位可能降级。"
FAIR_TO_ITSELF = (  # what is left where points go by others (rules 9.8)
    FAIR[0],
    "成绩变好不会降低本单位星级（名额除外）；有指标按名次或同组平均值计分，别的单位变好，本单位可能少得分。",
)


def fair(result: Result) -> tuple[str, str]:
    """What the rules promise every unit."""
    rules = () if result.source is None else result.tables.rulebook.indicators
    compared = any(rule.by_peers or rule.scoring == BY_PLACE for rule in rules)
    first, second = FAIR_TO_ITSELF if compared else FAIR
    quotas = () if result.source is None else result.tables.rulebook.quotas
    return BY_QUOTA if any(quota.in_quarter == ENFORCED for quota in quotas) else first, second


@dataclass(frozen=True, slots=True)
class HeatCell:
    star: int | None
    text: str
    now: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An intervention: what was done to a unit's result beside the plain computation."""

    unit: str
    anchor: str
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Index:
    head: PageHead
    boxes: list[Box]
    sentences: list[summary.Sentence]
    zones: charts.ZoneChart | None
    branches: list[UnitRow]
    teams: list[UnitRow]
    boards: boards.Boards
    periods: tuple[str, ...]
    branch_heat: list[HeatRow]
    team_heat: list[HeatRow]
    unpublished: str
    cards: list[Card]
    list_cells: bool
    link_rules: list[RuleLine]
    changes: list[Change]
    counts: tuple[tuple[str, int], ...]
    rules: list[tuple[str, list[RuleLine]]]
    fair: tuple[str, str]
    heat_words: tuple[str, ...]
    matrix: dict[str, Matrix]  # by unit kind
    compared: QuarterComparison
    firm: dict[str, summary.FirmTable]  # by unit kind, only while nothing is decided
    lacking: list[tuple[str, Coverage]]  # teams without a score
    accounts: list[Account]  # of the rows of each file, all its sheets together


def head(result: Result, title: str, internal: bool, searched: bool = False) -> PageHead:
    """The head of a page of this result; `searched`: rows can be looked for, on pages of the office alone."""
    period = result.period
    facts = (
        f"报告期 {chinese.day(period.start)}—{chinese.day(period.end)}",
        f"规则版本 {result.version}",
        f"数据指纹 {result.digest}",
    )
    subtitle = {1: "月度过程评价，只计分不评星", 12: "年度定星"}.get(period.months, "季度过程评价，年度定星")
    return PageHead(
        title=title,
        subtitle=subtitle,
        plant=result.plant,
        facts=facts,
        stage=result.stage.name,
        stage_sentence=result.stage.sentence,
        internal=internal,
        notes=(*reservations(result), *correction_lines(result)),
        find=find(result) if searched else None,
    )


def report_title(result: Result) -> str:
    return f"{result.period.title}党支部与班组" + (
        "月度评价" if result.period.months == 1 else "联动评星报告"
    )


def index(result: Result) -> Index:
    """The office's report."""
    statistics = result.statistics
    branches, teams = result.stars_of(BRANCH), result.stars_of(TEAM)
    scored = result.period.months > 1 and any(s.score is not None for s in branches)
    severities = [f.severity for f in result.intake.findings]
    return Index(
        head=head(result, report_title(result), internal=True, searched=True),
        boxes=summary.boxes(result),
        sentences=summary.sentences(result),
        zones=charts.zone_chart(
            branches, result.thresholds[BRANCH], result.names_of(BRANCH), result.full.get(BRANCH, 100.0)
        )
        if scored
        else None,
        branches=[unit_row(s, result) for s in branches],
        teams=[unit_row(s, result) for s in teams],
        boards=boards.boards(result),
        periods=tuple(chinese.period_title(p) for p in result.periods),
        branch_heat=[heat_row(s, result, result.period.name) for s in branches],
        team_heat=[heat_row(s, result, result.period.name) for s in teams],
        unpublished=_unpublished(result),
        cards=[card(s, result) for s in branches],
        list_cells=sum(cell.unit_kind != MEMBER for cell in result.evidence) <= MOST_CELLS,
        link_rules=[line for line in result.rules if line.section == LINKAGE],
        changes=_changes(result),
        counts=tuple((str(level), severities.count(level)) for level in Severity),
        rules=_sections(result.rules),
        fair=fair(result),
        heat_words=level_words(result),
        compared=compared(result),
        firm=summary.firm_tables(result),
        matrix={kind: matrix(result, kind) for kind in (BRANCH, TEAM)},
        lacking=[
            (s.unit, statistics.covered[s.key])
            for s in teams
            if s.score is None and s.key in statistics.covered
        ]
        if statistics
        else [],
        accounts=_accounts(result.intake.accounts),
    )


def heat_row(star: Star, result: Result, now: str) -> HeatRow:
    """The unit's stars over the last periods; the present one as this result gives it."""
    past = result.past_of(star.key)
    cells = []
    for period in result.periods:
        given = star.shown if period == now else past[period].star if period in past else None
        text = "缓" if period == now and star.pending else chinese.NOTHING if given is None else str(given)
        cells.append(HeatCell(given, text, period == now))
    return HeatRow(star.unit, tuple(cells))


def _unpublished(result: Result) -> str:
    names = sorted(
        {p.period for p in result.history if not p.published and p.period in result.periods}
        - {result.period.name}
    )
    return (
        f"{'、'.join(map(chinese.period_title, names))}没有在“已公布星级”表登记，按往期材料推算。"
        if names
        else ""
    )


def _accounts(accounts: Iterable[Account]) -> list[Account]:
    """A line a file: what became of the rows of all its sheets."""
    sums: dict[str, Counter[str]] = {}
    for account in accounts:
        sums.setdefault(account.file, Counter()).update({name: getattr(account, name) for name in _COUNTS})
    return [Account(file, "", **{name: counts[name] for name in _COUNTS}) for file, counts in sums.items()]


def _changes(result: Result) -> list[Change]:
    found: list[Change] = []
    reasons = _reasons(result)
    for kind in (BRANCH, TEAM):
        for star in result.stars_of(kind):
            found += _unit_changes(star, result, reasons[star.key])
    found += [
        Change(unit, "", "缺报", "没有可用的填报表，支部和所属班组暂不定星，不参加排名和名额。")
        for unit in result.absent
    ]
    found += [
        Change(unit, "", "不计", "按要求不计入本期，支部和所属班组暂不定星，不参加排名和名额。")
        for unit in result.without
    ]
    found += [
        Change(unit, "", "回避", "本支部是评定办公室所在的支部，结果由党委指定的其他部门复核，纪委办监督。")
        for unit in result.recused
    ]
    return found


def _unit_changes(star: Star, result: Result, reasons: Sequence[Change]) -> list[Change]:
    anchor = result.anchors[star.key]
    found = [
        Change(
            star.unit,
            anchor,
            "核定",
            f"{s.name}：自评 {chinese.points(s.self_points)} 分，核定 {chinese.points(s.checked_points)} 分",
        )
        for s in result.scores_of(star.key)
        if s.applies and s.altered
    ]
    if star.bonus:
        found.append(
            Change(star.unit, anchor, "加减分", f"加减分合计 {star.bonus:+.2f} 分，只影响排名，不影响星级。")
        )
    found += reasons
    if star.pending:
        return [*found, Change(star.unit, anchor, PENDING_WORD, "核定以前不公布星级。")]
    return found + [
        Change(star.unit, anchor, "否决与封顶", f"{s.because.rstrip('。')}（{s.rule}）。")
        for s in result.steps_of(star.key)
        if s.stage == "否决与封顶" and s.lowers
    ]


def _reasons(result: Result) -> Mapping[tuple[str, str], list[Change]]:
    """Unit -> what and by which document it was decided over it: on this page of the office and nowhere else (rules 10.2)."""
    found = defaultdict[tuple[str, str], list[Change]](list)
    if result.source is None:
        return found
    anchors, rows = result.anchors, result.tables.frames["event"]
    rows = rows[rows["type"].isin(EVENTS)].sort_values(["date", "document"], kind="stable")
    for row in records(rows):
        unit = (row["unit_kind"], row["unit"])
        if unit in anchors:
            what = f"{_said(row['reason'])}（{row['document']}）"
            found[unit].append(Change(unit[1], anchors[unit], f"{row['type']}事由", what))
    return found


def _said(reason: object) -> str:
    return reason if isinstance(reason, str) else "没有写明"


def _sections(rules: Iterable[RuleLine]) -> list[tuple[str, list[RuleLine]]]:
    sections: dict[str, list[RuleLine]] = {}
    for line in rules:
        sections.setdefault(line.section, []).append(line)
    return list(sections.items())
