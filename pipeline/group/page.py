"""The group's page of a period: which plants were rated and which were not, plants, branches and kinds of branch compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pipeline.core.chinese import NOTHING, listed, name_order, points
from pipeline.core.chinese import place as place_word
from pipeline.core.exact import exact, half_up
from pipeline.core.period import parse_period
from pipeline.core.publish import Files
from pipeline.group.cluster import package_folder
from pipeline.group.plant import FAILED, FAULTY, NOTHING_SENT, TABLE, PlantRow
from pipeline.report.data import csv_bytes, safe
from pipeline.report.page import Box, PageHead, rendered
from pipeline.report.stage import DECIDED_STAGES
from schemas.words import BRANCH, TEAM

MOST_LISTED = 100  # branches on the page; branches.csv has them all
_STATES = (FAULTY, NOTHING_SENT, FAILED)
_NEXT = {
    FAULTY: "请该厂按它的检查结果改正后重报",
    NOTHING_SENT: "请该厂报送",
    FAILED: "请把这一行发给程序的维护人员，其他电厂不受影响",
}
_PLACES = 2  # of a mean score, as it is printed and compared
_GOOD = 4  # stars from which a unit counts as good
Item = TypeVar("Item")


class Unit(NamedTuple):
    """A branch or team of a rated plant."""

    plant: str
    kind: str
    name: str
    category: str  # the peer group that it was compared in
    total: Fraction | None
    score: Fraction | None
    star: int | None
    previous: int | None
    status: str


class Placed(NamedTuple):
    """Something with its place among those that the same rules rated; 0 where it has none."""

    place: int
    of: Any


@dataclass(frozen=True, slots=True)
class Sum:
    """What several units come to: how many, how many were rated, their mean score, how many have each star, who moved."""

    units: int
    rated: int
    mean: Fraction | None
    stars: Mapping[int, int]
    up: int
    down: int

    @property
    def good(self) -> Fraction | None:
        """The share of four stars and more among the rated."""
        return (
            Fraction(sum(n for star, n in self.stars.items() if star >= _GOOD), self.rated)
            if self.rated
            else None
        )

    @property
    def shown_mean(self) -> str:
        return points(self.mean) if self.mean is not None else NOTHING

    @property
    def shown_good(self) -> str:
        return f"{points(100 * self.good, 1)}%" if self.good is not None else NOTHING


def group_files(rows: Iterable[PlantRow], into: Path, period: str) -> Files:
    """group.html and its tables, of the packages that lie in `into`."""
    plants = sorted(rows, key=lambda row: name_order(row.plant))
    units = [unit for row in plants if row.rated for unit in units_of(into, period, row)]
    rules = main_rules(plants)
    same = {row.plant for row in plants if row.rated and row.rules == rules}
    sums = {
        row.plant: summed([u for u in units if u.plant == row.plant and u.kind == BRANCH])
        for row in plants
        if row.rated
    }
    lines = placed(
        [row for row in plants if row.rated], lambda row: sums[row.plant].mean, lambda row: row.plant in same
    )
    branches = placed(
        [u for u in units if u.kind == BRANCH],
        lambda u: u.total,
        lambda u: u.plant in same and u.star is not None,
    )
    values = {
        "head": _head(plants, period, _strangers(plants, into, period)),
        "boxes": _boxes(plants, units),
        "plants": lines,
        "sums": sums,
        "teams": {
            row.plant: summed([u for u in units if u.plant == row.plant and u.kind == TEAM]) for row in plants
        },
        "rules": rules,
        "unrated": [(row, _NEXT[row.state]) for row in plants if not row.rated],
        "undecided": [row for row in plants if row.rated and row.stage not in DECIDED_STAGES],
        "branches": branches[:MOST_LISTED],
        "all_branches": len(branches),
        "categories": _categories(units, same),
        "moves": _moves(units),
        "place": place_word,
        "points": points,
    }
    return {
        "group.html": rendered("group.html.j2", **values),
        "plants.csv": _plants_csv(lines, plants, sums),
        "branches.csv": _branches_csv(branches),
    }


def units_of(into: Path, period: str, row: PlantRow) -> Iterator[Unit]:
    """The branches and teams of a plant's package."""
    import pyarrow.parquet as pq

    columns = ["unit_kind", "unit", "group", "total", "score", "star", "previous_star", "status"]
    table = pq.read_table(package_folder(into, period, row.plant) / TABLE, columns=columns, partitioning=None)
    for one in table.to_pylist():
        yield Unit(
            plant=row.plant,
            kind=one["unit_kind"],
            name=one["unit"],
            category=one["group"],
            total=_exact(one["total"]),
            score=_exact(one["score"]),
            star=one["star"],
            previous=one["previous_star"],
            status=one["status"],
        )


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else exact(value)


def main_rules(plants: Iterable[PlantRow]) -> str:
    """The rules by which most plants were rated; of as many the first by digest."""
    counts = Counter(row.rules for row in plants if row.rated)
    return min(counts, key=lambda rules: (-counts[rules], rules), default="")


