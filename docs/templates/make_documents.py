"""Draws the first Word templates and the hand-over workbook: python -m docs.templates.make_documents.

The files in docx/ are what the product uses and what the office restyles; run this only to begin afresh."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx.shared import Pt

from docs.templates.correction_papers import correction, difference
from docs.templates.make_handover import template as handover
from docs.templates.one_page import one_page
from docs.templates.unit_papers import confirmation, letter, repair, speech
from docs.templates.word_page import paper, saved
from docs.templates.word_parts import (
    DAY,
    Column,
    annex,
    box,
    close,
    dense,
    each,
    end,
    listing,
    para,
    title,
    when,
)

HEADER = "{{ plant }}　{{ period }}　{{ stage }}{{ reservations }}"
TEXT = "表内文字"
CHANGES = "{{ loop.index }}.{{ row.sentence }}。"


def agenda(made: Any) -> None:
    title(made, "关于审定{{ period }}“双星”\n评定结果的议题材料")
    para(
        made,
        "议题正文",
        "根据《双星评价细则》（{{ version }}），{{ period }}“双星”评定{{ '结果' if meeting else '工作已形成初步结果，' }}"
        "{{ stage_sentence }}。{{ '本材料存档备查' if meeting else '现提请党委会议研究' }}。各单位的得分和依据见内部评星报告。",
    )
    para(made, "议题小题", "一、提请研究的事项")
    each(made, "line in matters", "议题正文", "{{ loop.index }}.{{ line }}。")
    _agenda_stars(made)
    _agenda_rules(made)
    _agenda_objections(made)
    _agenda_decision(made)


def _agenda_stars(made: Any) -> None:
    """Every branch by name, the teams by level."""
    para(made, "议题小题", "二、评定结果")
    listing(
        made,
        "row in branches",
        Column("党支部", "{{ row.unit }}", 36, "密表文字"),
        Column("星级", "{{ row.standing }}", 26, "密表居中"),
        Column("上期", "{{ row.previous }}", 16, "密表居中"),
        Column("较上期", "{{ row.change }}", 19, "密表居中"),
        Column("第一责任人", "{{ row.head }}", 23, "密表居中"),
        Column("说明", "{{ row.note }}", 36, "密表文字"),
    )
    para(made, "间隔")
    listing(
        made,
        "row in teams",
        Column("班组", "{{ row.level }}", 22, "密表居中"),
        Column("个数", "{{ row.count }}", 12, "密表居中"),
        Column("名单（括号内为第一责任人）", "{{ row.units }}", 122, "密表文字"),
    )


def _agenda_rules(made: Any) -> None:
    """What the rules changed, and the places that are limited."""
    para(made, "议题小题", "三、规则对星级的调整")
    when(made, "not adjusted")
    para(made, "议题正文", "没有需要确认的调整。")
    end(made)
    when(made, "adjusted")
    listing(
        made,
        "row in adjusted",
        Column("规则", "{{ row.rule }}", 70, "密表文字"),
        Column("调整", "{{ row.move }}", 36, "密表居中"),
        Column("单位", "{{ row.units }}", 50, "密表文字"),
    )
    end(made)
    para(made, "议题小题", "四、名额与并列")
    when(made, "not quota")
    para(made, "议题正文", "星级没有超出名额，没有需要研究的并列。")
    end(made)
    each(made, "line in quota", "议题正文", "{{ loop.index }}.{{ line }}。")


def _agenda_objections(made: Any) -> None:
    """Every objection and its answer."""
    para(made, "议题小题", "五、异议")
    when(made, "not objections")
    para(made, "议题正文", "没有收到异议。")
    end(made)
    when(made, "objections")
    listing(
        made,
        "row in objections",
        *dense(
            ("事由", "matter", 52, "文字"),
            ("收到日期", "received", 31, "居中"),
            ("承办人", "handler", 16, "居中"),
            ("答复", "answer", 57, "文字"),
        ),
    )
    end(made)


def _agenda_decision(made: Any) -> None:
    """What else is to be said, and room for what the meeting decides."""
    when(made, "named")
    para(made, "议题小题", "六、说明")
    end(made)
    each(made, "line in named", "议题正文", "{{ line }}。")
    when(made, "not meeting")
    para(made, "间隔")
    box(made, 20, "会议审定意见：")
    para(made, "议题正文", f"会议日期：{DAY}　　纪要号：")
    end(made)
    para(made, "议题正文", f"提请部门：党群工作部　　{DAY}").paragraph_format.space_before = Pt(8)


def notice(made: Any) -> None:
    title(made, "关于{{ period }}“双星”\n评定结果的公示")
    para(
        made,
        "公文正文",
        "根据《双星评价细则》（{{ version }}），现将{{ period }}星级党支部、星级班组评定结果予以公示。"
        "{{ stage_sentence }}。单位名称后面括号内为第一责任人（党支部书记、班组长）。",
    )
    for number, kind, name in (("一", "党支部", "branches"), ("二", "班组", "teams")):
        para(made, "一级标题", f"{number}、星级{kind}")
        each(made, f"row in {name}", "公文正文", "{{ row.level }}（{{ row.count }}个）：{{ row.units }}。")
    para(made, "一级标题", "三、公示时间和意见反映")
    para(made, "公文正文", "公示时间：{{ from_day }}至{{ to_day }}，共 {{ working_days }} 个工作日。")
    para(
        made,
        "公文正文",
        "对公示内容有异议的，请在公示期内以书面、电话或当面的方式实名反映，写明姓名、联系方式、事由和依据。对反映人的信息严格保密。",
    )
    para(made, "公文正文", "受理部门：党群工作部　　受理电话：{{ accept_phone }}")
    para(made, "公文正文", "监督部门：纪委办　　　　监督电话：{{ oversight_phone }}")
    each(made, "line in named", "公文正文", "{{ line }}。")
    close(made, "本期星级为{{ nature }}。公示只列星级。", "（署名、印章）", DAY)


def quarter(made: Any) -> None:
    title(made, "{{ period }}“双星”评定情况季度通报")
    para(
        made,
        "季度正文",
        "根据《双星评价细则》（{{ version }}），{{ period }}星级党支部、星级班组评定情况{{ stage_sentence }}，现予通报。"
        "单位名称后面括号内为第一责任人。",
    )
    for number, kind, name in (("一", "党支部", "branches"), ("二", "班组", "teams")):
        para(made, "季度小题", f"{number}、星级{kind}")
        each(made, f"row in {name}", "季度正文", "{{ row.level }}（{{ row.count }}个）：{{ row.units }}。")
    when(made, "adjusted or named")
    para(made, "季度小题", "三、有关事项")
    end(made)
    when(made, "adjusted")
    para(made, "季度正文", "{% for row in adjusted %}{{ row.sentence }}。{% endfor %}")
    end(made)
    each(made, "line in named", "季度正文", "{{ line }}。")
    para(made, "季度正文", "本期星级为{{ nature }}，不作为绩效兑现的依据。")
    para(made, "季度正文", "党群工作部　　{{ issued }}")


def circular(made: Any) -> None:
    para(made, "套红占位", "（此处套用红头）")
    para(made, "套红占位", "（发文字号：　　　　　　　　）")
    title(made, "关于{{ period }}“双星”\n评定结果的通报")
    para(made, "公文顶格", "各党支部、各部门：")
    para(
        made,
        "公文正文",
        "根据《双星评价细则》（{{ version }}），对{{ period }}星级党支部、星级班组建设情况进行了评定，"
        "{{ stage_sentence }}。现将结果通报如下。",
    )
    _circular_text(made)
    _circular_stars(made)
    _circular_boards(made)


def _circular_text(made: Any) -> None:
    """The three parts of the text, and who signs."""
    para(made, "一级标题", "一、评定结果")
    each(made, "line in counts", "公文正文", "{{ line }}。")
    para(made, "一级标题", "二、规则对星级的调整")
    when(made, "not adjusted")
    para(made, "公文正文", "各单位的星级都按得分评定，规则没有作出调整。")
    end(made)
    each(made, "row in adjusted", "公文正文", CHANGES)
    para(made, "一级标题", "三、有关事项")
    each(made, "line in named", "公文正文", "{{ line }}。")
    para(
        made,
        "公文正文",
        "本期星级为{{ nature }}。{{ published }}。各单位对照评价细则查找差距，有整改事项的按期完成。",
    )
    para(made, "公文顶格")
    for text in ("附件：1.党支部星级评定汇总表", "　　　2.班组星级评定汇总表"):
        para(made, "公文正文", text)
    close(made, "　　　3.三比三看排名表", "（署名、印章）", "{{ issued }}")


def _circular_stars(made: Any) -> None:
    """The two annexes of stars."""
    place = Column("名次", "{{ row.place }}", 10)
    total = tuple(
        Column(head, f"{{{{ row.{name} }}}}", 13, "密表居中")
        for head, name in (("总分", "total"), ("得分", "score"), ("加分", "bonus"))
    )
    tail = (
        Column("星级", "{{ row.standing }}", 21),
        Column("较上期", "{{ row.change }}", 17),
        Column("第一责任人", "{{ row.head }}", 19),
    )
    annex(made, "附件1", "党支部星级评定汇总表")
    listing(
        made,
        "row in branches",
        place,
        Column("党支部", "{{ row.unit }}", 30, TEXT),
        *total,
        *tail,
        Column("说明", "{{ row.note }}", 20, TEXT),
    )
    annex(made, "附件2", "班组星级评定汇总表")
    listing(
        made,
        "row in teams",
        *dense(
            ("名次", "place", 9, "居中"),
            ("班组", "unit", 24, "文字"),
            ("所属支部", "parent", 26, "文字"),
            ("总分", "total", 12, "居中"),
            ("得分", "score", 12, "居中"),
            ("加分", "bonus", 10, "居中"),
            ("星级", "standing", 18, "居中"),
            ("较上期", "change", 16, "居中"),
            ("第一责任人", "head", 14, "居中"),
            ("说明", "note", 15, "文字"),
        ),
    )


def _circular_boards(made: Any) -> None:
    """The annex of comparisons."""
    annex(made, "附件3", "三比三看排名表")
    when(made, "not boards")
    para(made, "公文正文", "按公布范围，不公布三比三看的名次。")
    end(made)
    when(made, "boards")
    para(
        made,
        "表单正文",
        "得分是数量与质量两部分的平均；得分相同的名次相同，其后的名次空出。{% if boards_note %}{{ boards_note }}。{% endif %}",
    )
    para(made, "表内文字", "{%p for table in board_tables %}")
    para(made, "表单小题", "{{ table.title }}")
    listing(
        made,
        "row in table.rows",
        *dense(
            ("名次", "rank", 36, "居中"),
            ("单位", "unit", 36, "文字"),
            ("第一责任人", "responsible", 24, "居中"),
            ("得分", "score", 20, "居中"),
            ("数量", "quantity", 20, "居中"),
            ("质量", "quality", 20, "居中"),
        ),
    )
    para(made, "表内文字", "{%p endfor %}")
    end(made)


PAPERS: dict[str, Callable[[Any], None]] = {
    "党委会议题材料": agenda,
    "公示": notice,
    "通报": circular,
    "季度通报": quarter,
    "更正通知": correction,
    "绩效差额": difference,
    "整改通知单": repair,
    "数据确认单": confirmation,
    "目标责任书": letter,
    "述职": speech,
    "一页纸": one_page,
}


def template(name: str) -> bytes:
    """The Word template of that name, the same bytes each time."""
    made = paper(HEADER)
    PAPERS[name](made)
    return saved(made)


if __name__ == "__main__":
    here = Path(__file__).parents[2] / "templates"
    (here / "docx").mkdir(exist_ok=True)
    for paper_name in PAPERS:
        (here / "docx" / f"{paper_name}.docx").write_bytes(template(paper_name))
    (here / "绩效联动移交表.xlsx").write_bytes(handover())
