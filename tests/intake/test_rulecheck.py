from collections.abc import Callable
from typing import Any

import pytest
from kit.tiny_plant import Rules, inbox, setting, team

from pipeline.core.finding import Finding
from pipeline.intake.checks.rules.soundness import check_rulebook
from schemas.rulebook import NEW_SETTINGS, SETTINGS

TEAMS = [team(f"{n}班", of="甲支部") for n in "一二三"]


def found(change: Callable[[Rules], object]) -> list[Finding]:
    return check_rulebook(inbox(*TEAMS, rules=change))


def codes(change: Callable[[Rules], object]) -> set[str]:
    return {one.code for one in found(change)}


def put(sheet: str, which: str, **cells: Any) -> Callable[[Rules], object]:
    """A change of the row of the sheet whose first cell is `which`."""
    return lambda rules: next(one for one in rules[sheet] if next(iter(one.values())) == which).update(cells)


def at(sheet: str, number: int, **cells: Any) -> Callable[[Rules], object]:
    """A change of the row of the sheet with this number."""
    return lambda rules: rules[sheet][number].update(cells)


def without(sheet: str, **cells: Any) -> Callable[[Rules], object]:
    """The sheet without the rows that hold these cells."""

    def change(rules: Rules) -> None:
        rules[sheet] = [
            one for one in rules[sheet] if any(one[name] != value for name, value in cells.items())
        ]

    return change


BY_HAND: dict[str, Any] = dict.fromkeys(("measure", "source", "counted", "expected", "field"))


def banded(*bands: dict[str, Any], **cells: Any) -> Callable[[Rules], object]:
    """BR03 marked by hand and scored by these bands."""
    blank = dict.fromkeys(("start", "end", "option", "points", "share"))
    cells = {**BY_HAND, "origin": "考评打分", "scoring": "按档计分", "target": None, **cells}

    def change(rules: Rules) -> None:
        put("indicator", "BR03", **cells)(rules)
        rules["band"] = [{"indicator": "BR03", **blank, "reference": "自定", **band} for band in bands]

    return change


FULL, HALF, NONE = (
    {"start": start, "share": share} for start, share in ((90.0, 1.0), (60.0, 0.5), (0.0, 0.0))
)
SOUND = [
    banded(FULL, HALF),
    banded(FULL, HALF, NONE),
    banded(NONE, FULL, HALF),
    banded(FULL, HALF | {"end": 90.0}),
    banded(FULL | {"share": 0.0}, HALF, NONE | {"share": 1.0}, direction="越低越好"),
    banded({"start": 1.0, "share": 1.0}, {"start": 4.0, "points": 3.0}, scoring="按名次计分"),
    banded({"option": "优秀", "points": 6.0}, {"option": "良好", "points": 4.0}),
    banded(FULL, HALF, origin="部门报数", departments="生产技术部"),
    put("indicator", "BR03", **BY_HAND, origin="扣分", departments="安全监察部", target=None),
    put("indicator", "BR03", scoring="按差额加减分", short_step=0.01, short_points=1.0),
    put("indicator", "BR03", scoring="达到得满分"),
    put("indicator", "BR03", target_of="同组平均值", target=None),
    put("indicator", "BR03", target=1.5, most=1.2),
]


@pytest.mark.parametrize("change", SOUND)
def test_every_way_of_scoring_can_be_written(change: Callable[[Rules], object]):
    assert codes(change) <= {"N520"}  # what goes by others is told


def added(sheet: str, **cells: Any) -> Callable[[Rules], object]:
    """One more row of a sheet, made like its first."""
    return lambda rules: rules[sheet].append({**rules[sheet][0], **cells})


def together(*changes: Callable[[Rules], object]) -> Callable[[Rules], object]:
    def change(rules: Rules) -> None:
        for one in changes:
            one(rules)

    return change


def three_levels(rules: Rules) -> None:
    """Branches have three levels with names, in per cent; what names a higher one is gone."""
    rows = [one for one in rules["threshold"] if one["unit_kind"] == "班组"]
    for star, name, share in ((3, "红旗", 95.0), (2, "先进", 80.0), (1, "合格", 60.0)):
        rows.append(
            {**rows[0], "unit_kind": "党支部", "star": star, "name": name, "lowest": None, "share": share}
        )
    rules["threshold"] = rows
    rules["example"] = []
    for sheet in ("gate", "quota", "coefficient"):
        rules[sheet] = [one for one in rules[sheet] if one["unit_kind"] != "党支部"]