def placed(
    items: Sequence[Item], value: Callable[[Item], Fraction | None], counts: Callable[[Item], bool]
) -> list[Placed]:
    """The best first; those of the same value share a place and the next ones are left out, as within a plant (rules 4)."""
    ranked = sorted(
        (one for one in items if counts(one) and value(one) is not None), key=lambda one: -(value(one) or 0)
    )
    lines: list[Placed] = []
    for number, one in enumerate(ranked, start=1):
        same = bool(lines) and value(lines[-1].of) == value(one)
        lines.append(Placed(lines[-1].place if same else number, one))
    known = set(map(id, ranked))
    return lines + [Placed(0, one) for one in items if id(one) not in known]


def summed(units: Sequence[Unit]) -> Sum:
    """What these units come to."""
    scores = [unit.score for unit in units if unit.score is not None and unit.star is not None]
    moves = [
        unit.star - unit.previous for unit in units if unit.star is not None and unit.previous is not None
    ]
    return Sum(
        len(units),
        sum(unit.star is not None for unit in units),
        half_up(sum(scores, Fraction(0)) / len(scores), _PLACES) if scores else None,
        Counter(unit.star for unit in units if unit.star is not None),
        sum(move > 0 for move in moves),
        sum(move < 0 for move in moves),
    )


def _categories(units: Sequence[Unit], same: set[str]) -> list[tuple[str, str, Sum]]:
    """Kind, category, and what its units come to in the plants that the same rules rated."""
    groups: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        if unit.plant in same:
            groups.setdefault((unit.kind, unit.category), []).append(unit)
    order = sorted(groups, key=lambda key: ((BRANCH, TEAM).index(key[0]), name_order(key[1])))
    return [(*key, summed(groups[key])) for key in order]


def _moves(units: Sequence[Unit]) -> dict[str, list[list[int]]]:
    """Kind -> for each star of the period before (a row) how many have each star now (a column), 未定级 first."""
    tables = {}
    for kind in (BRANCH, TEAM):
        counts = Counter(
            (u.previous, u.star)
            for u in units
            if u.kind == kind and u.previous is not None and u.star is not None
        )
        stars = range(max((star for pair in counts for star in pair), default=0) + 1)
        tables[kind] = [[counts[before, now] for now in stars] for before in stars]
    return tables


def _strangers(plants: Iterable[PlantRow], into: Path, period: str) -> list[str]:
    """The plants whose package of an earlier run lies there though they are not in the group's folder any more."""
    here = {package_folder(into, period, row.plant) for row in plants}
    return [
        path.name.removeprefix("plant=")
        for path in sorted(package_folder(into, period, "").parent.glob("plant=*"))
        if path not in here
    ]


def _head(plants: Sequence[PlantRow], period: str, strangers: Sequence[str]) -> PageHead:
    of_period = parse_period(period)
    assert of_period is not None
    sample = "示例集团" if any("示例" in row.name for row in plants) else "集团"
    return PageHead(
        title=f"双星评定集团汇总　{of_period.title}",
        subtitle="各厂按各自的评价细则评定，这里只汇总；细则相同的才排在一起比",
        plant=sample,
        facts=(f"{len(plants)} 座电厂",),
        stage="汇总",
        stage_sentence="",
        internal=True,
        notes=(f"packages 里还有这次没有的电厂的数据包：{listed([*strangers])}。用程序读以前，请先移走",)
        * bool(strangers),
    )


def _boxes(plants: Sequence[PlantRow], units: Sequence[Unit]) -> list[Box]:
    rated = sum(row.rated for row in plants)
    branches = summed([unit for unit in units if unit.kind == BRANCH])
    return [
        Box(f"{rated} / {len(plants)}", "座电厂已评"),
        Box(str(branches.units), "个党支部"),
        Box(branches.shown_good, "党支部四星及以上"),
        Box(f"{branches.up} / {branches.down}", "个党支部升 / 降"),
    ]


def _plants_csv(lines: Iterable[Placed], plants: Sequence[PlantRow], sums: Mapping[str, Sum]) -> bytes:
    places = {line.of.plant: line.place for line in lines}
    heads = ("plant", "name", "period", "state", "place", "mean_score", "good_share", "up", "down", "branches", "teams",
             "stage", "rulebook", "rules", "sources", "errors", "reason")  # fmt: skip
    rows = []
    for row in plants:
        of = sums.get(row.plant)
        figures = (of.shown_mean, of.shown_good, str(of.up), str(of.down)) if of else ("", "", "", "")
        rows.append([safe(text) for text in (
            row.plant, row.name, row.period, row.state, str(places.get(row.plant) or ""), *figures, str(row.branches),
            str(row.teams), row.stage, row.version, row.rules, row.sources, str(row.errors), row.reason)])  # fmt: skip
    return csv_bytes(heads, rows)


def _branches_csv(branches: Iterable[Placed]) -> bytes:
    heads = ("place", "plant", "branch", "category", "total", "score", "star", "previous_star", "status")
    return csv_bytes(heads, [_branch(line.place, line.of) for line in branches])


def _branch(place: int, unit: Unit) -> list[str]:
    figures = (points(one) if one is not None else "" for one in (unit.total, unit.score))
    stars = ("" if one is None else str(one) for one in (unit.star, unit.previous))
    texts = (str(place or ""), unit.plant, unit.name, unit.category, *figures, *stars, unit.status)
    return [safe(text) for text in texts]
