"""A draft of the rules is tried beside those in force: who moves is who would move if it were in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from kit.plant_on_disk import (
    RULES,
    SAMPLE,
    added,
    changed,
    copied,
    put,
    quarter,
    rated_from,
    sample_rated,
    sent_by,
)
from kit.spoilt_rules import TRIED_INDICATOR

from pipeline.cli import app
from pipeline.intake.examine import examine
from pipeline.intake.reading.draft import read_draft, rules_changed, with_rulebook
from pipeline.report.data import data_files
from pipeline.report.notices.trials import trial_rules
from pipeline.report.notices.whatif import signed, summary, unit_changes
from pipeline.report.pages.pages import unit_pages
from pipeline.report.pages.rules.page import rules_page
from pipeline.report.pages.rules.use import rule_uses
from pipeline.report.result import Result
from pipeline.run import rate

PERIOD = quarter()
STRICTER = (
    put(RULES, "星级标准", {"单位类别": "党支部", "星级": 4}, 最低得分=93),
    put(RULES, "评价细则", {"序号": "BR04"}, 标准分=4),
    put(RULES, "评价细则", {"序号": "BR11"}, 标准分=10),
)


def drafted(folder: Path, *changes: object) -> Path:
    """A folder with a draft of the sample's rules that differs in these cells."""
    copied(folder, ("2019",))
    changed(folder, *changes)  # type: ignore[arg-type]
    return folder / RULES


def tried(path: Path) -> Result:
    rules, _ = read_draft(path)
    assert rules is not None
    inbox, findings = with_rulebook(sample_rated().examined.inbox, rules, PERIOD)
    assert not findings
    return rate(examine(inbox, PERIOD, ()), True, ())


@pytest.fixture(scope="module")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft that is stricter."""
    return drafted(tmp_path_factory.mktemp("stricter"), *STRICTER)


@pytest.fixture(scope="module")
def by_stricter(stricter: Path) -> Result:
    return tried(stricter)


@pytest.fixture(scope="module")
def by_trial(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What a draft gives that only tries an indicator and a gate."""
    return tried(drafted(tmp_path_factory.mktemp("trial"), *TRIED))


def stars(result: Result) -> dict[object, tuple[object, ...]]:
    return {star.key: (star.star, star.score, star.place, star.because) for star in result.stars}


def test_a_draft_gives_what_it_would_give_in_force(by_stricter: Result, tmp_path: Path):
    in_force, result = copied(tmp_path / "input"), by_stricter
    changed(in_force, *STRICTER)
    assert {k: v[:3] for k, v in stars(result).items()} == {
        k: v[:3] for k, v in stars(rated_from(in_force)).items()
    }
    moving = [c for c in unit_changes(sample_rated(), result) if c.moves]
    assert {c.before.key for c in moving} == {
        key for key, star in sample_rated().star.items() if result.star[key].star != star.star
    }
    assert moving


def test_each_unit_is_told_the_indicators_that_carry_its_change(by_stricter: Result):
    for change in unit_changes(sample_rated(), by_stricter):
        if change.before.unit_kind == "党支部":
            assert {one.indicator for one in change.indicators} <= {"BR04", "BR11"}
            carried = sum(one.points for one in change.indicators)
            assert change.points == pytest.approx(carried + change.rescaled, abs=0.03)
            scaled = any(not score.applies for score in sample_rated().scores_of(change.before.key))
            assert scaled or not change.rescaled


def test_a_draft_for_next_year_is_tried_all_the_same_and_the_same_rules_move_nobody(tmp_path: Path):
    path = drafted(tmp_path, put(RULES, "基本设置", {"项目": "生效日期"}, 内容="2020-01-01"))
    result = tried(path)
    assert stars(result) == stars(sample_rated())
    assert all(not c.indicators and not c.moves for c in unit_changes(sample_rated(), result))


def test_where_the_draft_differs_is_told_by_cell(tmp_path: Path):
    rules, _ = read_draft(drafted(tmp_path, STRICTER[1]))
    chosen = sample_rated().examined.chosen
    assert rules is not None and chosen.rulebook is not None
    (one,) = rules_changed(chosen.rulebook, rules)
    assert (one.where, one.what) == ("评价细则 F15", "BR04 党支部 标准分") and (one.before, one.after) == (
        "6",
        "4",
    )