def one_level(rules: Rules) -> None:
    """A single level of branches."""
    three_levels(rules)
    rules["threshold"] = [one for one in rules["threshold"] if one["unit_kind"] == "班组" or one["star"] == 1]


def by_category(rules: Rules) -> None:
    """Levels of the branches of production, and others of the rest."""
    for row in rules["threshold"][:5]:
        row["applies"] = "类别=生产"
    for star in range(1, 6):
        row = {**rules["threshold"][0], "star": star, "lowest": 50.0 + star, "applies": "类别=管理服务"}
        rules["threshold"].append(row)


def split(category: str, points: float) -> Callable[[Rules], object]:
    """BR03 only for a category, and another indicator for the others."""
    return together(
        put("indicator", "BR03", applies=f"类别={category}"),
        lambda rules: rules["indicator"].append(
            {**next(one for one in rules["indicator"] if one["code"] == "BR03")}
            | {"code": "BR99", "applies": f"类别≠{category}", "points": points}
        ),
    )


LAWFUL = [
    three_levels,
    split("生产", 6.0),
    by_category,
    at("threshold", 0, tested="BR01、BR06", test_share=80.0),
    added("gate", how="班组平均星级不低于", value=3.5, at_least=None, star=5),
    added("gate", how="党员得分占比", value=0.5, at_least=None, reached=80.0),
    added("gate", how="指标达标个数", value=2.0, at_least=None, reached=80.0, indicators="BR01、BR06、BR08"),
    added("gate", how="连续期数", value=2.0, at_least=4),
    added("gate", how="上年星级不低于", value=3.0, at_least=None, applies="类别=生产"),
    at("quota", 0, applies="类别=生产"),
    put("veto", "VT05", effect="降级", highest=None, amount=1),
    put("veto", "VT05", effect="n期内不参评", highest=None, amount=2),
    put("veto", "VT05", effect="直接定级", highest=5),
    put("veto", "VT05", effect="清零", highest=None),
    together(setting("党员满分", "100"), setting("加分用途", "得分"), setting("联动方式", "关闭")),
]


@pytest.mark.parametrize("change", LAWFUL)
def test_levels_gates_and_consequences_of_other_plants_can_be_written(change: Callable[[Rules], object]):
    assert codes(change) <= {"E507"}  # the default's examples may come out otherwise


def worked(expected: float, rules: Callable[[Rules], object], **cells: Any) -> Callable[[Rules], object]:
    """An example of BR03 (6 points) under these rules."""
    blank = dict.fromkeys(
        ("score", "previous", "teams", "branch_star", "event", "expected", "figure", "option", "mean")
    )
    line = {
        **blank,
        "name": "一个指标",
        "unit_kind": "党支部",
        "indicator": "BR03",
        "points": expected,
        **cells,
    }
    return together(rules, lambda made: made["example"].append(line))


PLACES = banded(
    *[{"start": float(n), "share": s} for n, s in ((1, 1.0), (4, 0.98), (5, 0.95))], scoring="按名次计分"
)
TAKEN = put("indicator", "BR03", **BY_HAND, origin="扣分", departments="安全监察部", target=None)
STEPS = put("indicator", "BR03", scoring="按差额加减分", target=0.9, short_step=0.01, short_points=0.5)
WORKED = [
    (put("indicator", "BR03"), {"figure": 0.45}, 3.0),
    (PLACES, {"figure": 3.0}, 6.0),
    (PLACES, {"figure": 4.0}, 5.88),
    (PLACES, {"figure": 17.0}, 5.7),
    (TAKEN, {"figure": 2.5}, 3.5),
    (TAKEN, {"figure": 9.0}, 0.0),
    (STEPS, {"figure": 0.88}, 5.0),
    (STEPS, {"figure": 0.885}, 5.5),
    (banded(FULL, HALF), {"figure": 89.99}, 3.0),
    (banded({"option": "优秀", "points": 6.0}, {"option": "良好", "points": 4.0}), {"option": "良好"}, 4.0),
    (put("indicator", "BR03", target=None, target_of="同组平均值"), {"figure": 0.6, "mean": 0.8}, 4.5),
]


