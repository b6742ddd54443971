"""评价细则.html: the rulebook in force as a page that is read from top to bottom, each rule with its reference and cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core.chinese import NOTHING, plain
from pipeline.core.records import Record, placed
from pipeline.rating.explain.examples import worked
from pipeline.rating.measures import MEASURE_OF
from pipeline.report.page import RuleRow, RuleTable, rendered
from pipeline.report.pages.plant import head
from pipeline.report.pages.rules.use import OPEN_NOTE, open_uses
from pipeline.report.result import Result
from pipeline.rulebook.indicators import is_leaf, named
from pipeline.rulebook.lines import level_line, only
from pipeline.rulebook.rows import Cell
from pipeline.rulebook.rules import Rulebook
from pipeline.rulebook.spoken import spoken
from schemas.base import YES, column_of, title
from schemas.books import SHEETS
from schemas.words import BRANCH, ENFORCED, MEMBER, TEAM, TRIED, WARNED

_CYCLE_END = {"每月": "当月", "每季": "季末月", "每半年": "半年末月", "每年": "12 月"}
_LINES = {  # section of the rule lines -> anchor, note
    "联动条件": (
        "gate",
        "同一星级的几行要同时满足；低星级的条件，高星级也要满足。占比按班组数的整数向上取整，班组数以名册为准。",
    ),
    "否决与封顶": ("veto", "按决定日期计入所在季度；只降不升，先于联动执行。"),
    "名额": ("quota", "季度只预警，不改变星级；年度定星时执行，名额线上得分相同的都保留，由党委研究。"),
}


def rules_page(result: Result) -> bytes:
    """The page of the rulebook that rated the period."""
    rules, cell, chosen = result.tables.rulebook, result.examined.inbox.cell, result.examined.chosen
    return rendered(
        "rules.html.j2",
        head=head(result, f"评价细则（{result.version}）", internal=False),
        sections=[
            *_indicators(rules, cell),
            *_if_any(_bands(rules, cell)),
            *_as_written(rules, cell, "survey_group", "survey_answer", "asked"),
            _thresholds(rules, cell),
            *_lines(result, rules, cell),
            _duties(rules, cell),
            _bonus(rules, cell),
            *_as_written(rules, cell, "bonus_limit"),
            _coefficients(rules, cell),
            _examples(rules, cell),
            *_as_written(rules, cell, "work_day"),
            _settings(rules, cell),
            _table(
                "use",
                "本期运行情况",
                OPEN_NOTE,
                "表 规则 运行情况 单元格",
                (one.cells for one in open_uses(result)),
            ),
        ],
        measures=MEASURE_OF.values(),
        file=chosen.rulebook.file if chosen.rulebook else "",
    )


def _if_any(table: RuleTable) -> tuple[RuleTable, ...]:
    return (table,) if table.lines else ()


def address(place: str) -> str:
    """The cell alone of "file › sheet › D7"."""
    return place.rsplit(" › ", 1)[-1]


def _table(
    anchor: str, title: str, note: str, heads: str, rows: Iterable[RuleRow | tuple[str, ...]]
) -> RuleTable:
    lines = tuple(row if isinstance(row, RuleRow) else RuleRow(row) for row in rows)
    return RuleTable(anchor, title, note, tuple(heads.split()), lines)


def _rows(rules: Rulebook, cell: Cell, key: str, column: str) -> Iterator[tuple[Record, str]]:
    """The rows of a sheet, each with the address of its cell in the column."""
    frame = rules.frames[key]
    for index, row in placed(frame):
        yield row, address(cell(key, index, column))


def _blank(value: Any) -> bool:
    return bool(pd.isna(value))


def _text(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if _blank(value) else plain(value) if isinstance(value, float) else str(value)


def _lines(result: Result, rules: Rulebook, cell: Cell) -> Iterator[RuleTable]:
    """The sections that stand as sentences; a veto's also says what its line leaves out."""
    lasting = [_lasting(row) for row, _ in _rows(rules, cell, "veto", "highest")]
    for name, (anchor, note) in _LINES.items():
        lines = [line for line in result.rules if line.section == name]
        note = _quota_note(rules, note) if name == "名额" else note
        additions = lasting if name == "否决与封顶" else [""] * len(lines)
        rows = [
            (line.text + addition, line.reference, address(line.place))
            for line, addition in zip(lines, additions, strict=True)
        ]
        yield _table(anchor, name, note, "规则 依据 单元格", rows)


def _quota_note(rules: Rulebook, note: str) -> str:
    """What quotas do where they are not as usual: each line says when it works, and a forced share lowers one for another."""
    if any((quota.in_quarter, quota.in_year) != (WARNED, ENFORCED) for quota in rules.quotas):
        note = "各行写明季度、年度是预警还是执行；执行的，名额线上得分相同的都保留，由党委研究。"
    if any(quota.forced for quota in rules.quotas):
        note += "“不少于”的名额：本单位变好，星级不会降；但别的单位变好，本单位可能降级。"
    return note


