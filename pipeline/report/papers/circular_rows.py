"""The tables of the circular workbook as rows of plain values, cut to what the publication level shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from pipeline.core.chinese import NOTHING, listed, name_order
from pipeline.core.finding import Severity
from pipeline.core.period import Period
from pipeline.intake.account import Account
from pipeline.rating.stars import RATED
from pipeline.report import disclosure
from pipeline.report.result import Result
from pipeline.report.rows import PeerLine, PeerTable, Rank, Star, TraceStep, UnitKey, peer_tables
from schemas.words import BOARDS, UNIT_KINDS

Row = dict[str, object]
TREND = 8


def by_name(result: Result) -> list[Star]:
    """Branches, then teams, each by name."""
    return [
        star
        for kind in UNIT_KINDS
        for star in sorted(result.stars_of(kind), key=lambda s: name_order(s.unit))
    ]


def dashed(row: Row) -> Row:
    """The row with a dash where there is no value, or none that is published; numbers stay numbers."""
    return {name: NOTHING if value is None else value for name, value in row.items()}


def unit_rows(result: Result, kind: str, level: str) -> list[Row]:
    """Branches or teams: shown places first, then by star, so that the order of the others tells nothing."""
    stars = result.stars_of(kind)
    return [_unit_row(result, star, level) for star in sorted(stars, key=lambda s: _order(s, level))]


def board_rows(result: Result, level: str) -> list[Row]:
    """The three comparisons of branches and teams; never of single members."""
    return [row for table in board_tables(result, level) for row in table["rows"]]


def board_tables(result: Result, level: str) -> list[dict[str, Any]]:
    """One table a peer group on each board: its title, and its rows with a heading row before them for those who print one list."""
    return [
        _board_table(result, table)
        for board in BOARDS
        for kind in UNIT_KINDS
        for table in peer_tables(
            result.ranks_on(board, kind), lambda rank: disclosure.open_place(level, rank.rank)
        )
    ]


def _board_table(result: Result, table: PeerTable) -> dict[str, Any]:
    title = f"{table.board}　{table.unit_kind}　{table.heading}"
    heading = dict.fromkeys((*Rank._fields, "responsible"), "") | {"board": title}
    rows = [_board_row(result, line) for line in table.lines]
    return {"title": title, "rows": [heading, *rows], "lines": rows}


def _board_row(result: Result, line: PeerLine) -> Row:
    rank = line.rank
    row = dashed(rank._asdict()) | {
        "rank": line.place if rank.small or rank.crowded else rank.rank,
        "group": rank.home,
    }
    if line.listed:
        return dashed(row | {"responsible": disclosure.head_name(result.star[rank.unit_kind, rank.unit])})
    unlisted = dict.fromkeys(("parent", "responsible", "quantity", "quality"), NOTHING)
    return row | unlisted | {"unit": line.unit}


def trend_periods(last: Period) -> list[str]:
    """The names of the last eight periods of the same length, oldest first."""
    periods = [last]
    while len(periods) < TREND:
        periods.append(periods[-1].previous())
    return [period.name for period in reversed(periods)]


def trend_rows(result: Result, periods: list[str]) -> list[Row]:
    """The stars of each unit in those periods; a dash where it had none."""
    rows: list[Row] = []
    for star in by_name(result):
        past = {name: row.star for name, row in result.past_of(star.key).items() if row.star is not None}
        stars: list[object] = [past.get(name, NOTHING) for name in periods]
        if star.pending:
            stars[-1] = disclosure.SUSPENDED
        rows.append({"unit_kind": star.unit_kind, "unit": star.unit, "stars": stars})
    return rows


def basis_rows(result: Result, level: str) -> list[Row]:
    """One row a step of the decision; outside the full level only the steps in which a rule changed the star."""
    rows: list[Row] = []
    for star in by_name(result):
        row: Row = {
            "unit_kind": star.unit_kind,
            "unit": star.unit,
            "key": _basis(star.key),
            "back": _unit(star.key),
        }
        if star.pending:
            rows.append(
                {
                    **row,
                    "number": 1,
                    "stage": disclosure.SUSPENDED,
                    "rule": "",
                    "place": "",
                    "before": None,
                    "after": None,
                    "because": disclosure.effect(star, []),
                }
            )
            continue
        for number, step in enumerate(_shown_steps(result, star.key, level), start=1):
            because = step.because if level == disclosure.FULL else disclosure.reason(step)
            rows.append(
                {
                    **row,
                    "number": number,
                    "stage": step.stage,
                    "rule": step.rule,
                    "place": step.place,
                    "before": step.before,
                    "after": step.after,
                    "because": because,
                }
            )
    return [dashed(row) for row in rows]


def score_rows(result: Result, level: str) -> list[Row]:
    """One row an indicator and unit; only at the full level."""
    if level != disclosure.FULL:
        return []
    rows = []
    for star in by_name(result):
        for score in sorted(result.scores_of(star.key), key=lambda s: s.indicator):
            rows.append(dashed({**score._asdict(), "applies": "是" if score.applies else "不适用"}))
    return rows


def intake_rows(result: Result) -> list[Row]:
    """One row an expected workbook: whether it came, its findings, and the account of its rows."""
    accounts: dict[str, list[Account]] = defaultdict(list)
    for account in result.intake.accounts:
        accounts[account.file].append(account)
    rows: list[Row] = []
    for got in sorted(result.intake.received, key=lambda r: (r.kind, r.unit, r.file)):
        accounts_of_file = accounts.get(got.file, []) if got.file else []
        counted = {
            name: sum(getattr(a, name) for a in accounts_of_file) if accounts_of_file else None
            for name in ("read", "used", "refused", "other", "blank")
        }
        rows.append(
            {
                "kind": got.kind,
                "unit": got.unit,
                "file": got.file,
                "as_of": got.as_of,
                "state": got.state,
                "late": got.late,
                "errors": got.errors,
                "warnings": got.warnings,
                **counted,
            }
        )
    return rows


def rule_rows(result: Result) -> list[Row]:
    """Star lines, rules and the inputs' fingerprints."""
    rows: list[Row] = []
    for kind, lines in result.thresholds.items():
        text = "，".join(
            f"{result.names_of(kind)[star]} {line:g} 分起"
            for star, line in reversed(list(enumerate(lines, start=1)))
        )
        rows.append({"section": "分数线", "text": f"{kind}：{text}", "reference": "", "place": ""})
    rows += [
        {"section": r.section, "text": r.text, "reference": r.reference, "place": r.place}
        for r in result.rules
    ]
    rows += [
        {"section": "数据来源", "text": name, "reference": "", "place": digest[:16]}
        for name, digest in sorted(result.intake.sources.items())
    ]
    return rows


