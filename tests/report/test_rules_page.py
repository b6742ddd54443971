import re
from collections import Counter

import pytest
from kit.plant_on_disk import RULES, added, changed, copied, rated_from, sample_rated, sample_report
from kit.tiny_plant import rule_frames, rulebook

from pipeline.report.pages.rules.page import address, rules_page
from pipeline.report.pages.rules.use import BONUS, NOT_APPLYING, NOT_TRIGGERED, USED, VETOES, rule_uses
from pipeline.rulebook.spoken import spoken

PAGE = rules_page(sample_rated()).decode()


@pytest.mark.parametrize("key", sorted(rule_frames().keys() - {"line", "computation"}))  # joined
def test_every_row_of_every_sheet_stands_on_the_page_with_its_cell(key: str):
    frame, cell = sample_rated().tables.rulebook.frames[key], sample_rated().examined.inbox.cell
    column = {
        "bonus_rule": "points",
        "coefficient": "coefficient",
        "setting": "value",
        "indicator": "points",
        "threshold": "lowest",
        "gate": "value",
        "veto": "highest",
        "quota": "share",
        "duty_item": "item",
        "example": "name",
        "work_day": "day",
        "band": "indicator",
        "bonus_limit": "type",
        "asked": "sheet",
        "survey_group": "group",
        "survey_answer": "answer",
    }[key]
    if frame.empty and key in (
        "band",
        "bonus_limit",
        "asked",
        "survey_group",
        "survey_answer",
    ):  # that most plants do not use
        assert f'<h2 id="{key}">' not in PAGE
        return
    section = PAGE.split(f'<h2 id="{_ANCHOR[key]}">')[1]
    for index in frame.index:
        assert re.search(rf"[>（]{address(cell(key, index, column))}[<）]", section), index


_ANCHOR = {
    "bonus_rule": "bonus",
    "coefficient": "coefficient",
    "setting": "setting",
    "indicator": "branch",
    "threshold": "threshold",
    "gate": "gate",
    "veto": "veto",
    "quota": "quota",
    "duty_item": "duty",
    "example": "example",
    "work_day": "work_day",
    "band": "band",
    "asked": "asked",
    "bonus_limit": "bonus_limit",
    "survey_group": "survey_group",
    "survey_answer": "survey_answer",
}


def test_leaves_stand_below_their_indicator():
    codes = re.findall(r'<tr class="(whole|part)"><td class="w">(BR0[1-9]\w?)<', PAGE)
    assert codes[:5] == [
        ("whole", "BR01"),
        ("part", "BR01a"),
        ("part", "BR01b"),
        ("part", "BR01c"),
        ("part", "BR01d"),
    ]


def test_every_reference_is_printed():
    frames = sample_rated().tables.rulebook.frames
    references = {
        text for frame in frames.values() if "reference" in frame for text in frame["reference"].dropna()
    }
    assert not [text for text in references if text not in PAGE]


def test_examples_say_what_they_should_give_and_what_they_give():
    section = PAGE.split('id="example"')[1].split("</table>")[0]
    given = re.findall(r'<td class="w">(\w星|未定级)</td><td class="w">(\w星|未定级)</td>', section)
    assert len(given) == len(sample_rated().tables.rulebook.frames["example"])
    assert all(should == gives for should, gives in given)


def test_gates_and_vetoes_are_words():
    assert "五星支部：至少 50% 的班组四星及以上" in PAGE
    assert "年度定星同样封顶" in PAGE


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("BR01a", "每季召开 1 次支部党员大会得满分，补开减半"),
        ("BR03", "组织生活的应到人次中，出席的比例达到 90% 得满分，不到的按比例减"),
        ("BR06b", "到期、没有客观原因的承诺中，按期兑现的比例达到 100% 得满分，不到的按比例减"),
        ("BR07b", "示范岗考评的平均考评得分（低于 70 的按 0 计）达到 100 得满分，不到的按比例减"),
        ("TM01", "由安全监察部登记扣分，从 25 分扣起，扣完为止"),
    ],
)
def test_an_indicator_is_told_as_a_person_would_say_it(code: str, sentence: str):
    rule = next(one for one in rulebook().indicators if one.code == code)
    assert spoken(rule, rulebook()) == sentence


def test_every_heading_of_a_table_has_a_scope():
    assert not re.findall(r"<th(?! scope)", PAGE.replace("<thead", ""))


USES = {(one.section, one.rule.split()[0]): one for one in rule_uses(sample_rated())}


def test_every_rule_but_the_sums_of_others_says_whether_it_ran():
    frames = sample_rated().tables.rulebook.frames
    parents = set(frames["indicator"]["parent"].dropna())
    assert {code for section, code in USES if section == "指标"} == set(frames["indicator"]["code"]) - parents
    counts = Counter(one.section for one in rule_uses(sample_rated()))
    sheets = {
        "星级标准": "threshold",
        "联动条件": "gate",
        VETOES: "veto",
        "名额": "quota",
        BONUS: "bonus_rule",
    }
    assert {name: counts[name] for name in sheets} == {name: len(frames[key]) for name, key in sheets.items()}
    assert counts["清单标准"] == len(frames["duty_item"])


@pytest.mark.parametrize(
    ("rule", "status", "units", "note"),
    [
        (("指标", "BR12"), USED, 8, ""),
        (("指标", "BR02b"), NOT_APPLYING, 0, "本期没有到期，不适用 8 个"),
        (("否决与封顶", "VT01"), NOT_TRIGGERED, 0, ""),
        (("清单标准", "DW01"), USED, 3, ""),
        (("清单标准", "ZB05"), NOT_APPLYING, 0, "本期不到期"),
    ],
)
def test_a_rule_that_did_not_run_is_told_from_one_that_found_nothing(
    rule: tuple[str, str], status: str, units: int, note: str
):
    one = USES[rule]
    assert (one.status, one.units) == (status, units) and note in one.note


def test_the_units_of_an_indicator_and_those_it_did_not_apply_to_are_all_there_are():
    result = sample_rated()
    for one in (one for one in USES.values() if one.section == "指标"):
        scores = [score for score in result.scores if score.indicator == one.rule.split()[0]]
        assert one.units == sum(score.points is not None for score in scores), one


def test_how_often_a_veto_was_used_stands_only_in_the_offices_file():
    page = PAGE.split('<h2 id="use">')[1]
    assert "VT03" not in page and "data/rules.csv" in page
    assert "VT03" in sample_report()["data/rules.csv"].decode("utf-8-sig")


def test_a_sheet_that_the_plant_does_not_fill_in_stands_on_the_page_of_its_rules(tmp_path):
    changed(copied(tmp_path, ("2019", "2019Q3")), added(RULES, "填报内容", 表="三责例外", 填报="否"))
    page = rules_page(rated_from(tmp_path)).decode()
    assert re.search(r"填报内容.*三责例外</td><td[^>]*>否<", page, re.S)
