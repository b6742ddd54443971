"""The recheck workbook, worked out by LibreOffice: another engine finds the same points and the same stars."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from kit.gallery_plant import BRANCHES, TEAMS, directory, plant, scheme
from kit.level_plant import INPUTS, TOP, quarter
from kit.plant_on_disk import sample_rated
from kit.remembered import Shared
from kit.result_of import result_of
from kit.tiny_plant import Row, Rules, row, tables

from pipeline.rating.evaluate import evaluate
from pipeline.report.papers.recheck.book import recheck_book
from pipeline.report.papers.recheck.tab import FIRST_ROW
from pipeline.report.result import Result
from pipeline.rulebook.defaults import DEFAULT, gallery, gallery_rules
from schemas import words

SOFFICE = shutil.which("soffice")
PLANTS = 10
Units = dict[tuple[str, str], int]


def past_of(chance: Random, units: list[tuple[str, str]]) -> Units:
    """A star of the last period for most units."""
    return {unit: chance.randint(1, 5) for unit in units if chance.random() < 0.8}


def drawn(seed: int) -> Result:
    """The small plant, its inputs as good as chance has it; one has everything at its best: branch and team need each other."""
    chance = Random(seed)
    low = chance.choice((0, 1, 2))
    levels = {each: TOP if seed == 0 else chance.randint(low, TOP) for each in INPUTS}
    made = quarter(levels)
    units = [(words.BRANCH, name) for name in made.frames["branch"]["branch"]]
    units += [(words.TEAM, name) for name in made.frames["team"]["team"]]
    return result_of(evaluate(made, {} if seed == 0 else past_of(chance, units)))


def figures(name: str, chance: Random) -> dict[str, list[float | str]]:
    """A mark, a deduction, a report or an option for every unit and indicator of a scheme."""
    rules = gallery_rules(name)
    options: dict[str, list[str]] = {}
    for band in rules["band"]:
        if band["option"]:
            options.setdefault(band["indicator"], []).append(band["option"])
    found: dict[str, list[float | str]] = {}
    for one in (one for one in rules["indicator"] if one["origin"]):
        for _ in BRANCHES if one["unit_kind"] == words.BRANCH else TEAMS:
            mark = round(chance.uniform(0.5, 1) * float(one["points"]), 1)
            reported = chance.choice((0, 1, 2, 5, 60, 80, 90, 95, 97.5, 100, 103))
            figure = {words.DEDUCTION: chance.choice((0, 0, 0.5, 2)), words.REPORTED: reported}
            chosen = chance.choice(options[one["code"]]) if one["code"] in options else None
            found.setdefault(one["code"], []).append(chosen or figure.get(one["origin"], mark))
    return found


def by_scheme(name: str) -> Result:
    """A plant under a rulebook of the gallery."""
    rows = [one for one in plant(name, figures(name, Random(name))) if one.sheet != "ballot"]
    return result_of(evaluate(tables(*rows, rules=scheme(name)), {}))


def _every_way(rules: Rules) -> None:
    """Every way of scoring in every direction, against a number and against the mean of the peers; a cap and coverage too."""
    scheme("配电工区")(rules)
    ways = [
        (kind, *way)
        for kind in (words.BRANCH, words.TEAM)
        for way in product(words.SCORINGS, words.DIRECTIONS, (False, True))
    ]
    codes = [f"ZZ{number:02}" for number in range(len(ways))]
    rules["indicator"] = [_indicator(code, *way) for code, way in zip(codes, ways, strict=True)]
    rules["band"] = [
        band for code, way in zip(codes, ways, strict=True) for band in _bands(code, way[1], way[2])
    ]
    veto = row(
        "veto", code="CP77", name="太低", unit_kind=words.TEAM, highest=1, indicator=codes[-1], below=70
    )
    rules["veto"] = [veto.cells]
    covered = row(
        "gate",
        unit_kind=words.BRANCH,
        star=2,
        how=words.GATE_COVERAGE,
        value=2,
        indicators="、".join(codes[:5]),
        reached=60,
    )
    rules["gate"], rules["example"] = [covered.cells], []
    quota = row(
        "quota",
        unit_kind=words.TEAM,
        star=2,
        share=0.2,
        rounding="舍去",
        minimum=1,
        in_quarter=words.ENFORCED,
    )
    rules["quota"] = [quota.cells]


def _indicator(code: str, kind: str, scoring: str, direction: str, by_peers: bool) -> dict[str, Any]:
    steps = {"short_step": 0.3, "short_points": 0.7, "over_step": 0.5, "over_points": 0.1}
    target = (
        {"target": None, "target_of": words.PEERS_MEAN} if by_peers else {"target": 7.5, "target_of": None}
    )
    asked = {"origin": words.REPORTED, "measure": None, "source": None, "missing": "不适用", "parent": None}
    name = {"code": code, "unit_kind": kind, "name": f"指标{code}", "points": 7, "most": 1.1, "least": 0.05}
    return dict(
        row("indicator", **name, **asked, **target, **steps, scoring=scoring, direction=direction).cells
    )


def _bands(code: str, scoring: str, direction: str) -> Iterator[dict[str, Any]]:
    if scoring in (words.BY_BAND, words.BY_PLACE):
        shares = ((1, 1), (2, 0.65), (3, 0.3)) if scoring == words.BY_PLACE else ((2, 0.3), (5, 0.65), (8, 1))
        if scoring == words.BY_BAND and direction == words.LOWER:
            shares = ((2, 1), (5, 0.65), (8, 0.3))
        for start, share in shares:
            yield dict(row("band", indicator=code, start=start, points=None, share=share).cells)


def every_way(seed: int) -> Result:
    """Three branches and six teams, with figures that are often equal and sometimes missing."""
    chance, rules = Random(seed), {}
    _every_way(rules)
    reported: list[Row] = [
        row(
            "reported",
            "党委",
            unit_kind=one["unit_kind"],
            unit=unit,
            indicator=one["code"],
            value=chance.choice((0, 1.5, 3, 5, 7.5, 7.5, 8, 9.9)),
        )
        for one in rules["indicator"]
        for unit in (BRANCHES if one["unit_kind"] == words.BRANCH else TEAMS)
        if chance.random() < 0.9
    ]
    return result_of(evaluate(tables(*directory(), *reported, rules=_every_way), {}))


MAKERS = {
    "sample": sample_rated,
    **{f"plant {seed}": partial(drawn, seed) for seed in range(PLANTS)},
    **{name: partial(by_scheme, name) for name in gallery() if name not in (DEFAULT, "评星定级")},
    **{f"every way {seed}": partial(every_way, seed) for seed in range(3)},
}


def _worked_out(folder: Path) -> None:
    """Each workbook as it is written, and below `after` as LibreOffice saves it after working it out; all in one run."""
    for name, make in MAKERS.items():
        (folder / f"{name}.xlsx").write_bytes(recheck_book(make()))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "after"]
    subprocess.run([*command, *sorted(folder.glob("*.xlsx"))], check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def books(shared: Shared) -> Path:
    """The folder of the workbooks, those that LibreOffice worked out below `after`."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    return shared("recheck", _worked_out)