def _lasting(row: Record) -> str:
    """What the line of a veto does not say: by which score it comes of itself, and whether it lasts for the year."""
    limit = (
        ""
        if _blank(row["indicator"])
        else f"；{row['indicator']} 得分率低于 {plain(row['below'])}% 时自动封顶"
    )
    return limit + ("；年度定星同样封顶" if row["whole_year"] == YES else "")


def _indicators(rules: Rulebook, cell: Cell) -> Iterator[RuleTable]:
    """A table a kind of unit: every indicator, its leaves below it."""
    said = {rule.code: spoken(rule, rules) for rule in rules.measured}
    for anchor, kind in (("branch", BRANCH), ("team", TEAM), ("member", MEMBER)):
        rows = [one for one in _rows(rules, cell, "indicator", "points") if one[0]["unit_kind"] == kind]
        tops = [(row, place) for row, place in rows if _blank(row["parent"])]
        note = f"满分 {plain(rules.full(kind))} 分。" + (
            "党员只排三比和推优，不评星。"
            if kind == MEMBER
            else "不适用的指标不计零分，分值先在同一指标内、再由其余指标分担。"
        )
        lines: list[RuleRow] = []
        for top, place in tops:
            leaves = [
                RuleRow(_indicator(leaf, at, said[leaf["code"]]), "part")
                for leaf, at in rows
                if _text(leaf["parent"]) == top["code"]
            ]
            lines += [
                RuleRow(
                    _indicator(top, place, said.get(top["code"], "各分项之和")), "whole" if leaves else ""
                ),
                *leaves,
            ]
        heads = "编码 指标 标准分 三比 三责 怎样计算 缺数时 依据 单元格"
        yield _table(anchor, f"{kind}指标", note, heads, lines)


def _indicator(row: Record, place: str, how: str) -> tuple[str, ...]:
    board = "" if _blank(row["board"]) else f"{row['board']}·{row['side']}"
    weight = "" if _blank(row["board_weight"]) else f"（权重 {plain(row['board_weight'])}）"
    name, missing = named(row, row["use"] == TRIED), row["missing"] if is_leaf(row) else ""
    described = (board + weight, _text(row["duty"]), how, missing)
    return (row["code"], name, plain(row["points"]), *described, row["reference"], place)


def _bands(rules: Rulebook, cell: Cell) -> RuleTable:
    note = "起点含本数，落在几档里算最高的一档；按名次计分的，起点是名次。"
    lines = [
        (
            r["indicator"],
            str(r["option"]) if _blank(r["start"]) else f"{plain(r['start'])} 起",
            f"标准分的 {plain(float(r['share']) * 100)}%"
            if _blank(r["points"])
            else f"{plain(r['points'])} 分",
            r["reference"],
            place,
        )
        for r, place in _rows(rules, cell, "band", "indicator")
    ]
    return _table("band", "计分档", note, "编码 档 得分 依据 单元格", lines)


_AS_WRITTEN = {  # sheets whose rows are shown as they stand, where there are any: note and columns
    "survey_group": (
        "按类别的权重平均；没有有效票的一类不计，其余各类按权重折算。",
        "unit_kind group weight fewest reference",
    ),
    "survey_answer": ("没有分值的答案不计入有效票。", "answer value reference"),
    "asked": ("没有列出的表都要填。", "sheet asked"),
    "work_day": ("与国务院办公厅的放假安排不同的日子；公示和整改期限按工作日计。", "day worked reference"),
    "bonus_limit": ("一类成果的加分先乘系数，再按上限；上限空着不限。", "type factor most reference"),
}


_ALWAYS = ("work_day",)  # shown without a row too: every notice counts by it


def _as_written(rules: Rulebook, cell: Cell, *keys: str) -> Iterator[RuleTable]:
    for key in keys:
        (note, named_columns), sheet = _AS_WRITTEN[key], SHEETS[key]
        names = named_columns.split()
        heads = " ".join([*(column_of(sheet, name).title for name in names), "单元格"])
        lines = [
            (*(_text(r[name]) for name in names), place) for r, place in _rows(rules, cell, key, names[0])
        ]
        table = _table(key, title(sheet), note, heads, lines)
        yield from (table,) if key in _ALWAYS else _if_any(table)


def _thresholds(rules: Rulebook, cell: Cell) -> RuleTable:
    note = "按基本得分（不含加分）对照，先四舍五入到打印的小数位再比较；不到最低一级的为未定级。"
    if rules.bonus_in_score:
        note = note.replace("按基本得分（不含加分）", "按得分（含加分）")
    levels = {address(level.place): level for level in rules.levels}
    rows = sorted(
        _rows(rules, cell, "threshold", "lowest"), key=lambda one: (one[0]["unit_kind"], -one[0]["star"])
    )
    lines = [
        (
            r["unit_kind"],
            levels[at].name,
            level_line(levels[at]).partition("：")[2] + only(r),
            r["reference"],
            at,
        )
        for r, at in rows
    ]
    return _table("threshold", "星级标准", note, "单位类别 星级 得分 依据 单元格", lines)


