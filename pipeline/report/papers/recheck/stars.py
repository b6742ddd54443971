"""From points to the star that a unit may hold by itself, as live formulas (sheets 总分, 星级标准, 上限 and 星级)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.evidence.tables import directory_rows
from pipeline.rating.bonus import awards
from pipeline.rating.caps import SUSPENDED, rulings_of_events, share_of
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.link import without_teams
from pipeline.rating.score import Leaf, Unit, counted_teams
from pipeline.rating.stars import Standing
from pipeline.report.papers.recheck.points import PointTabs, plain_number
from pipeline.report.papers.recheck.tab import FIRST_ROW, Formula, Tab, Value, differs
from pipeline.rulebook.condition import holds
from pipeline.rulebook.levels import Gate, Level
from pipeline.rulebook.rules import Rulebook
from schemas.words import BRANCH, GATE_COVERAGE, GATE_LAST_YEAR, GATE_MEMBERS, GATE_RUN

_FROM_ELSEWHERE = (
    GATE_MEMBERS,
    GATE_RUN,
    GATE_LAST_YEAR,
)  # of members and of the past, which are on no sheet here


def total_tab(evaluation: Evaluation, points: PointTabs) -> Tab:
    """总分: the points of each unit together, rescaled, less penalties, with the bonus."""
    tab = Tab(
        "总分",
        "基础分 ＝ 得分合计 ÷ 适用满分 × 满分，再减去减分；适用满分不足标准分合计的下限时不评",
        "单位类别 单位 标准分合计 适用满分 得分合计 基础分 减分 加分 得分 总分 系统得分 差 系统总分 总分差",
    )
    rules = evaluation.tables.rulebook
    bonus = awards(evaluation.tables, evaluation.facts)
    for unit in points.rows:
        here, sums = (
            tab.here,
            [Formula(f"SUM({points.part(head, unit)})") for head in ("标准分", "满分", "得分")],
        )
        ceiling, total = plain_number(rules.part_of_full(unit[0], "总分上限")), evaluation.total(unit)
        with_bonus = f"{here('基础分')}+{here('加分')}"
        inside = (
            f"MIN(ROUND({with_bonus},{rules.places}),{ceiling})" if rules.bonus_in_score else here("基础分")
        )
        whole = here("得分") if rules.bonus_in_score else f"MIN({with_bonus},{ceiling})"
        tab.rows.append(
            [
                *unit,
                *sums,
                _base(tab, rules, unit[0]),
                float(bonus.penalty.get(unit, 0)),
                float(bonus.bonus.get(unit, 0)),
                Formula(f'IF({here("基础分")}="","",{inside})'),
                Formula(f'IF({here("基础分")}="","",{whole})'),
                _float(evaluation.scores.base.get(unit)),
                differs(here("得分"), here("系统得分")),
                _float(total),
                differs(here("总分"), here("系统总分")),
            ]
        )
    return tab


def _base(tab: Tab, rules: Rulebook, kind: str) -> Formula:
    here = tab.here
    live, whole, earned = (here(head) for head in ("适用满分", "标准分合计", "得分合计"))
    scaled = f"ROUND(ROUND({earned}/{live}*{plain_number(rules.full(kind))},9),{rules.places})"
    least = plain_number(rules.number("适用分下限"))
    return Formula(
        f'IF({live}=0,"",IF(ROUND({live}/{whole}*100,9)<{least},"",MAX(0,{scaled}-{here("减分")})))'
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ladders:
    """星级标准, and which set of levels each unit goes by."""

    tab: Tab
    number: Mapping[Unit, int]


def ladders(evaluation: Evaluation) -> Ladders:
    """The lowest scores of every set of levels that some unit goes by."""
    tab = Tab("星级标准", "每一套星级的最低分；同类单位一般只有一套", "套 单位类别 级 名称 最低分")
    sets: dict[tuple[Level, ...], int] = {}
    number = {}
    for unit, standing in evaluation.rated.standings.items():
        levels = standing.levels
        if levels not in sets:
            sets[levels] = len(sets) + 1
            for place, level in enumerate(levels, 1):
                tab.rows.append((sets[levels], unit[0], place, level.name, float(level.lowest)))
        number[unit] = sets[levels]
    return Ladders(tab, number)


@dataclass(frozen=True, slots=True, eq=False)
class Caps:
    """上限, and the cells of it that hold for a unit: those of a level's own test, and all others."""

    tab: Tab
    tests: Mapping[Unit, Sequence[str]]
    others: Mapping[Unit, Sequence[str]]


