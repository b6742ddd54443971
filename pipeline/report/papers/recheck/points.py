"""From what was measured to the points of every indicator of branches and teams, as live formulas (sheets 计分档 and 指标)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from pipeline.core.exact import half_up
from pipeline.rating.evaluate import Evaluation
from pipeline.rating.measures import MEASURE_OF
from pipeline.rating.score import Leaf, Unit, inspected, scheme_of
from pipeline.rating.scoring import EVERYONE, Peers
from pipeline.report.papers.recheck.tab import FIRST_ROW, Formula, Tab, Value, differs
from pipeline.rulebook.indicators import Indicator
from schemas import words
from schemas.words import BRANCH, TEAM

KINDS = (TEAM, BRANCH)  # the scores of branches need those of their teams
_BANDS = Tab("计分档", "每个指标从哪个数（或名次、选项）起得标准分的几成", "编码 从 选项 得分率")
_POINTS = Tab(
    "指标",
    "得分 ＝ 满分 × 得分率，四舍五入；有核定分的以核定分为准。不适用的指标，满分分给同一大项的其他指标",
    "单位类别 单位 编码 指标 所属 标准分 适用 尾差 满分 分子 分母 选项 实绩 同组 目标 名次 得分率 算得分 核定分 得分 系统得分 差",
)


@dataclass(frozen=True, slots=True, eq=False)
class PointTabs:
    """The two sheets, and between which rows of 指标 each unit stands."""

    bands: Tab
    points: Tab
    rows: Mapping[Unit, tuple[int, int]]
    row_of: Mapping[tuple[Unit, str], int]

    def part(self, head: str, unit: Unit) -> str:
        """A column's cells of a unit."""
        return self.points.cells(head, *self.rows[unit])

    def sum_of(self, head: str, unit: Unit, codes: Sequence[str], leaves: Sequence[Leaf]) -> str:
        """The sum of a column over the unit's indicators that have one of the codes or belong to one."""
        rows = [
            self.row_of[unit, one.rule.code]
            for one in leaves
            if {one.rule.code, one.rule.parent} & set(codes)
        ]
        return "(" + "+".join(self.points.cell(head, row) for row in rows) + ")" if rows else "0"


def point_tabs(evaluation: Evaluation) -> PointTabs:
    """Both sheets of a rated period; `total_cell` of a team in the sheet 总分 is where `team_rows` puts it."""
    bands, starts = _band_tab(evaluation)
    tab = Tab(_POINTS.title, _POINTS.says, _POINTS.heads)
    units = [unit for kind in KINDS for unit in evaluation.rated.standings if unit[0] == kind]
    units = [unit for unit in units if unit in evaluation.scores.leaves]
    total_row = {unit: FIRST_ROW + number for number, unit in enumerate(units)}
    last = FIRST_ROW - 1 + sum(len(evaluation.scores.leaves[unit]) for unit in units)
    rows, row_of = {}, {}
    book = _Row(evaluation, tab, bands, starts, total_row, last)
    for unit in units:
        leaves, first = evaluation.scores.leaves[unit], tab.next
        rows[unit] = (first, first + len(leaves) - 1)
        for leaf in leaves:
            row_of[unit, leaf.rule.code] = tab.next
            tab.rows.append(book.row(leaf, rows[unit]))
    return PointTabs(bands, tab, rows, row_of)


def _band_tab(evaluation: Evaluation) -> tuple[Tab, dict[str, tuple[int, int, int]]]:
    """计分档, and of each indicator with bands its first row, its last one with a number and its last one."""
    tab, at = Tab(_BANDS.title, _BANDS.says, _BANDS.heads), {}
    for rule in evaluation.tables.rulebook.indicators:
        if rule.unit_kind in KINDS and rule.bands:
            first, numbers = tab.next, sum(band.start is not None for band in rule.bands)
            at[rule.code] = (first, first + numbers - 1, first + len(rule.bands) - 1)
            for band in rule.bands:
                start = None if band.start is None else float(band.start)
                tab.rows.append((rule.code, start, band.option, float(band.share)))
    return tab, at


