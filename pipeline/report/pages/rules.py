"""评价细则.html: the rulebook in force as a page that is read from top to bottom, each rule with its reference and cell."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, repeat
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.core.chinese import plain, star_word
from pipeline.rating.examples import worked_star
from pipeline.rating.measures import MEASURE_OF
from pipeline.report.page import rendered
from pipeline.report.pages.plant import head
from pipeline.report.result import Result
from pipeline.rulebook.rules import Cell, Rulebook
from schemas.words import BRANCH, MEMBER, TEAM

if TYPE_CHECKING:
    pass


Record = Mapping[Hashable, Any]
_SHORT = frozenset(
    (
        "编码",
        "三比",
        "三责",
        "缺数时",
        "单元格",
        "单位类别",
        "星级",
        "得分",
        "谁做",
        "频次",
        "最迟",
        "应得",
        "算出",
    )
)
_CYCLE_END = {"每月": "当月", "每季": "季末月", "每半年": "半年末月", "每年": "12 月"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a section: its cells; `part`: a leaf under the row before, `whole`: a row that only sums up its leaves."""

    cells: tuple[str, ...]
    part: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table of rules: headings (those in `numbers` align right), rows, and what to know before reading them."""

    anchor: str
    title: str
    note: str
    heads: tuple[str, ...]
    numbers: frozenset[str]
    lines: tuple[Line, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The class of each column: numbers to the right, short words unbroken."""
        return tuple("n" if h in self.numbers else "w" if h in _SHORT else "" for h in self.heads)


def rules_page(result: Result) -> bytes:
    """The page of the rulebook that rated the period."""
    rules, cell, chosen = result.tables.rulebook, result.examined.inbox.cell, result.examined.chosen
    told = {
        name: [line for line in result.rules if line.section == name]
        for name in ("联动条件", "否决与封顶", "名额")
    }
    lasting = [_lasting(row) for _, row in _rows(rules, "veto")]
    lines = {
        name: tuple(
            Line((line.text + more, line.reference, address(line.place)))
            for line, more in zip(found, lasting if name == "否决与封顶" else repeat(""), strict=False)
        )
        for name, found in told.items()
    }
    sections = [
        *_indicators(rules, cell),
        _thresholds(rules, cell),
        *(_told(name, lines[name]) for name in told),
        *_lists(rules, cell),
        _examples(rules, cell),
        _settings(rules, cell),
    ]
    return rendered(
        "rules.html.j2",
        head=head(result, f"评价细则（{result.version}）", internal=False),
        sections=sections,
        measures=MEASURE_OF.values(),
        file=chosen.rulebook.file if chosen.rulebook else "",
    )


def address(place: str) -> str:
    """The cell alone of "file › sheet › D7"."""
    return place.rsplit(" › ", 1)[-1]


def _section(
    anchor: str, title: str, note: str, heads: str, lines: tuple[Line, ...], numbers: str = ""
) -> Section:
    return Section(anchor, title, note, tuple(heads.split()), frozenset(numbers.split()), lines)


_NOTES = {
    "联动条件": "同一星级的几行要同时满足；低星级的条件，高星级也要满足。占比按班组数的整数向上取整，班组数以名册为准。",
    "否决与封顶": "按决定日期计入所在季度；只降不升，先于联动执行。",
    "名额": "季度只预警，不改变星级；年度定星时执行，名额线上得分相同的都保留，由党委研究。",
}


def _told(name: str, lines: tuple[Line, ...]) -> Section:
    return _section(
        {"联动条件": "gate", "否决与封顶": "veto", "名额": "quota"}[name],
        name,
        _NOTES[name],
        "规则 依据 单元格",
        lines,
    )


def _lasting(row: Record) -> str:
    """What the line of a veto does not say: by which score it comes of itself, and whether it lasts for the year."""
    by_itself = (
        ""
        if _blank(row["indicator"])
        else f"；{row['indicator']} 得分率低于 {plain(row['below'])}% 时自动封顶"
    )
    return by_itself + ("；年度定星同样封顶" if row["whole_year"] == "是" else "")