def formulas(workbook: openpyxl.Workbook) -> list[tuple[str, str]]:
    """Where a formula stands."""
    return [
        (ws.title, cell.coordinate)
        for ws in workbook
        for line in ws.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]


@pytest.mark.parametrize("name", MAKERS)
def test_another_engine_finds_the_same_points_and_stars(name, books):
    written, after = books / f"{name}.xlsx", books / "after" / f"{name}.xlsx"
    places = formulas(openpyxl.load_workbook(written))
    stored, found = (openpyxl.load_workbook(one, data_only=True) for one in (written, after))
    assert places and all(
        stored[title][cell].value is None for title, cell in places
    )  # nothing was worked out before
    odd = [
        (title, cell, found[title][cell].value)
        for title, cell in places
        if str(found[title][cell].value).startswith(("#", "Err"))
    ]
    assert odd == []
    front = {line[0]: line[1] for line in found["说明"].iter_rows(values_only=True) if line[1] is not None}
    assert front["差的绝对值合计"] == 0 and front["联动"] == "最后两轮相同，联动已经稳定"
    final = found["结果"]
    heads = [cell.value for cell in final[FIRST_ROW - 1]]
    rows = [
        dict(zip(heads, line, strict=True)) for line in final.iter_rows(min_row=FIRST_ROW, values_only=True)
    ]
    rated = [line for line in rows if line["评定"] == "已评"]
    assert rated and all(
        isinstance(line["得分"], int | float) and line["星级"] == line["系统星级"] for line in rated
    )


def test_a_figure_that_was_altered_shows_as_a_difference(books, tmp_path):
    workbook = openpyxl.load_workbook(books / "sample.xlsx")
    points = workbook["指标"]
    at = {cell.value: cell.column for cell in points[FIRST_ROW - 1]}
    points.cell(FIRST_ROW, at["分子"]).value = 0
    workbook.save(tmp_path / "altered.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "after"),
    ]
    subprocess.run([*command, str(tmp_path / "altered.xlsx")], check=True, capture_output=True, timeout=300)
    found = openpyxl.load_workbook(tmp_path / "after" / "altered.xlsx", data_only=True)["说明"]
    front = {line[0]: line[1] for line in found.iter_rows(values_only=True)}
    assert front["差的绝对值合计"] > 0


def test_a_quota_that_is_enforced_lowers_somebody_in_the_plants_of_every_way():
    stages = {step.stage for seed in range(3) for step in every_way(seed).trace if step.before != step.after}
    assert "名额" in stages