def caps_tab(evaluation: Evaluation, points: PointTabs) -> Caps:
    """Everything that limits a star: tests of levels, conditions, coverage, decisions, each a row of its own."""
    tab = Tab(
        "上限",
        "现值低于要求的，最高只到“不满足时”；没有现值的是会议决定，或者要看党员得分和往期，直接适用",
        "单位类别 单位 依据 指标 现值 要求 不满足时 上限",
    )
    tests, others = defaultdict[Unit, list[str]](list), defaultdict[Unit, list[str]](list)
    decided, gate = _decided(evaluation), without_teams(evaluation.tables.rulebook)
    stand_for = set(counted_teams(evaluation.tables)["branch"])
    for unit, standing in evaluation.rated.standings.items():
        if standing.rated and not standing.pending:
            leaves = evaluation.scores.leaves[unit]
            for row in _tests(standing, leaves, points):
                tests[unit].append(_added(tab, unit, row, evaluation))
            for row in (*_conditions(evaluation, unit, leaves, points), *decided.get(unit, ())):
                others[unit].append(_added(tab, unit, row, evaluation))
            if gate and unit[0] == BRANCH and unit[1] not in stand_for:
                others[unit].append(
                    _added(tab, unit, (gate.how, "", None, None, int(gate.value)), evaluation)
                )
    return Caps(tab, tests, others)


Row = tuple[
    str, str, Formula | None, float | None, int
]  # rule, codes, what is there, what is asked, highest level


def _added(tab: Tab, unit: Unit, row: Row, evaluation: Evaluation) -> str:
    """The row put on the sheet, and the cell with the level that it leaves to the unit."""
    rule, codes, now, asked, highest = row
    here, number = tab.here, tab.next
    result = here("不满足时")
    if now is not None:
        met = f"ROUND({here('现值')},9)>={here('要求')}"
        result = f"IF({met},{evaluation.tables.rulebook.star_steps},{result})"
    tab.rows.append([*unit, rule, codes, now, asked, highest, Formula(result)])
    return tab.cell("上限", number)


def _share(points: PointTabs, unit: Unit, codes: Sequence[str], leaves: Sequence[Leaf]) -> str:
    earned, most = (points.sum_of(head, unit, codes, leaves) for head in ("得分", "满分"))
    return f"{earned}/{most}*100"


def _tests(standing: Standing, leaves: Sequence[Leaf], points: PointTabs) -> Iterator[Row]:
    """The own tests of levels (rules 9.2)."""
    for level in standing.levels:
        if level.tested and share_of(level.tested, leaves) is not None:
            share = Formula(_share(points, standing.unit, level.tested, leaves))
            yield (
                f"{level.name}的检验指标",
                "、".join(level.tested),
                share,
                float(level.test_share),
                level.star - 1,
            )


def _decided(evaluation: Evaluation) -> Mapping[Unit, Sequence[Row]]:
    """Caps that no formula here can find: decisions, and gates that ask the members or the past."""
    decisions = defaultdict[Unit, list[Row]](list)
    for unit, caps in rulings_of_events(evaluation.tables).caps.items():
        decisions[unit] += [(cap.rule.label, "", None, None, cap.highest) for cap in caps]
    for unit, caps in evaluation.ruled.caps.items():
        elsewhere = [cap for cap in caps if isinstance(cap.rule, Gate) and cap.rule.how in _FROM_ELSEWHERE]
        decisions[unit] += [(cap.rule.label, "", None, None, cap.highest) for cap in elsewhere]
    return decisions


def _conditions(
    evaluation: Evaluation, unit: Unit, leaves: Sequence[Leaf], points: PointTabs
) -> Iterator[Row]:
    """Caps that a low indicator brings by itself (rules 5.4), and those of coverage."""
    for veto in evaluation.tables.rulebook.vetoes.values():
        asked = veto.below is not None and unit[0] in veto.unit_kinds
        for leaf in (one for one in leaves if asked and one.rule.code == veto.indicator and one.applies):
            row = points.row_of[unit, leaf.rule.code]
            measured = f"{points.points.cell('得分率', row)}*100"
            if leaf.reason:  # what was inspected stands for what was measured
                measured = f"{points.points.cell('得分', row)}/{points.points.cell('满分', row)}*100"
            yield veto.label, leaf.rule.code, Formula(measured), float(veto.below or 0), veto.highest
    yield from _coverage(evaluation, unit, leaves, points)


