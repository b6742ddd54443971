"""Questions about a result, answered on the console from the sample; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit.command import run
from kit.plant_on_disk import SAMPLE, sample_rated

from pipeline.report.notices.explain import trace_lines
from schemas.words import BRANCH

SUBMITTED = "支部填报-检修支部.xlsx"


def asked(tmp_path: Path, *words: str) -> tuple[int, str]:
    """Exit status and output of a question about the sample's quarter."""
    status, said = run(*words, "--input", SAMPLE, "--output", tmp_path / "out", "--period", "2019Q3")
    assert not (tmp_path / "out").exists()
    return status, said


def test_a_branch_is_explained_from_its_score_to_its_star_with_rules_and_cells(tmp_path):
    status, said = asked(tmp_path, "explain", "检修支部")
    star = sample_rated().star[BRANCH, "检修支部"]
    assert status == 0 and f"得分 {star.score:.2f}" in said
    for step in sample_rated().steps_of(star.key):
        assert step.because in said and step.place in said
    for score in (one for one in sample_rated().scores_of(star.key) if one.applies):
        assert f"{score.indicator} " in said and score.because in said
    assert "到下一星级还差什么" in said and f"2019Q3/{SUBMITTED} › 组织生活：" in said


def test_a_cell_that_counted_names_its_indicators_points_and_stars(tmp_path):
    one = next(c for c in sample_rated().cells_of((BRANCH, "检修支部")) if c.sheet == "双承诺")
    status, said = asked(tmp_path, "trace", SUBMITTED, one.sheet, one.cell.lower())
    score = next(s for s in sample_rated().scores_of(one.key) if s.indicator == one.indicator)
    assert status == 0 and f"检修支部：{one.indicator} {score.name} {score.points:.2f} /" in said
    assert "三星" in said and f"2019Q3/{SUBMITTED} › 双承诺 › {one.cell} 计入" in said


def test_another_cell_of_a_row_that_counted_says_what_the_row_counted_for():
    one = next(c for c in sample_rated().cells_of((BRANCH, "检修支部")) if c.sheet == "双承诺")
    first, *lines = trace_lines(sample_rated(), one.file, one.sheet, one.row, f"B{one.row}")
    assert f"所在的第 {one.row} 行计入" in first and any(one.indicator in line for line in lines)


def test_a_cell_that_counted_for_nothing_says_so():
    first, why = trace_lines(sample_rated(), f"2019Q3/{SUBMITTED}", "双承诺", 4999, "D4999")
    assert "没有计入任何指标" in first and why


def test_a_row_with_a_finding_says_what_is_wrong():
    known = [one for one in sample_rated().intake.findings if one.place.row]
    for one in known[:20]:
        place = one.place
        lines = list(trace_lines(sample_rated(), place.file, place.sheet, place.row, place.cell))
        assert any(one.message in line for line in lines)
    assert known


@pytest.mark.parametrize(
    ("words", "status", "meant"),
    [
        (("explain", "检修支步"), 1, "是不是“检修支部”"),
        (("explain", " 检修　支部"), 0, "检修支部"),
        (("trace", SUBMITTED, "双承若", "D7"), 1, "是不是“双承诺”"),
        (("trace", SUBMITTED, "双承诺", "第七行"), 2, "请写成 D7 的样子"),
    ],
)
def test_a_slip_in_the_question_is_one_sentence(tmp_path, words, status, meant):
    ended, said = asked(tmp_path, *words)
    assert ended == status and meant in said
