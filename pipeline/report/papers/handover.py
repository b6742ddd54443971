"""绩效联动移交表: star and coefficient of every unit by department, and where each department signs for them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from pipeline.core import chinese
from pipeline.core.chinese import departments_in
from pipeline.core.finding import Finding
from pipeline.excel.template.render import render_book
from pipeline.report.disclosure import head_name, level_word, standing
from pipeline.report.papers.letter import Context, Handed, Paper, named, opening, receptions, settled
from pipeline.report.result import Result
from pipeline.report.rows import Star, StarChange
from schemas.words import BRANCH, TEAM

TEMPLATE, DIFFERENCES = "绩效联动移交表.xlsx", "绩效差额"


def handover(result: Result) -> tuple[bytes | None, list[Finding]]:
    """The workbook, a branch under each of its departments; None with findings where the office's template is at fault."""
    template = files("templates").joinpath(TEMPLATE).read_bytes()
    placed = _placed(result)
    rows = [
        {"number": number, **_row(department, star, result)}
        for number, (department, star) in enumerate(placed, 1)
    ]
    signed = receptions(
        Handed(department, star.unit, level_word(star), chinese.points(_coefficient(star, result)))
        for department, star in placed
    )
    context = opening(result) | {
        "rows": rows,
        "receptions": [
            {"number": number, "department": department, "handed": text}
            for number, (department, text) in enumerate(signed, 1)
        ],
        "use": "；".join([_use(result), *named(result)]),
    }
    return render_book(template, context, f"templates/{TEMPLATE}")


def pay_differences(result: Result) -> Iterator[Paper]:
    """The list of a correction for those who pay: each unit whose star is another one now, with its coefficient then and now; none
    where pay does not go by the quarter.

    Under another rulebook than then the coefficients of before are those of the paper that was handed over."""
    paid = result.tables.rulebook.paid_by_quarter
    if result.correction is None or not (paid and result.star_changes):
        return
    chosen = result.examined.chosen.rulebook
    same = chosen is not None and chosen.sha256 == result.correction.rulebook
    context = opening(result) | {
        "wording": "",
        "number": result.correction.record.number,
        "rows": [
            {"number": number, **_difference(change, result, same)}
            for number, change in enumerate(result.star_changes, 1)
        ],
        "note": "" if same else "评价细则已经换过，更正前的系数以原移交表为准",
    }
    yield Paper(f"公文/{DIFFERENCES}.docx", DIFFERENCES, context)


def _difference(change: StarChange, result: Result, same_rules: bool) -> Context:
    before = _coefficient(change.before, result) if change.before and same_rules else None
    now = _coefficient(change.now, result) if change.now else None
    moved = None if before is None or now is None else now - before
    return {
        "kind": change.star.unit_kind,
        "unit": change.star.unit,
        "before": standing(change.before) if change.before else chinese.NOTHING,
        "now": standing(change.now) if change.now else chinese.NOTHING,
        "coefficient_before": chinese.points(before),
        "coefficient": chinese.points(now),
        "difference": chinese.NOTHING if moved is None else f"{moved:+.2f}",
    }


def _use(result: Result) -> str:
    """Whether pay may follow from the stars: only once they were settled 完整 and published for good, and of a quarter only
    where pay goes by quarters (rules 10.1)."""
    if settled(result) and not result.tables.rulebook.paid_by_quarter:
        return "星级已正式通报；兑现周期是年度，季度星级不作为兑现依据，以年度定星的移交表为准"
    if settled(result):
        return "星级已正式通报，可作为兑现依据"
    if result.stage.light:
        return f"{result.stage.name}，季度按简易方式审定，不作为兑现依据"
    return f"{result.stage.name}，正式通报以前不作为兑现依据"


def _placed(result: Result) -> list[tuple[str, Star]]:
    """Every unit with a department of its own; by department, branches before teams, each by name."""
    branches, teams = result.tables.frames["branch"], result.tables.frames["team"]
    placed = [
        (department, BRANCH, unit)
        for unit, listed in zip(branches["branch"], branches["departments"], strict=True)
        for department in departments_in(listed)
    ]
    placed += [
        (departments_in(department)[0], TEAM, unit)
        for unit, department in zip(teams["team"], teams["department"], strict=True)
    ]
    order = {BRANCH: 0, TEAM: 1}
    placed.sort(key=lambda row: (row[0], order[row[1]], row[2]))
    return [(department, result.star[kind, unit]) for department, kind, unit in placed]


def _coefficient(star: Star, result: Result) -> float | None:
    coefficient = (
        None if star.shown is None else result.tables.rulebook.coefficients.get((star.unit_kind, star.shown))
    )
    return None if coefficient is None else float(coefficient)


def _row(department: str, star: Star, result: Result) -> Context:
    coefficient = _coefficient(star, result)
    remark = "" if coefficient is not None else "没有评出星级，系数另行确定"
    return {
        "department": department,
        "kind": star.unit_kind,
        "unit": star.unit,
        "head": head_name(star),
        "standing": standing(star),
        "coefficient": chinese.NOTHING if coefficient is None else coefficient,
        "remark": "解除暂缓后另行移交" if star.pending else remark,
    }