def _rows(rules: Rulebook, key: str) -> Iterator[tuple[tuple[str, str, int], Record]]:
    frame = rules.frames[key]
    yield from zip(frame.index, frame.to_dict("records"), strict=True)


def _blank(value: Any) -> bool:
    return bool(pd.isna(value))


def _text(value: Any) -> str:
    return "" if _blank(value) else plain(value) if isinstance(value, float) else str(value)


def _indicators(rules: Rulebook, cell: Cell) -> Iterator[Section]:
    """A section a kind of unit: every indicator, its leaves below it."""
    rows = list(_rows(rules, "indicator"))
    for anchor, kind in (("branch", BRANCH), ("team", TEAM), ("member", MEMBER)):
        own = [(i, r) for i, r in rows if r["unit_kind"] == kind]
        tops = [(i, r) for i, r in own if _blank(r["parent"])]
        lines = [line for i, top in tops for line in _family(i, top, own, cell)]
        note = f"满分 {plain(sum(float(r['points']) for _, r in tops))} 分。" + (
            "党员只排三比和推优，不评星。"
            if kind == MEMBER
            else "不适用的指标不计零分，分值先在同一指标内、再由其余指标分担。"
        )
        yield _section(
            anchor,
            f"{kind}指标",
            note,
            "编码 指标 标准分 三比 三责 怎样计算 缺数时 依据 单元格",
            tuple(lines),
            "标准分",
        )


def _family(
    index: tuple[str, str, int], top: Record, rows: list[tuple[tuple[str, str, int], Record]], cell: Cell
) -> Iterator[Line]:
    leaves = (
        [(i, r) for i, r in rows if r["parent"] == top["code"]]
        if any(not _blank(r["parent"]) for _, r in rows)
        else []
    )
    yield Line(_indicator(top, cell("indicator", index, "points")), whole=bool(leaves))
    for i, leaf in leaves:
        yield Line(_indicator(leaf, cell("indicator", i, "points")), part=True)


def _indicator(row: Record, place: str) -> tuple[str, ...]:
    board = "" if _blank(row["board"]) else f"{row['board']}·{row['side']}"
    weight = "" if _blank(row["board_weight"]) else f"（权重 {plain(row['board_weight'])}）"
    return (
        row["code"],
        row["name"],
        plain(row["points"]),
        board + weight,
        _text(row["duty"]),
        how(row),
        "" if _blank(row["measure"]) else row["missing"],
        row["reference"],
        address(place),
    )


_HOW = (
    ("counted", "计入 {}"),
    ("expected", "应计 {}"),
    ("field", "取 {}"),
    ("base_field", "除以 {}"),
    ("base", "除以{}"),
    ("target", "目标 {}"),
    ("floor", "低于 {} 按 0 计"),
)


def how(row: Record) -> str:
    """How an indicator is measured, in one line; the parts of a composite one are its leaves."""
    if _blank(row["measure"]):
        return "各分项之和"
    parts = [words.format(_text(row[name])) for name, words in _HOW if not _blank(row[name])]
    return "；".join([f"{row['measure']} ← {row['source']}", *parts])


def _thresholds(rules: Rulebook, cell: Cell) -> Section:
    by_kind = groupby(
        sorted(_rows(rules, "threshold"), key=lambda one: (one[1]["unit_kind"], -one[1]["star"])),
        key=lambda one: one[1]["unit_kind"],
    )
    lines = tuple(
        Line(
            (
                kind,
                star_word(int(r["star"])),
                f"{plain(r['lowest'])} 分及以上",
                r["reference"],
                address(cell("threshold", i, "lowest")),
            )
        )
        for kind, rows in by_kind
        for i, r in rows
    )
    return _section(
        "threshold",
        "星级标准",
        "按基本得分（不含加分）对照，先四舍五入到打印的小数位再比较；不到一星的为未定级。",
        "单位类别 星级 得分 依据 单元格",
        lines,
    )