class _Row:
    """What the formulas of a row of 指标 refer to."""

    def __init__(
        self,
        evaluation: Evaluation,
        tab: Tab,
        bands: Tab,
        starts: Mapping[str, tuple[int, int, int]],
        total_row: Mapping[Unit, int],
        last: int,
    ) -> None:
        self.rules, self.tab, self.bands, self.starts = evaluation.tables.rulebook, tab, bands, starts
        self.evaluation, self.total_row, self.last = evaluation, total_row, last
        self.checked = inspected(evaluation.tables)
        self.groups = _groups(evaluation)

    def row(self, leaf: Leaf, of_unit: tuple[int, int]) -> list[Value]:
        """A leaf of a unit, which stands in those rows of the sheet."""
        rule, value, here = leaf.rule, leaf.value, self.tab.here
        known = bool(value.below) and not value.option
        checked, _ = self.checked.get((leaf.unit, rule.code), (None, ""))
        named: list[Value] = [
            *leaf.unit,
            rule.code,
            rule.name,
            rule.family,
            float(rule.points),
            int(leaf.applies),
        ]
        return [
            *named,
            self._left_over(leaf) or None,
            self._most(of_unit),
            (self._teams(leaf) or _number(value.above)) if known else None,
            _number(value.below) if known else None,
            value.option,
            self._figure(rule) if known else None,
            self.groups.get((leaf.unit, rule.code), ""),
            (self._target(rule) if rule.by_peers else _number(rule.target)) if known else None,
            self._place(leaf) if known and rule.scoring == words.BY_PLACE else None,
            self._share(leaf, known),
            self._rounded(f"{here('满分')}*N({here('得分率')})"),
            None if checked is None else float(checked),
            self._stands(rule),
            float(leaf.points),
            differs(here("得分"), here("系统得分")),
        ]

    def _rounded(self, what: str) -> Formula:
        # the first rounding takes away the noise of binary fractions, so that a half is a half
        return Formula(f"ROUND(ROUND({what},9),{self.rules.places})")

    def _most(self, of_unit: tuple[int, int]) -> Formula:
        here = self.tab.here
        points, family, applies = (self._column(head, *of_unit) for head in ("标准分", "所属", "适用"))
        whole = f"SUMIFS({points},{family},{here('所属')})"
        live = f"SUMIFS({points},{family},{here('所属')},{applies},1)"
        part = f"ROUNDDOWN(ROUND({here('标准分')}*{whole}/{live},9),{self.rules.places})"
        step = f"+N({here('尾差')})/{10**self.rules.places}"
        return Formula(f"IF(OR({here('适用')}=0,{here('标准分')}=0),0,{part}{step})")

    def _left_over(self, leaf: Leaf) -> int:
        """How many of the last decimals the leaf got when its indicator's points were shared without a rest."""
        if not leaf.max_points:
            return 0
        family = [
            one for one in self.evaluation.scores.leaves[leaf.unit] if one.rule.family == leaf.rule.family
        ]
        whole: Fraction = sum((one.rule.points for one in family), Fraction(0))
        live: Fraction = sum((one.rule.points for one in family if one.applies), Fraction(0))
        scale: int = 10**self.rules.places
        return floor(leaf.max_points * scale) - floor(leaf.rule.points * whole / live * scale)

    def _teams(self, leaf: Leaf) -> Formula | None:
        """The sum of the own teams' scores of a hundred, where that is what was measured."""
        if not MEASURE_OF[leaf.rule.measure].gives_score or leaf.unit[0] != BRANCH:
            return None
        base, full = self.evaluation.scores.base, self.rules.full(TEAM)
        teams = [
            unit
            for unit, one in self.evaluation.rated.standings.items()
            if unit[0] == TEAM and one.parent == leaf.unit[1] and unit in base
        ]
        if (
            sum((min(Fraction(100), base[unit] * 100 / full) for unit in teams), Fraction(0))
            != leaf.value.above
        ):
            return None
        return Formula(
            "+".join(f"MIN(100,总分!$I${self.total_row[unit]}*100/{plain_number(full)})" for unit in teams)
        )

    def _figure(self, rule: Indicator) -> Formula:
        here = self.tab.here
        left = MEASURE_OF[rule.measure].deducts and rule.scoring != words.IN_PROPORTION
        ratio = here("分子") if left else f"ROUND({here('分子')}/{here('分母')},12)"
        at_least_none = rule.scoring == words.IN_PROPORTION and rule.direction != words.REACHED
        return Formula(f"MAX(0,{ratio})" if at_least_none else ratio)

    def _column(self, head: str, first: int = FIRST_ROW, last: int = 0) -> str:
        """A stretch of one of its columns, the whole of it if no last row is said."""
        letter = self.tab.letter(head)
        return f"${letter}${first}:${letter}${last or self.last}"

    def _target(self, rule: Indicator) -> Formula:
        group = f",{self._column('同组')},{self.tab.here('同组')}"
        among = f"{self._column('实绩')},{self._column('编码')},{self.tab.here('编码')}"
        return Formula(
            f'IF({self.tab.here("同组")}="{EVERYONE}",AVERAGEIFS({among}),AVERAGEIFS({among}{group}))'
        )

    def _place(self, leaf: Leaf) -> Value:
        """1 and how many of the same group are better."""
        if leaf.rule.direction == words.REACHED:
            return leaf.value.place
        here, sign = self.tab.here, "<" if leaf.rule.direction == words.LOWER else ">"
        same = f"({self._column('编码')}={here('编码')})*ISNUMBER({self._column('实绩')})"
        group = f'(({here("同组")}="{EVERYONE}")+({self._column("同组")}={here("同组")})>0)'
        return Formula(f"1+SUMPRODUCT({same}*{group}*({self._column('实绩')}{sign}{here('实绩')}))")

    def _share(self, leaf: Leaf, known: bool) -> Value:
        """The share of the points: by the way of scoring, between the floor and the ceiling; without a figure what missing data gets."""
        rule, limits = leaf.rule, (plain_number(leaf.rule.least), plain_number(leaf.rule.most))
        if leaf.value.option:
            first, _, last = self.starts[rule.code]
            options, shares = (self.bands.cells(head, first, last) for head in ("选项", "得分率"))
            share = f"INDEX({shares},MATCH({self.tab.here('选项')},{options},0))"
        elif known:
            share = self._by_scoring(rule)
        else:
            return None if leaf.value.ratio is None else float(leaf.value.ratio)
        return Formula(f"MAX({limits[0]},MIN({limits[1]},{share}))")

    def _by_scoring(self, rule: Indicator) -> str:
        here = self.tab.here
        figure, target = here("实绩"), here("目标")
        if rule.direction == words.REACHED:  # only whether the target is reached
            figure, target = f"N({figure}>={target})", "1"
        better = f"({target}-{figure})" if rule.direction == words.LOWER else f"({figure}-{target})"
        if rule.scoring == words.BY_BAND:
            return self._looked_up(
                rule, figure, rule.bands[0].share if rule.direction == words.LOWER else Fraction(0)
            )
        if rule.scoring == words.BY_PLACE:
            return self._looked_up(rule, here("名次"), Fraction(0))
        if rule.scoring == words.ALL_OR_NOTHING:
            return f"N(ROUND({better},9)>=0)"
        if rule.scoring == words.BY_DIFFERENCE:
            return f"1+({_steps(better, rule.over, 1)}-{_steps(better, rule.short, -1)})/{plain_number(rule.points or Fraction(1))}"
        if rule.direction == words.LOWER:
            none = f"IF({target}>0,{plain_number(rule.most)},N({figure}<={target}))"
            return f"IF({figure}>0,{target}/IF({figure}>0,{figure},1),{none})"
        return f"IF({target}>0,{figure}/IF({target}>0,{target},1),N({figure}>={target}))"

    def _looked_up(self, rule: Indicator, figure: str, lowest: Fraction) -> str:
        """The share of the highest band whose start is reached."""
        first, last, _ = self.starts[rule.code]
        if last < first:
            return plain_number(lowest)
        starts, shares = (self.bands.cells(head, first, last) for head in ("从", "得分率"))
        number = f"ROUND({figure},9)"
        return f"IF({number}<{self.bands.cell('从', first)},{plain_number(lowest)},LOOKUP({number},{starts},{shares}))"

    def _stands(self, rule: Indicator) -> Formula:
        here = self.tab.here
        if not rule.points:
            return Formula(here("算得分"))
        checked = f"{here('满分')}*MIN({plain_number(rule.most)},{here('核定分')}/{here('标准分')})"
        return Formula(f'IF({here("核定分")}="",{here("算得分")},{self._rounded(checked)})')