def _coverage(evaluation: Evaluation, unit: Unit, leaves: Sequence[Leaf], points: PointTabs) -> Iterator[Row]:
    """Gates that ask so many indicators of a list to reach a share (rules 9.8)."""
    for gate in evaluation.tables.rulebook.gates:
        if gate.how == GATE_COVERAGE and gate.unit_kind == unit[0] and _concerned(evaluation, gate, unit):
            codes = [code for code in gate.indicators if share_of((code,), leaves) is not None]
            reached = [
                f"N(ROUND({_share(points, unit, (code,), leaves)},9)>={plain_number(gate.reached)})"
                for code in codes
            ]
            asked = min(int(gate.value), len(codes))
            yield (
                gate.how,
                "、".join(gate.indicators),
                Formula("+".join(reached) or "0"),
                asked,
                gate.star - 1,
            )


def _concerned(evaluation: Evaluation, gate: Gate, unit: Unit) -> bool:
    if not gate.applies:
        return True
    row = directory_rows(evaluation.tables.frames)[unit[0]].loc[[unit[1]]]
    return bool(holds(gate.applies, row).all())


def star_tab(evaluation: Evaluation, total: Tab, levels: Ladders, caps: Caps) -> Tab:
    """星级: score star, tests, step, decisions and caps of every rated unit; nothing of one that is suspended."""
    tab = Tab(
        "星级",
        "从分数线开始，依次看检验指标、升降幅度、直接定级和降级、上限；这是联动以前可以评到的星级",
        "单位类别 单位 评定 得分 套 分数线 检验后 上期 可突破 升降后 直接定为 降级 定级后 上限后 系统 差",
    )
    scores = {
        (row[0], row[1]): total.cell("得分", FIRST_ROW + number) for number, row in enumerate(total.rows)
    }
    for unit, standing in evaluation.rated.standings.items():
        status = SUSPENDED if standing.pending else standing.status
        named = (*unit, status, Formula(scores[unit]) if unit in scores else None)
        if standing.rated and not standing.pending:
            tab.rows.append([*named, *_stages(tab, standing, levels, caps, evaluation)])
        else:
            tab.rows.append([*named, *[None] * (len(tab.letters) - len(named))])
    return tab


def _stages(tab: Tab, standing: Standing, levels: Ladders, caps: Caps, evaluation: Evaluation) -> list[Value]:
    """From the set of levels to the star below all caps."""
    unit, rules, ruled, here = standing.unit, evaluation.tables.rulebook, evaluation.ruled, tab.here
    of_set, of_bound = (levels.tab.cells(head) for head in ("套", "最低分"))
    up, down = rules.whole("每期最多升星"), rules.whole("每期最多降星")
    tested, last, free = here("检验后"), here("上期"), f"{here('可突破')}=1"
    limited = f"MAX(MIN({tested},{last}+{up}),{last}-{down})"
    direct = ruled.direct.get(unit, [])
    lowered = sum(shift.levels for shift in ruled.lowered.get(unit, []))
    set_level = f'IF({here("直接定为")}="",{here("升降后")},{here("直接定为")})'
    return [
        levels.number[unit],
        Formula(f'COUNTIFS({of_set},{here("套")},{of_bound},"<="&{here("得分")})'),
        Formula(_least(here("分数线"), caps.tests.get(unit, ()))),
        standing.step_from,
        int(unit in ruled.promoted) or None,
        Formula(f'IF({last}="",{tested},IF(AND({free},{tested}>{last}+{up}),{tested},{limited}))'),
        direct[-1].levels if direct else None,
        lowered or None,
        Formula(f"MAX(0,{set_level}-N({here('降级')}))"),
        Formula(_least(here("定级后"), caps.others.get(unit, ()))),
        standing.capped,
        differs(here("上限后"), here("系统")),
    ]


def _least(first: str, others: Sequence[str]) -> str:
    return f"MIN({','.join([first, *others])})" if others else first


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