@pytest.mark.parametrize(("rules", "cells", "points"), WORKED)
def test_an_example_of_one_indicator_comes_out(
    rules: Callable[[Rules], object], cells: dict[str, Any], points: float
):
    assert codes(worked(points, rules, **cells)) <= {"N520"}
    assert "E507" in codes(worked(points + 0.01, rules, **cells))


CHANGES: list[tuple[str, str, Callable[[Rules], object]]] = [
    ("E501", "points of a kind do not add up", put("indicator", "BR03", points=7.0)),
    ("E501", "a kind has no indicators", without("indicator", unit_kind="班组")),
    ("E502", "parts do not add up to the whole", put("indicator", "BR01a", points=5.0)),
    ("E502", "a whole has no parts", put("indicator", "BR03", measure=None, source=None)),
    ("E503", "a column that is not there", put("indicator", "BR03", counted="状况=出席")),
    ("E503", "a choice that is not there", put("indicator", "BR03", expected="状态=在场")),
    ("E503", "no condition at all", put("indicator", "BR03", counted="出席")),
    ("E503", "a field that is not there", put("indicator", "BR12", field="得分率")),
    ("E503", "a field that is no number", put("indicator", "BR12", field="类别")),
    ("E503", "a base that is no number", put("indicator", "BR12", base_field="类别")),
    (
        "E503",
        "a table that does not know teams",
        put("indicator", "TM08", source="示范岗考评", field="考评得分"),
    ),
    ("E503", "teams rated by their own score", put("indicator", "TM08", source="班组得分")),
    ("E503", "a condition on no column", put("indicator", "BR03", applies="班次=一")),
    ("E503", "a mark of members", put("indicator", "MB01", **BY_HAND, origin="考评打分")),
    ("E503", "a mark with a table", put("indicator", "BR03", origin="考评打分", target=None)),
    (
        "E503",
        "points left that are better when fewer",
        put("indicator", "BR03", **BY_HAND, origin="扣分", departments="甲", direction="越低越好"),
    ),
    ("E503", "a share of nothing", put("indicator", "BR03", target=0.0)),
    ("E503", "a target beside that of the peers", put("indicator", "BR03", target_of="同组平均值")),
    ("E503", "steps without a size", put("indicator", "BR03", scoring="按差额加减分")),
    ("E503", "bands of what has none", banded(FULL, HALF, scoring=None)),
    ("E503", "numbers and options", banded(FULL, {"option": "优秀", "points": 6.0})),
    ("E503", "an option twice", banded(*[{"option": "优秀", "points": 6.0}] * 2)),
    (
        "E503",
        "an option that nobody can choose",
        banded({"option": "优秀", "share": 1.0}, origin=None, measure="完成率", source="出勤明细"),
    ),
    (
        "E503",
        "an option of a place",
        banded({"start": 1.0, "share": 1.0}, {"option": "优秀", "share": 1.0}, scoring="按名次计分"),
    ),
    (
        "E509",
        "bands of no indicator",
        lambda rules: rules["band"].append(
            {
                **dict.fromkeys(("end", "option", "points")),
                "indicator": "BR99",
                "start": 1.0,
                "share": 1.0,
                "reference": "自定",
            }
        ),
    ),
    ("E525", "figures that no department reports", put("indicator", "BR03", **BY_HAND, origin="部门报数")),
    (
        "E526",
        "a figure without a target",
        put(
            "indicator",
            "BR03",
            **BY_HAND,
            origin="部门报数",
            departments="甲",
            target=None,
            direction="越低越好",
        ),
    ),
    ("E526", "all or nothing of nothing", put("indicator", "BR03", scoring="达到得满分", target=None)),
    ("E527", "places without bands", put("indicator", "BR03", scoring="按名次计分")),
    ("E528", "a hole of one point", banded(FULL, HALF | {"end": 89.0})),
    ("E528", "an overlap", banded(FULL, HALF | {"end": 91.0})),
    ("E528", "a start twice", banded(FULL, FULL)),
    ("E528", "fewer points for more", banded(FULL | {"share": 0.1}, HALF)),
    ("E528", "more points for more where lower is better", banded(FULL, HALF, direction="越低越好")),
    ("E528", "nobody first", banded({"start": 2.0, "share": 1.0}, scoring="按名次计分")),
    ("E529", "more than the points", banded(FULL | {"points": 7.0, "share": None}, HALF)),
    ("E503", "a condition of the work list", put("duty_item", "ZB02", applies="支委会=是")),
    ("E503", "stars of teams that are none", at("example", 0, teams="五、4")),
    ("E504", "a star without a bound", without("threshold", unit_kind="班组", star=3)),
    ("E504", "a kind without bounds", without("threshold", unit_kind="班组")),
    ("E504", "two bounds of one star", at("threshold", 1, star=5)),
    ("E504", "bounds that do not rise", at("threshold", 1, lowest=95.0)),
    ("E501", "points of a category that do not add up", split("生产", 5.0)),
    ("E504", "one level alone", one_level),
    ("E504", "a bound over the full points", at("threshold", 0, lowest=101.0)),
    ("E504", "a bound over fewer full points", setting("党支部满分", "90")),
    ("E504", "levels of one category alone", at("threshold", 2, applies="类别=生产")),
    ("E509", "a test of nothing", at("threshold", 0, tested="BR98", test_share=80.0)),
    ("E503", "levels on no column", at("threshold", 0, applies="班次=一")),
    ("E503", "a quota on no column", at("quota", 0, applies="班次=一")),
    ("E505", "a mean above the top", added("gate", how="班组平均星级不低于", value=6.0, at_least=None)),
    (
        "E505",
        "a mean of the teams of a team",
        added("gate", how="班组平均星级不低于", value=2.0, at_least=None, unit_kind="班组"),
    ),
    (
        "E505",
        "more indicators than are named",
        added("gate", how="指标达标个数", value=3.0, at_least=None, reached=80.0, indicators="BR01、BR06"),
    ),
    (
        "E509",
        "an indicator that is nowhere",
        added("gate", how="指标达标个数", value=1.0, at_least=None, reached=80.0, indicators="BR98"),
    ),
    ("E530", "a quota of no level", added("quota", star=6)),
    ("E530", "a cap at no level", put("veto", "VT03", highest=7)),
    ("E530", "an example of no level", at("example", 0, expected=6)),
    ("E505", "more teams than any branch has", at("gate", 0, value=4.0)),
    ("E505", "a band upside down", at("gate", 0, min_teams=5, max_teams=4)),
    ("E505", "a share above one", at("gate", 1, value=50.0)),
    ("E506", "points for study notes", put("indicator", "BR05a", name="学习笔记篇数")),
    ("E506", "points for photographs", put("indicator", "TM05", name="活动照片")),
    ("E507", "an example that does not come out", at("example", 0, expected=3)),
    ("E507", "a threshold that an example contradicts", at("threshold", 0, lowest=96.0)),
    ("E508", "a parent that is not there", put("indicator", "BR01a", parent="BR99")),
    ("E509", "a cap on an unknown indicator", put("veto", "CP02", indicator="BR99")),
    ("E509", "an example with an unknown veto", at("example", 0, event="VT99")),
    ("E510", "an average of nothing", put("indicator", "BR10", field=None)),
    ("E510", "coverage of nobody", put("indicator", "BR09a", base=None)),
    ("E510", "goals without weights", put("indicator", "BR12", base_field=None)),
    ("E512", "a setting is missing", without("setting", name="小数位数")),
    ("E513", "a column is missing", lambda rules: [one.update(to_branch=None) for one in rules["veto"]]),
    ("W501", "an indicator of a board that weighs nothing", put("indicator", "BRX1", board_weight=None)),
]


