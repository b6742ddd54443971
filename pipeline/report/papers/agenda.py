"""党委会议题材料: what the Party committee is asked to decide, on a few pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from pipeline.core import chinese
from pipeline.core.chinese import name_order
from pipeline.rating.quota import slots
from pipeline.rating.stars import RATED
from pipeline.report import disclosure
from pipeline.report.papers.circular_rows import board_rows, board_tables, by_name, unit_rows
from pipeline.report.papers.letter import Context, Paper, counted, day, grouped, named, note, opening, wording
from pipeline.report.result import Result
from pipeline.report.rows import MOST_SHARING, Star, StarChange, shared_place
from pipeline.report.stage import FIRST_DRAFT, NOTICE, OFFICIAL
from pipeline.rulebook.levels import Quota
from schemas.words import ANNOUNCED, BRANCH, ISSUED, REVIEWED, TEAM, UNIT_KINDS, WARNED

TEMPLATE = "党委会议题材料"
SIGN = "　　　　　　　　"  # room to write a telephone number


def agenda(result: Result) -> Iterator[Paper]:
    """The one paper, under the stage it has."""
    changes, quota = adjusted(result), [*result.warnings, *_ties(result)]
    objected = _objections(result)
    context = opening(result) | {
        "wording": wording(result, (FIRST_DRAFT, NOTICE, OFFICIAL)),
        "matters": _matters(result, len(changes), len(objected)),
        "branches": [_branch(result, star) for star in _by_star(result.stars_of(BRANCH))],
        "teams": grouped(result, TEAM),
        "adjusted": changes,
        "quota": quota,
        "objections": objected,
        "named": named(result),
        "meeting": result.stage.meeting,
    }
    yield Paper(f"公文/{TEMPLATE}.docx", TEMPLATE, context)


def _matters(result: Result, changes: int, objected: int) -> list[str]:
    counts = "、".join(f"{kind} {len(result.stars_of(kind))} 个" for kind in UNIT_KINDS)
    asked = [f"审定星级评定结果（{counts}）"]
    if changes:
        asked.append(f"确认规则对星级的调整 {changes} 项（见第三部分）")
    if any(star.pending for star in result.stars):
        asked.append(f"研究{disclosure.SUSPENDED}的单位")
    if result.warnings:
        asked.append("研究名额预警和名次并列（见第四部分）")
    if objected:
        asked.append(f"研究异议 {objected} 件（见第五部分）")
    if result.recused:
        asked.append(f"听取{_reviewers(result)}对{'、'.join(result.recused)}的复核意见")
    return asked


def _reviewers(result: Result) -> str:
    """安全监察部, as 审定 names who reviews a branch that withdraws; in general words where it does not."""
    steps = result.tables.frames["decision"]
    named = steps[steps["unit"].isin(result.recused)]["reviewer"].dropna()
    return "、".join(dict.fromkeys(named)) or "党委指定的复核部门"


def _by_star(stars: Sequence[Star]) -> list[Star]:
    """By star, then by name: the order tells no place that is not published."""
    return sorted(stars, key=lambda s: (1 if s.shown is None else -s.shown, name_order(s.unit)))


def _branch(result: Result, star: Star) -> Context:
    return {
        "unit": star.unit,
        "standing": disclosure.standing(star),
        "previous": chinese.star_word(star.previous_star),
        "change": disclosure.change_word(star),
        "head": disclosure.head_name(star),
        "note": note(result, star),
    }


def adjusted(result: Result) -> list[Context]:
    """One row a rule that changed stars: the rule, from what to what, the units; and those that are suspended."""
    lines: dict[tuple[str, str], list[str]] = {}
    for star in by_name(result):
        if star.pending:
            lines.setdefault((disclosure.SUSPENDED, "核定后公布星级"), []).append(star.unit)
            continue
        for step in disclosure.adjusting(result.steps_of(star.key)) if star.status == RATED else ():
            lines.setdefault(
                (
                    disclosure.rule_name(step.rule),
                    f"由{chinese.star_word(step.before)}定为{chinese.star_word(step.after)}",
                ),
                [],
            ).append(star.unit)
    return [_change(rule, move, "、".join(units)) for (rule, move), units in lines.items()]


def _change(rule: str, move: str, units: str) -> Context:
    by = rule if rule == disclosure.SUSPENDED else f"按“{rule}”"
    return {"rule": rule, "move": move, "units": units, "sentence": f"{by}，{move}：{units}"}


def _ties(result: Result) -> Iterator[str]:
    """Units of one score on both sides of a quota's line, and published places that are shared."""
    for quota in (one for one in result.tables.rulebook.quotas if one.in_quarter == WARNED):
        units = _on_the_line(result.stars_of(quota.unit_kind), quota)
        if units:
            yield f"名额线上得分相同，待党委研究：{'、'.join(units)}"
    for kind in UNIT_KINDS:
        shared: dict[int, list[str]] = {}
        for star in result.stars_of(kind):
            if star.place is not None and not star.pending:
                shared.setdefault(star.place, []).append(star.unit)
        yield from (
            f"{kind}第 {place} 名并列：{'、'.join(sorted(units, key=name_order))}"
            if len(units) <= MOST_SHARING
            else f"{kind}{shared_place(place, len(units))}"
            for place, units in shared.items()
            if len(units) > 1 and disclosure.open_place(result.level, place)
        )


def _on_the_line(stars: Sequence[Star], quota: Quota) -> list[str]:
    """Holders of the star whose place is that of the last one with room, where the one after has it too."""
    rated = [s for s in stars if s.status == RATED]
    holders = sorted(
        (s for s in rated if (s.star or 0) >= quota.line and s.place is not None),
        key=lambda s: (-(s.star or 0), s.place or 0, s.unit),
    )
    room = slots(quota, len(rated))
    if not 0 < room < len(holders):
        return []
    last, after = holders[room - 1], holders[room]
    if (last.star, last.place) != (after.star, after.place):
        return []
    return [s.unit for s in holders if (s.star, s.place) == (last.star, last.place) and not s.pending]


