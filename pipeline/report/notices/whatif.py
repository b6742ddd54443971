"""Rules tried on a period beside those in force: who would move, by how much, and through which indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.core.chinese import NOTHING, name_order, points, star_word
from pipeline.core.publish import Files
from pipeline.intake.reading.draft import RuleChange
from pipeline.report.data import csv_bytes, safe
from pipeline.report.notices.trials import trial_rules
from pipeline.report.page import Box, PageHead, rendered
from pipeline.report.result import Result
from pipeline.report.rows import Score, Star, UnitKey
from schemas.words import UNIT_KINDS

_ROUNDING = 0.02  # points that rounding alone may make
_NAMED = 3  # indicators that are named beside a unit; the table of the unit has them all


class IndicatorChange(NamedTuple):
    """The points of a unit on an indicator under both rules; None where it does not apply or is not there."""

    indicator: str
    name: str
    before: float | None
    after: float | None

    @property
    def points(self) -> float:
        return (self.after or 0.0) - (self.before or 0.0)

    @property
    def why(self) -> str:
        """新增, 取消, 改为不适用 or 改为适用; "" where only the points differ."""
        if self.before is None or self.after is None:
            return "只在草案里计分" if self.before is None else "草案里不计分"
        return ""


class UnitChange(NamedTuple):
    """A unit under the rules in force and under the draft, and the indicators that differ, the largest first."""

    before: Star
    after: Star
    indicators: tuple[IndicatorChange, ...]

    @property
    def stars(self) -> int | None:
        """Stars up or down; None where one of them gives none."""
        known = self.before.star is not None and self.after.star is not None
        return (self.after.star or 0) - (self.before.star or 0) if known else None

    @property
    def moves(self) -> bool:
        """True if another star, or none in place of one, would come out."""
        return (self.before.star, self.before.pending) != (self.after.star, self.after.pending)

    @property
    def points(self) -> float | None:
        known = self.before.score is not None and self.after.score is not None
        return (self.after.score or 0.0) - (self.before.score or 0.0) if known else None

    @property
    def rescaled(self) -> float:
        """What of the change is no indicator's: the score of a unit to which not everything applies is scaled to the full points."""
        rest = round((self.points or 0.0) - sum(one.points for one in self.indicators), 2)
        return rest if abs(rest) > _ROUNDING else 0.0

    @property
    def through(self) -> str:
        """The indicators that weigh most: BR04 工作清单按期完成率 −1.20."""
        shown = [f"{one.indicator} {one.name} {signed(one.points)}" for one in self.indicators[:_NAMED]]
        more = len(self.indicators) - len(shown)
        lines = [
            *shown,
            *([f"另有 {more} 项"] if more else []),
            *([f"折算 {signed(self.rescaled)}"] if self.rescaled else []),
        ]
        return "；".join(lines)


def signed(value: float | None) -> str:
    """+1.20, −0.50, 0.00; a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{'+' if round(value, 2) > 0 else '−' if round(value, 2) < 0 else ''}{points(abs(value))}"


def unit_changes(in_force: Result, draft: Result) -> list[UnitChange]:
    """Every branch and team under both rules: those that move first, then by points."""
    pairs = [(star, draft.star[star.key]) for star in in_force.stars if star.key in draft.star]
    changes = [UnitChange(old, new, _indicators(in_force, draft, old.key)) for old, new in pairs]
    return sorted(
        changes,
        key=lambda c: (
            UNIT_KINDS.index(c.before.unit_kind),
            not c.moves,
            -abs(c.points or 0),
            name_order(c.before.unit),
        ),
    )


def _indicators(in_force: Result, draft: Result, unit: UnitKey) -> tuple[IndicatorChange, ...]:
    old, new = (_by_code(result.scores_of(unit)) for result in (in_force, draft))
    changes = [
        IndicatorChange(
            code, (new.get(code) or old[code]).name, _points(old.get(code)), _points(new.get(code))
        )
        for code in dict.fromkeys((*old, *new))
    ]
    return tuple(
        sorted((c for c in changes if c.before != c.after), key=lambda c: (-abs(c.points), c.indicator))
    )


def _by_code(scores: Sequence[Score]) -> dict[str, Score]:
    return {score.indicator: score for score in scores}


def _points(score: Score | None) -> float | None:
    return None if score is None else score.points


def star_of(star: Star) -> str:
    """三星; 暂缓评定 and 未评 as they are said."""
    return star.status if star.star is None or star.pending else star_word(star.star)


def summary(changes: Iterable[UnitChange]) -> list[str]:
    """A sentence for each kind of unit, and one for each unit that moves."""
    counts: Mapping[str, Counter[str]] = {kind: Counter() for kind in UNIT_KINDS}
    lines = []
    for change in changes:
        counts[change.before.unit_kind][_way(change)] += 1
        if change.moves:
            lines.append(
                f"{change.before.unit}：{star_of(change.before)} → {star_of(change.after)}"
                f"（得分 {signed(change.points)}）{change.through}"
            )
    heads = [
        f"{kind} {of.total()} 个：升星 {of['升']} 个，降星 {of['降']} 个，星级不变 {of['平']} 个"
        + (f"，评与不评有变 {of['变']} 个" if of["变"] else "")
        for kind, of in counts.items()
    ]
    return [*heads, *lines]


def _way(change: UnitChange) -> str:
    if not change.moves:
        return "平"
    return "变" if change.stars is None else "升" if change.stars > 0 else "降"


def whatif_files(in_force: Result, draft: Result, rules: Sequence[RuleChange], name: str) -> Files:
    """The page of the office and its table; `rules`: where the draft differs, `name`: the file of the draft."""
    changes = unit_changes(in_force, draft)
    head = PageHead(
        title=f"规则测算　{in_force.period.title}",
        subtitle="草案与现行评价细则各算一遍；只供研究，不是评定结果",
        plant=in_force.plant,
        facts=(f"现行规则 {in_force.version}（{in_force.digest}）", f"草案 {draft.version}（{name}）"),
        stage="测算",
        stage_sentence="",
        internal=True,
        notes=tuple(draft.warnings),
    )
    page = rendered(
        "whatif.html.j2",
        head=head,
        boxes=_boxes(changes),
        kinds={kind: [c for c in changes if c.before.unit_kind == kind] for kind in UNIT_KINDS},
        rules=rules,
        trials=trial_rules(draft),
        signed=signed,
        star_of=star_of,
    )
    return {"index.html": page, "规则测算.csv": _table(changes)}


def _boxes(changes: Sequence[UnitChange]) -> list[Box]:
    ways = Counter(map(_way, changes))
    moved = sum(bool(c.points) for c in changes)
    return [
        Box(str(ways["升"]), "升星"),
        Box(str(ways["降"]), "降星"),
        Box(str(ways["平"]), "星级不变"),
        Box(str(moved), "得分有变"),
    ]


_HEADS = (
    "unit_kind",
    "unit",
    "score_before",
    "score_after",
    "star_before",
    "star_after",
    "place_before",
    "place_after",
    "through",
)


def _table(changes: Iterable[UnitChange]) -> bytes:
    rows = [
        (
            *c.before.key,
            *(NOTHING if s.score is None else points(s.score) for s in (c.before, c.after)),
            *map(star_of, (c.before, c.after)),
            *(s.place or "" for s in (c.before, c.after)),
            c.through,
        )
        for c in changes
    ]
    return csv_bytes(_HEADS, [[safe(str(cell)) for cell in row] for row in rows])
