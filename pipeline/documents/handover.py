"""绩效联动移交表: star and coefficient of every unit by department, to be handed over with signatures."""

from __future__ import annotations

from importlib.resources import files

from pipeline.documents.opening import Context, head_name, named, opening, settled
from pipeline.excel.render_book import render_book
from pipeline.findings import Finding
from pipeline.render.disclosure import standing
from pipeline.render.rows import Star, Tables
from pipeline.result import Result
from pipeline.tables import Tables as Sheets
from pipeline.words import departments_in
from schemas.words import BRANCH, TEAM

TEMPLATE = "绩效联动移交表.xlsx"


def handover(result: Result, found: Tables, sheets: Sheets) -> bytes | tuple[Finding, ...]:
    """The workbook; a branch stands under each of its departments. Findings where the office's template is at fault."""
    template = files("templates").joinpath(TEMPLATE).read_bytes()
    rows = [{"number": number, **row} for number, row in enumerate(_rows(found, sheets), 1)]
    use = "星级已正式通报，可据此兑现绩效" if settled(result) else f"{result.stage.name}，正式通报以前不作为绩效兑现的依据"
    context = opening(result) | {"rows": rows, "use": "；".join([use, *named(result)])}
    return render_book(template, context, f"templates/{TEMPLATE}")


def _rows(found: Tables, sheets: Sheets) -> list[Context]:
    """By department, branches before teams, each by name."""
    branches, teams = sheets.frames["branch"], sheets.frames["team"]
    placed = [(department, BRANCH, unit) for unit, listed in zip(branches["branch"], branches["departments"], strict=True)
              for department in departments_in(listed)]
    placed += [(departments_in(department)[0], TEAM, unit)
               for unit, department in zip(teams["team"], teams["department"], strict=True)]
    order = {BRANCH: 0, TEAM: 1}
    placed.sort(key=lambda row: (row[0], order[row[1]], row[2]))
    return [_row(department, found.unit[kind, unit], sheets) for department, kind, unit in placed]


def _row(department: str, star: Star, sheets: Sheets) -> Context:
    coefficient = None if star.shown is None else sheets.rulebook.coefficients.get((star.unit_kind, star.shown))
    remark = "" if coefficient is not None else "没有评出星级，系数另行确定"
    return {"department": department, "kind": star.unit_kind, "unit": star.unit, "head": head_name(star),
            "standing": standing(star), "coefficient": None if coefficient is None else float(coefficient),
            "remark": "解除暂缓后另行移交" if star.pending else remark}