def _duties(rules: Rulebook, cell: Cell) -> RuleTable:
    note = f"按期一项计 1，补办一项计 {plain(rules.number('补办计分比例'))}，没有记录计 0。"
    lines = [
        (
            r["item"],
            r["who"],
            r["name"],
            f"{r['frequency']} {r['times']} 次",
            _latest(r),
            _text(r["applies"]),
            r["sheet"] + (f"：{r['type']}" if not _blank(r["type"]) else ""),
            r["reference"],
            place,
        )
        for r, place in _rows(rules, cell, "duty_item", "item")
    ]
    heads = "编码 谁做 事项 频次 最迟 适用 由哪张表证明 依据 单元格"
    return _table("duty", "清单标准", note, heads, lines)


def _latest(row: Record) -> str:
    if not _blank(row["latest"]):
        return f"最迟{row['latest']}"
    month = f"{int(row['due_month'])} 月" if not _blank(row["due_month"]) else _CYCLE_END[row["frequency"]]
    return f"{month}的次月 {int(row['due_day'])} 日" if not _blank(row["due_day"]) else f"{month}最后一天"


class _Value(NamedTuple):
    """A value of a table with values side by side: the names of its line, its column, its text."""

    names: tuple[str, ...]
    column: str
    text: str
    reference: str


def _bonus(rules: Rulebook, cell: Cell) -> RuleTable:
    note = "同一成果编号只计一次，取最高；" + (
        "加分计入得分。" if rules.bonus_in_score else "加分只影响名次，不影响星级。"
    )
    values = [
        _Value((r["type"], r["level"]), str(r["place"]), f"{plain(r['points'])}（{place}）", r["reference"])
        for r, place in _rows(rules, cell, "bonus_rule", "points")
    ]
    return _side_by_side("bonus", "加分标准", note, "类型 级别", values)


def _coefficients(rules: Rulebook, cell: Cell) -> RuleTable:
    values = [
        _Value(
            (r["unit_kind"],),
            rules.level_word(r["unit_kind"], int(r["star"])),
            f"{plain(r['coefficient'])}（{place}）",
            r["reference"],
        )
        for r, place in _rows(rules, cell, "coefficient", "coefficient")
    ]
    return _side_by_side("coefficient", "绩效系数", "评定的星级对应的绩效联动系数。", "单位类别", values)


def _side_by_side(anchor: str, title: str, note: str, heads: str, values: list[_Value]) -> RuleTable:
    """Values with the same names in one line, a column each, and every reference once."""
    columns = list(dict.fromkeys(value.column for value in values))
    lines: dict[tuple[str, ...], list[_Value]] = {}
    for value in values:
        lines.setdefault(value.names, []).append(value)
    rows = []
    for names, line in lines.items():
        texts = {value.column: value.text for value in line}
        references = "；".join(dict.fromkeys(value.reference for value in line))
        rows.append((*names, *(texts.get(column, NOTHING) for column in columns), references))
    return _table(anchor, title, note, f"{heads} {' '.join(columns)} 依据", rows)


def _examples(rules: Rulebook, cell: Cell) -> RuleTable:
    note = "每次评分以前先按细则算一遍；有一个与应得的不符，就不评分。"
    lines = [
        (r["name"], _conditions(r), *map(str.strip, worked(r, rules)), place)
        for r, place in _rows(rules, cell, "example", "name")
    ]
    return _table("example", "算例", note, "算例 条件 应得 算出 单元格", lines)


_CONDITIONS = (
    ("teams", "班组星级 {}"),
    ("branch_star", "所属支部 {} 星"),
    ("previous", "上期 {} 星"),
    ("event", "发生 {}"),
    ("figure", "数值 {}"),
    ("option", "选项 {}"),
    ("mean", "同组平均 {}"),
)


def _conditions(row: Record) -> str:
    of = f"得分 {_text(row['score'])}" if _blank(row["indicator"]) else f"指标 {row['indicator']}"
    parts = [f"{row['unit_kind']}{of}"]
    parts += [words.format(_text(row[name])) for name, words in _CONDITIONS if not _blank(row[name])]
    return "，".join(parts)


def _settings(rules: Rulebook, cell: Cell) -> RuleTable:
    lines = [
        (r["name"], _text(r["value"]) or "不限", _text(r["note"]), place)
        for r, place in _rows(rules, cell, "setting", "value")
    ]
    return _table("setting", "基本设置", "", "项目 内容 含义 单元格", lines)
