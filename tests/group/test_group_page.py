"""What the group's page compares, of rows drawn by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kit.plant_on_disk import sample_rated

from pipeline.cli import app
from pipeline.group.cluster import package_folder, plants_in
from pipeline.group.package import HANDED_ON, KEYS, TITLES, column_kinds, handed_on
from pipeline.group.page import Unit, group_files, main_rules, placed, summed
from pipeline.group.plant import (
    RATED,
    TABLE,
    PlantRow,
    comparing_digest,
    digest_of_files,
    failed,
    kept,
    plant,
    unrated,
)
from pipeline.report.data import TABLES
from schemas.words import BRANCH, MEMBER, TEAM


def unit(score: str | None, star: int | None = 3, previous: int | None = 3) -> Unit:
    value = None if score is None else Fraction(score)
    return Unit("甲厂", BRANCH, "检修支部", "生产", value, value, star, previous, "已评")


def test_those_of_the_same_value_share_a_place_and_the_next_is_left_out():
    lines = placed(
        ["a", "b", "c", "d"], {"a": Fraction(80), "b": Fraction(90), "c": Fraction(90), "d": None}.get, bool
    )
    assert [(line.place, line.of) for line in lines] == [(1, "b"), (1, "c"), (3, "a"), (0, "d")]


def test_who_does_not_count_has_no_place():
    lines = placed([3, 2, 1], Fraction, lambda one: one != 3)
    assert [(line.place, line.of) for line in lines] == [(1, 2), (2, 1), (0, 3)]


def test_a_mean_is_rounded_before_it_is_compared():
    sums = [summed([unit("80.00"), unit("80.01")]), summed([unit("80.005")])]
    assert sums[0].mean == sums[1].mean == Fraction("80.01")


def test_a_unit_without_a_star_is_counted_and_not_averaged():
    total = summed([unit("90", 4, 3), unit("70", 2, 3), unit("50", None), unit(None, 3, None)])
    assert (total.units, total.rated, total.mean, total.up, total.down) == (4, 3, Fraction(80), 1, 1)
    assert total.shown_good == "33.3%"
    assert summed([]).shown_mean == "—"


def test_the_rules_of_most_plants_are_those_that_places_go_by():
    rows = [
        PlantRow(name, "", "2019Q3", RATED, rules=rules)
        for name, rules in zip("甲乙丙丁", "baab", strict=True)
    ]
    assert main_rules(rows) == "a"
    assert main_rules([*rows, rows[0]]) == "b"
    assert main_rules([]) == ""


@pytest.mark.parametrize(
    ("setting", "value", "compares"),
    [
        ("电厂名称", "别的电厂", True),
        ("受理电话", "010", True),
        ("满分", "120", False),
        ("补办计分比例", "0.4", False),
    ],
)
def test_rules_that_differ_in_what_a_plant_has_of_its_own_compare(setting, value, compares):
    frames = sample_rated().tables.rulebook.frames
    rows = frames["setting"]
    other = {**frames, "setting": rows.assign(value=rows["value"].mask(rows["name"].eq(setting), value))}
    assert (comparing_digest(other) == comparing_digest(frames)) == compares


def test_who_examines_is_the_plants_own_matter():
    frames = sample_rated().tables.rulebook.frames
    other = {**frames, "indicator": frames["indicator"].assign(departments="别的部门")}
    assert comparing_digest(other) == comparing_digest(frames)


@pytest.mark.parametrize("name", HANDED_ON)
def test_every_column_of_the_package_has_a_title_and_a_type(name):
    kinds = column_kinds(TABLES[name].row)
    assert list(kinds) == list(TABLES[name].row._fields)
    assert kinds.keys() <= TITLES.keys() and set(kinds.values()) <= {str, int, float, bool}
    assert set(KEYS.get(name, ())) <= kinds.keys()


def test_the_package_holds_branches_and_teams_alone_and_no_star_of_a_suspended_one():
    result = sample_rated()
    (star, *rest) = result.stars
    waiting = result.__class__(**{**vars_of(result), "stars": (star._replace(pending=True), *rest)})
    rows = handed_on(waiting)
    assert {row.unit_kind for held in rows.values() for row in held} == {BRANCH, TEAM}
    assert any(rank.unit_kind == MEMBER for rank in result.ranks)
    (held,) = [one for one in rows["stars"] if one.key == star.key]
    assert (held.star, held.score_star, held.capped_star, held.place) == (None, None, None, None)
    assert star.because not in {one.because for one in rows["stars"]}
    assert not [step for step in rows["trace"] if step.key == star.key]


def vars_of(result: object) -> dict[str, object]:
    return {name: getattr(result, name) for name in result.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_plants_workbooks_lie_in_its_folder_or_in_the_folder_input(tmp_path):
    for path in ("甲厂/2019", "乙厂/input/2019", ".隐"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "说明.txt").write_text("")
    assert plants_in(tmp_path) == {"甲厂": tmp_path / "甲厂", "乙厂": tmp_path / "乙厂/input"}


def test_no_name_of_a_folder_ends_the_column_of_the_partition(tmp_path):
    assert package_folder(tmp_path, "2019Q3", "a=b%").name == "plant=a%3Db%25"


def test_a_folder_has_another_digest_when_a_file_or_a_name_has_changed(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"1")
    first = digest_of_files(tmp_path)
    (tmp_path / "a.xlsx").write_bytes(b"2")
    second = digest_of_files(tmp_path)
    (tmp_path / "a.xlsx").rename(tmp_path / "b.xlsx")
    assert len({first, second, digest_of_files(tmp_path)}) == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"plant": "a"}', b'{"other": 1}'])
def test_what_is_no_row_of_a_plant_is_rated_anew(tmp_path, content):
    (tmp_path / "plant.json").write_bytes(content)
    assert kept(tmp_path) is None
    assert kept(tmp_path / "nowhere") is None


def test_a_plant_that_failed_is_a_row_that_says_why():
    row = failed("甲厂", "2019Q3", RuntimeError("第一行\n第二行"))
    assert (row.state, row.reason, row.rated) == ("没有算成", "RuntimeError：第一行", False)


def test_a_plant_is_rated_anew_when_a_file_or_the_program_has_changed_and_not_before(tmp_path, monkeypatch):
    source, target, runs = tmp_path / "甲厂", tmp_path / "package", []

    def rated(folder, period):
        runs.append(period.name)
        return PlantRow("甲厂", "", period.name, RATED), {TABLE: b"stars"}

    monkeypatch.setattr("pipeline.group.plant._rated", rated)
    source.mkdir()
    first = plant(source, target, "2019Q3")
    assert plant(source, target, "2019Q3") == first and len(runs) == 1
    (source / "a.xlsx").write_bytes(b"1")
    assert plant(source, target, "2019Q3").sources != first.sources and len(runs) == 2
    monkeypatch.setattr("pipeline.group.plant.program_mark", lambda: "another")
    assert plant(source, target, "2019Q3").program == "another" and len(runs) == 3
    (target / TABLE).unlink()
    plant(source, target, "2019Q3")
    assert len(runs) == 4


def test_a_plant_that_failed_leaves_no_stars_of_an_earlier_run_to_be_read(tmp_path):
    (tmp_path / TABLE).write_bytes(b"stars of then")
    row = unrated(tmp_path, failed("甲厂", "2019Q3", RuntimeError("x")))
    assert [path.name for path in tmp_path.iterdir()] == ["plant.json"] and kept(tmp_path) == row


def test_the_page_names_packages_of_plants_that_are_not_there_any_more(tmp_path):
    rows = [PlantRow(name, "", "2019Q3", "没有报送", "一份也没有") for name in ("甲厂", "乙厂")]
    for name in ("甲厂", "旧厂"):
        package_folder(tmp_path, "2019Q3", name).mkdir(parents=True)
    page = group_files(rows, tmp_path, "2019Q3")["group.html"].decode()
    assert "没有的电厂的数据包：旧厂。" in page and "0 / 2" in page and page.count("请该厂报送") == 2


def test_without_the_extra_the_command_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    from click.testing import CliRunner

    (tmp_path / "甲厂").mkdir()
    done = CliRunner().invoke(app, ["group", str(tmp_path), "--period", "2019Q3"])
    assert done.exit_code == 3 and "make scale" in done.output