def _unit_row(result: Result, star: Star, level: str) -> Row:
    steps = result.steps_of(star.key)
    shown = disclosure.open_place(level, star.place)
    numbers = ("score", "bonus", "total")
    place = result.place_of(star)
    return dashed(
        {
            "unit": star.unit,
            "parent": star.parent,
            "group": star.group,
            "key": _unit(star.key),
            "responsible": disclosure.head_name(star),
            "standing": disclosure.standing(star),
            "star": star.shown,
            "previous_star": star.previous_star,
            "change": star.change,
            "remark": disclosure.remark(level, star, steps),
            "basis": _basis(star.key) if star.pending or _shown_steps(result, star.key, level) else "",
            "place": (star.place if place.isdigit() else place) if shown else None,
            **{name: getattr(star, name) if shown else None for name in numbers},
        }
    )


def _shown_steps(result: Result, key: UnitKey, level: str) -> list[TraceStep]:
    steps = result.steps_of(key)
    return steps if level == disclosure.FULL else disclosure.adjusting(steps)


def _order(star: Star, level: str) -> tuple[bool, int, int, str]:
    if star.place is not None and disclosure.open_place(level, star.place):
        return False, star.place, 0, name_order(star.unit)
    return True, 0, 1 if star.shown is None else -star.shown, name_order(star.unit)


def _unit(key: UnitKey) -> str:
    return f"单位 {key[0]} {key[1]}"


def _basis(key: UnitKey) -> str:
    return f"依据 {key[0]} {key[1]}"


def summary_rows(result: Result) -> list[Row]:
    """Counts of stars and findings, the figures of the system, and the decisions worth a sentence."""
    rows = [row for kind in UNIT_KINDS for row in _counts(kind, result.stars_of(kind), result)]
    counts = Counter(finding.severity for finding in result.intake.findings)
    rows.append(_line("填报校验：错误", counts[Severity.ERROR], "条", "见“填报校验”"))
    rows.append(_line("填报校验：提醒", counts[Severity.WARNING], "条", "见“填报校验”"))
    rows += [_line(f.name, f.value, f.unit, f.source) for f in result.figures]
    for star in by_name(result):
        steps = disclosure.adjusting(result.steps_of(star.key))
        if star.pending or (steps and star.star is not None):
            rows.append(
                _line("要点", None, "", f"{star.unit}：{disclosure.remark(result.level, star, steps)}")
            )
    if result.level == disclosure.FULL:
        rows += [_line("提醒", None, "", sentence) for sentence in result.warnings]
    return rows


def _counts(kind: str, stars: list[Star], result: Result) -> list[Row]:
    shown = [s for s in stars if s.shown is not None]
    unrated = [s.unit for s in stars if s.status != RATED]
    rows = [
        _line(f"{kind}：应评", len(stars), "个", "名册中的单位"),
        _line(
            f"{kind}：已评", len(stars) - len(unrated), "个", f"未评：{listed(unrated)}" if unrated else ""
        ),
    ]
    for level, word in reversed(list(enumerate(result.names_of(kind)))):
        units = [s for s in shown if s.shown == level]
        rows.append(_line(f"{kind}：{word}", len(units), "个", listed([s.unit for s in units])))
    for word, change in (("升星", 1), ("降星", -1)):
        moved = [s for s in shown if (s.change or 0) * change > 0]
        rows.append(_line(f"{kind}：较上期{word}", len(moved), "个", listed([s.unit for s in moved])))
    adjusted = [s for s in shown if disclosure.adjusting(result.steps_of(s.key))]
    rows.append(_line(f"{kind}：经规则调整", len(adjusted), "个", listed([s.unit for s in adjusted])))
    return rows


def _line(name: str, value: int | None, unit: str, text: str) -> Row:
    return {"name": name, "value": value, "unit": unit, "text": text}