def test_the_default_rulebook_is_clean():
    assert found(lambda rules: None) == []


@pytest.mark.parametrize(
    ("code", "change"), [(c, f) for c, _, f in CHANGES], ids=[f"{c} {text}" for c, text, _ in CHANGES]
)
def test_a_small_fault_of_the_rulebook_is_found(code: str, change: Callable[[Rules], object]):
    assert code in codes(change)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("版本", ""),
        ("生效日期", "下月"),
        ("失效日期", "以后"),
        ("公布范围", "all"),
        ("满分", "一百"),
        ("满分", "1/3"),
        ("小数位数", "2.5"),
        ("小数位数", "-1"),
        ("每期最多升星", "一"),
        ("测评最少有效票", ""),
        ("学习达标次数", "3次"),
        ("补办计分比例", "50%"),
        ("加分上限", "nan"),
        ("总分上限", "1e3"),
        ("同组最少单位数", "５"),
        ("公示工作日数", "0"),
        ("最长办理天数", "两个月"),
        ("转办提醒占比", "20%"),
        ("补足件数", "2.5"),
        ("抽查最少次数", ""),
        ("推优最低三比得分", "良好"),
        ("电厂曾用名", "、老厂"),
        ("办公室邮箱", "党群工作部"),
        ("受理电话", "党群工作部"),
        ("监督电话", "12"),
        ("季度审定方式", "从简"),
        ("兑现周期", ""),
        ("否决后恢复", "马上"),
    ],
)
def test_a_setting_that_cannot_be_used_is_found_at_its_cell(name: str, value: str):
    one = next(one for one in found(setting(name, value)) if one.code == "E511")
    assert (one.place.sheet, one.place.letter, one.value) == ("基本设置", "C", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("失效日期", ""),
        ("失效日期", "2020-12-31"),
        ("补办计分比例", "0.25"),
        ("公布范围", "band"),
        ("电厂曾用名", ""),
        ("电厂曾用名", "示例热电厂、示例电厂"),
        ("办公室邮箱", "a@b.cn"),
        ("受理电话", ""),
        ("受理电话", "0000-1234567"),
        ("监督电话", "（0000）1234567 转 12"),
        ("补足件数", "0"),
        ("季度审定方式", "完整"),
        ("兑现周期", "年度"),
        ("否决后恢复", "逐级"),
        ("转办提醒占比", "12.5"),
    ],
)
def test_a_setting_within_its_kind_is_no_fault(name: str, value: str):
    assert found(setting(name, value)) == []