def test_the_command_names_the_units_that_move_and_changes_no_result(
    stricter: Path, by_stricter: Result, tmp_path: Path
):
    words = [
        "whatif",
        str(stricter),
        "--input",
        str(SAMPLE),
        "--output",
        str(tmp_path / "out"),
        "--period",
        "2019Q3",
    ]
    ran = CliRunner().invoke(app, words)
    moving = [c for c in unit_changes(sample_rated(), by_stricter) if c.moves]
    assert ran.exit_code == 0, ran.output
    assert all(f"{c.before.unit}：" in ran.output for c in moving)
    assert sorted(p.name for p in (tmp_path / "out/2019Q3").iterdir() if p.is_dir()) == ["check", "whatif"]
    page = (tmp_path / "out/2019Q3/whatif/index.html").read_text("utf-8")
    assert "BR04 党支部 标准分" in page
    assert all(c.before.unit in page for c in moving)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ((STRICTER[1],), "没有测算"),
        ((put(RULES, "星级标准", {"单位类别": "党支部", "星级": 4}, 最低得分=99),), "没有测算"),
        ((put(RULES, "计算设置", {"序号": "BR04"}, 计入条件="没有这一列=1"),), "没有测算"),
    ],
)
def test_a_draft_with_an_error_is_told_at_its_cell_and_not_tried(
    tmp_path: Path, changes: tuple[object, ...], says: str
):
    path = drafted(tmp_path / "draft", *changes)
    ran = CliRunner().invoke(
        app, ["whatif", str(path), "--input", str(SAMPLE), "--output", str(tmp_path / "out")]
    )
    assert ran.exit_code == 1 and says in ran.output and "评价细则.xlsx › " in ran.output
    assert not (tmp_path / "out/2019Q3/whatif").exists()


def test_a_workbook_of_another_kind_is_refused(tmp_path: Path):
    words = ["whatif", str(SAMPLE / sent_by("检修支部")), "--input", str(SAMPLE), "--output", str(tmp_path)]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 2 and "不是“评价细则”" in ran.output


def test_points_have_a_sign():
    assert [signed(v) for v in (1.2, -0.5, 0.0, 0.004, None)] == ["+1.20", "−0.50", "0.00", "0.00", "—"]


def test_the_summary_counts_every_unit(tmp_path: Path):
    lines = summary(unit_changes(sample_rated(), sample_rated()))
    assert lines == [
        "党支部 8 个：升星 0 个，降星 0 个，星级不变 8 个",
        "班组 26 个：升星 0 个，降星 0 个，星级不变 26 个",
    ]


TRIED = (
    *TRIED_INDICATOR,
    added(
        RULES,
        "联动条件",
        单位类别="党支部",
        星级=1,
        条件="至少班组数",
        数值=1,
        班组星级=5,
        启用="只测算不计分",
        依据="自定",
    ),
)


def test_what_a_draft_only_tries_moves_nobody_and_is_shown(by_trial: Result):
    result, in_force = by_trial, sample_rated()
    assert all(not c.indicators and not c.moves and not c.points for c in unit_changes(in_force, result))
    assert {star.key: star[1:] for star in result.stars} == {star.key: star[1:] for star in in_force.stars}
    for name in ("scores", "ranks", "shortfalls"):
        assert getattr(result, name) == getattr(in_force, name)
    indicator, gate = trial_rules(result)
    assert indicator.name == "BR13 结对（只测算不计分）" and indicator.sentence.startswith("党支部 8 个，")
    assert gate.name.endswith("（只测算不计分）") and gate.sentence.startswith("计入会挡住 ") and gate.units
    uses = {one.rule: one for one in rule_uses(result)}
    assert "只测算不计分" in uses["BR13 结对"].note
    assert b"BR13" in data_files(result)["trials.csv"] and "trials.csv" not in data_files(in_force)


def test_a_unit_sees_on_its_page_what_is_only_tried_and_its_cells(by_trial: Result):
    result = by_trial
    path = result.pages["党支部", "检修支部"]
    page, plain = (unit_pages(one)[path].decode() for one in (result, sample_rated()))
    assert "只测算不计分的指标" in page and "BR13 结对（只测算不计分）" in page
    assert "只测算不计分" not in plain
    rules = rules_page(result).decode()
    assert "结对（只测算不计分）" in rules and "五星（只测算不计分）" in rules
    assert any(cell.indicator == "BR13" for cell in result.cells_of(("党支部", "检修支部")))