def _objections(result: Result) -> list[Context]:
    return [
        {
            "unit": "",  # who objects is printed nowhere outside the office
            "matter": one.matter,
            "received": chinese.written(one.received),
            "handler": one.handler,
            "answer": f"{one.answer}（{chinese.written(one.answered)}）" if one.answer else "尚未答复",
        }
        for one in result.objections
    ]


PUBLIC_NOTICE, CIRCULAR, QUARTER_LETTER, CORRECTION = "公示", "通报", "季度通报", "更正通知"
_NUMBERS = ("score", "bonus", "total")


def public_notice(result: Result) -> Iterator[Paper]:
    """The notice for the board: the stars by level and nothing else of a unit, the working days, whom to tell and how."""
    settings = result.tables.rulebook
    context = opening(result) | {
        "wording": wording(result, (NOTICE, OFFICIAL)),
        "branches": grouped(result, BRANCH),
        "teams": grouped(result, TEAM),
        "from_day": _day(result, ANNOUNCED, "date"),
        "to_day": _day(result, ANNOUNCED, "until"),
        "working_days": _working_days(result),
        "accept_phone": settings.acceptance_phone or SIGN,
        "oversight_phone": settings.oversight_phone or SIGN,
        "ranked_branches": (),  # for templates that the office restyled while places stood in the notice
        "ranked_teams": (),
        "ranked_title": "",
        "named": named(result),
    }
    yield Paper(f"公文/{PUBLIC_NOTICE}.docx", PUBLIC_NOTICE, context)


def quarter_letter(result: Result) -> Iterator[Paper]:
    """The one page of a quarter that 党建例会 has settled: the stars by level, what the rules changed, no red head."""
    context = opening(result) | {
        "counts": [counted(result, kind) for kind in UNIT_KINDS],
        "branches": grouped(result, BRANCH),
        "teams": grouped(result, TEAM),
        "adjusted": adjusted(result),
        "named": named(result),
        "wording": "",
        "issued": _day(result, REVIEWED, "date"),
    }
    yield Paper(f"公文/{QUARTER_LETTER}.docx", QUARTER_LETTER, context)


def circular_letter(result: Result) -> Iterator[Paper]:
    """The circular with its three tables."""
    context = opening(result) | {
        "wording": wording(result, (OFFICIAL,)),
        "counts": [counted(result, kind) for kind in UNIT_KINDS],
        "adjusted": adjusted(result),
        "branches": _units(result, BRANCH),
        "teams": _units(result, TEAM),
        "boards": _points_written(board_rows(result, result.level)),
        "board_tables": [
            {"title": table["title"], "rows": _points_written(table["lines"])}
            for table in board_tables(result, result.level)
        ],
        "boards_note": disclosure.fallback_note(result, result.level),
        "named": named(result),
        "issued": _day(result, ISSUED, "date"),
    }
    yield Paper(f"公文/{CIRCULAR}.docx", CIRCULAR, context)


def correction_notice(result: Result) -> Iterator[Paper]:
    """The notice of a correction: why, by which decision, and each unit whose star is another one now."""
    if result.correction is None:
        return
    record, step = result.correction.record, REVIEWED if result.stage.light else ISSUED
    context = opening(result) | {
        "wording": "",
        "number": record.number,
        "reason": record.reason,
        "decided": disclosure.decided_by(record),
        "changes": [_star_change(one) for one in result.star_changes],
        "issued": _day(result, step, "date"),
    }
    yield Paper(f"公文/{CORRECTION}.docx", CORRECTION, context)


def _star_change(change: StarChange) -> Context:
    before, now = (disclosure.standing(star) if star else chinese.NOTHING for star in change)
    star = change.star
    head = disclosure.head_name(star)
    return {"kind": star.unit_kind, "unit": star.unit, "before": before, "now": now, "head": head}


def _day(result: Result, step: str, column: str) -> str:
    """The day of the last step of that kind, or room to write it."""
    steps = result.tables.steps.sort_values("date", kind="stable")
    days = steps[steps["step"].eq(step).fillna(False)][column]
    return day(days.iloc[-1] if len(days) else pd.NaT)


def _working_days(result: Result) -> int:
    """Of the last notice as it was registered, else as the rulebook asks."""
    rules, steps = result.tables.rulebook, result.tables.steps
    notices = steps[steps["step"].eq(ANNOUNCED).fillna(False) & steps["until"].notna()].sort_values("date")
    if notices.empty:
        return rules.notice_days
    first, last = notices["date"].iloc[-1], notices["until"].iloc[-1]
    return rules.workdays.count(first.date(), last.date())


def _units(result: Result, kind: str) -> list[Context]:
    """Branches or teams as a table prints them; places and points only where they are published."""
    rows = []
    for row in unit_rows(result, kind, result.level):
        star = result.star[kind, str(row["unit"])]
        rows.append(
            {
                "unit": star.unit,
                "parent": star.parent,
                "standing": row["standing"],
                "head": row["responsible"],
                "change": disclosure.change_word(star),
                "note": note(result, star),
                "place": row["place"],
                **{name: _points(row[name]) for name in _NUMBERS},
            }
        )
    return rows


def _points_written(rows: Iterable[Context]) -> list[Context]:
    return [
        {**row, **{name: _points(row[name]) for name in ("score", "quantity", "quality")}} for row in rows
    ]


def _points(value: object) -> str:
    """A score as it is printed, or the dash that stands for one."""
    return chinese.points(value) if isinstance(value, float) else str(value)