def _lists(rules: Rulebook, cell: Cell) -> Iterator[Section]:
    duties = tuple(
        Line(
            (
                r["item"],
                r["who"],
                r["name"],
                f"{r['frequency']} {r['times']} 次",
                _latest(r),
                _text(r["applies"]),
                r["sheet"] + (f"：{r['type']}" if not _blank(r["type"]) else ""),
                r["reference"],
                address(cell("duty_item", i, "item")),
            )
        )
        for i, r in _rows(rules, "duty_item")
    )
    share = plain(rules.number("补办计分比例"))
    yield _section(
        "duty",
        "清单标准",
        f"按期一项计 1，补办一项计 {share}，没有记录计 0。",
        "编码 谁做 事项 频次 最迟 适用 由哪张表证明 依据 单元格",
        duties,
    )
    yield _matrix(
        "bonus",
        "加分标准",
        "同一成果编号只计一次，取最高；加分只影响名次，不影响星级。",
        "类型 级别",
        rules,
        cell,
        "bonus_rule",
        ("type", "level"),
        "place",
        "points",
        str,
    )
    yield _matrix(
        "coefficient",
        "绩效系数",
        "评定的星级对应的绩效联动系数。",
        "单位类别",
        rules,
        cell,
        "coefficient",
        ("unit_kind",),
        "star",
        "coefficient",
        lambda star: star_word(int(star)),
    )


def _latest(row: Record) -> str:
    month = f"{int(row['due_month'])} 月" if not _blank(row["due_month"]) else _CYCLE_END[row["frequency"]]
    return f"{month}的次月 {int(row['due_day'])} 日" if not _blank(row["due_day"]) else f"{month}最后一天"


def _matrix(
    anchor: str,
    title: str,
    note: str,
    heads: str,
    rules: Rulebook,
    cell: Cell,
    key: str,
    by: tuple[str, ...],
    across: str,
    value: str,
    word: Callable[[Any], str],
) -> Section:
    """Rows with the same `by` in one line, the values of `across` side by side, each with its cell."""
    rows = list(_rows(rules, key))
    columns = list(dict.fromkeys(r[across] for _, r in rows))
    grouped: dict[tuple[str, ...], dict[Any, tuple[str, str]]] = {}
    for i, r in rows:
        shown = f"{plain(r[value])}（{address(cell(key, i, value))}）"
        grouped.setdefault(tuple(str(r[name]) for name in by), {})[r[across]] = (shown, r["reference"])
    lines = tuple(
        Line(
            (
                *name,
                *(found.get(c, ("—", ""))[0] for c in columns),
                "；".join(dict.fromkeys(reference for _, reference in found.values())),
            )
        )
        for name, found in grouped.items()
    )
    return _section(anchor, title, note, f"{heads} {' '.join(word(c) for c in columns)} 依据", lines)


def _examples(rules: Rulebook, cell: Cell) -> Section:
    lines = tuple(
        Line(
            (
                r["name"],
                _given(r),
                star_word(int(r["expected"])),
                star_word(worked_star(r, rules)),
                address(cell("example", i, "expected")),
            )
        )
        for i, r in _rows(rules, "example")
    )
    return _section(
        "example",
        "算例",
        "每次评分以前先按细则算一遍；有一个与应得的不符，就不评分。",
        "算例 条件 应得 算出 单元格",
        lines,
    )


def _given(row: Record) -> str:
    parts = [f"{row['unit_kind']}得分 {_text(row['score'])}"]
    parts += [
        words.format(_text(row[name]))
        for name, words in (
            ("teams", "班组星级 {}"),
            ("branch_star", "所属支部 {} 星"),
            ("previous", "上期 {} 星"),
            ("event", "发生 {}"),
        )
        if not _blank(row[name])
    ]
    return "，".join(parts)


def _settings(rules: Rulebook, cell: Cell) -> Section:
    lines = tuple(
        Line((r["name"], _text(r["value"]) or "不限", _text(r["note"]), address(cell("setting", i, "value"))))
        for i, r in _rows(rules, "setting")
    )
    return _section("setting", "基本设置", "", "项目 内容 含义 单元格", lines)
