import re

import pytest
from kit.plant_on_disk import sample_rated
from kit.tiny_plant import rule_frames

from pipeline.report.pages.rules import address, how, rules_page

PAGE = rules_page(sample_rated()).decode()


@pytest.mark.parametrize("key", sorted(rule_frames()))
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
        "example": "expected",
        "work_day": "day",
        "band": "indicator",
        "bonus_limit": "type",
    }[key]
    if frame.empty and key in ("band", "bonus_limit"):  # that most plants do not use
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
    "bonus_limit": "bonus_limit",
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


def test_a_measure_is_told_in_one_line():
    row = next(r for r in rule_frames()["indicator"].to_dict("records") if r["code"] == "BR03")
    assert (
        how(row)
        == "完成率 ← 出勤明细；计入 状态=出席；应计 来源=组织生活; 状态=出席、缺席; 清单所需=是；目标 0.9"
    )


def test_every_heading_of_a_table_has_a_scope():
    assert not re.findall(r"<th(?! scope)", PAGE.replace("<thead", ""))