@pytest.mark.parametrize(
    ("course", "paid", "contradiction"),
    [
        ("简易", "季度", True),
        (None, "季度", True),
        ("完整", "季度", False),
        ("简易", "年度", False),
        ("完整", "年度", False),
    ],
)
def test_pay_by_the_quarter_asks_for_the_whole_course(course: str | None, paid: str, contradiction: bool):
    def change(rules: Rules) -> None:
        setting("兑现周期", paid)(rules)
        if course:
            setting("季度审定方式", course)(rules)
        else:
            without("setting", name="季度审定方式")(rules)

    told = [one for one in found(change) if one.code == "E517"]
    assert [(one.place.sheet, one.place.letter, one.value) for one in told] == (
        [("基本设置", "C", "季度")] if contradiction else []
    )


def test_every_setting_is_asked_for():
    lacking = [one.value for one in found(lambda rules: rules["setting"].clear()) if one.code == "E512"]
    assert sorted(lacking) == sorted(SETTINGS.keys() - NEW_SETTINGS.keys())


def test_a_fault_is_told_at_the_cell_with_what_stands_there():
    one = found(put("indicator", "BR03", counted="状况=出席"))[0]
    assert (str(one.place), one.column, one.value) == ("细则.xlsx › 指标 › S14", "计入条件", "状况=出席")
    assert one.message.startswith("“计入条件”写的是“状况=出席”：没有“状况”这一列")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without("threshold", unit_kind="班组", star=3), "班组的星级标准缺 3 星的一行"),
        (at("threshold", 1, star=5), "党支部的星级标准有不止一行是 5 星"),
        (at("threshold", 1, lowest=95.0), "党支部的星级标准中 5 星的最低得分 95 不高于 4 星的 95"),
    ],
)
def test_what_is_wrong_with_the_bounds_is_said(change: Callable[[Rules], object], message: str):
    assert message in [one.message for one in found(change) if one.code == "E504"]


def test_one_fault_does_not_hide_the_next():
    def two(rules: Rules) -> None:
        put("indicator", "BR03", counted="状况=出席")(rules)
        at("threshold", 1, lowest=95.0)(rules)

    assert codes(two) == {"E503", "E504"}


def test_examples_wait_until_the_rules_are_sound():
    def both(rules: Rules) -> None:
        at("example", 0, expected=3)(rules)
        put("indicator", "BR03", counted="状况=出席")(rules)

    assert codes(both) == {"E503"}


def test_a_plant_without_teams_is_no_fault_of_the_gates():
    assert check_rulebook(inbox()) == []