def _steps(better: str, step: tuple[Fraction, Fraction] | None, sign: int) -> str:
    """Points for every whole step on that side of the target."""
    size, points = step or (Fraction(1), Fraction(0))
    return f"INT(ROUND(MAX(0,{sign}*{better})/{plain_number(size)},9))*{plain_number(points)}"


def _groups(evaluation: Evaluation) -> dict[tuple[Unit, str], str]:
    """The peers of a unit in an indicator that compares; whole columns are searched for their name."""
    scheme = scheme_of(evaluation.tables, evaluation.people)
    groups: dict[tuple[Unit, str], str] = {}
    for rule in evaluation.tables.rulebook.indicators:
        if rule.unit_kind in KINDS and (rule.by_peers or rule.scoring == words.BY_PLACE):
            with_figure = [
                unit[1]
                for unit, leaves in evaluation.scores.leaves.items()
                for leaf in leaves
                if leaf.rule is rule and leaf.value.below and not leaf.value.option
            ]
            peers = Peers.among(with_figure, scheme.groups[rule.unit_kind], scheme.least)
            groups |= {((rule.unit_kind, name), rule.code): peers.group[name] for name in with_figure}
    return groups


def _number(value: Fraction) -> float:
    return float(value)


def plain_number(value: Fraction) -> str:
    """A number of the rulebook inside a formula; a fraction without an end as a quotient."""
    rounded = half_up(value, 9)
    if rounded != value:
        return f"({value.numerator}/{value.denominator})"
    return repr(float(rounded)) if rounded.denominator > 1 else str(rounded.numerator)
