"""The Word template of 一页纸: narrower margins than a paper of GB/T 9704 has, and the branches in one to three columns."""

from __future__ import annotations

from typing import Any

from docx.shared import Mm, Pt

from docs.templates.word_page import CENTER, FANG, LEFT, Look, add_style
from docs.templates.word_parts import Column, each, end, listing, para, when

_SIDES, _TOP, _BOTTOM = Mm(15), Mm(16), Mm(10)
_LOOKS = {
    "细表居中": Look(FANG, 9, 11.5, CENTER),
    "细表文字": Look(FANG, 9, 11.5, LEFT),
}  # where many branches stand
_HEADER = "{{ plant }}　{{ period }}　{{ stage }}"


def one_page(made: Any) -> None:
    section = made.sections[0]
    section.left_margin = section.right_margin = _SIDES
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.header_distance, section.footer_distance = Mm(8), Mm(4)
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].runs[0].text = _HEADER
    for name, look in _LOOKS.items():
        add_style(made, name, look)
    para(made, "表单标题", "{{ period }}{{ title }}{{ audience }}").paragraph_format.space_after = Pt(2)
    when(made, "mark")
    para(made, "密表居中", "{{ mark }}", bold=True)
    end(made)
    para(made, "密表居中", "{{ plant }}　{{ stage }}：{{ stage_sentence }}")
    each(made, "line in counts", "密表文字", "{{ line }}。")
    para(made, "间隔")
    for condition, score in (("single and scored", 46.0), ("single and not scored", 0.0)):
        when(made, condition)
        listing(made, "row in lines", *_wide(score))
        end(made)
    for loop, columns in (("pairs", 2), ("triples", 3)):
        when(made, loop)
        listing(made, f"row in {loop}", *(part for at in range(columns) for part in _narrow(at, columns)))
        end(made)
    when(made, "rest")
    para(made, "密表文字", "{{ rest }}")
    end(made)
    for condition, style in (("single", "密表文字"), ("not single", "细表文字")):
        when(made, condition)
        _words(made, style)
        end(made)


def _words(made: Any, style: str) -> None:
    """What is said below the table."""
    para(made, "表单小题", "一、升降和原因")
    each(made, "line in sentences", style, "{{ line }}")
    para(made, "表单小题", "二、提请研究和下一步")
    each(made, "line in tasks", style, "{{ loop.index }}.{{ line }}。")
    para(made, "表单小题", "三、材料")
    para(made, style, "{{ missing }}{{ told }}。本期星级为{{ nature }}。")


def _wide(score: float) -> tuple[Column, ...]:
    """A branch a line, with its total where one may be told."""
    total = (Column("总分（得分＋加分）", "{{ row[0].score }}", score, "密表居中"),) if score else ()
    return (
        Column("党支部", "{{ row[0].unit }}", 34, "密表文字"),
        Column("星级", "{{ row[0].level }}", 17, "密表居中"),
        Column("较上期", "{{ row[0].change }}", 18, "密表居中"),
        *total,
        Column("{{ team_head }}", "{{ row[0].teams }}", 111 - score, "密表文字"),
    )


def _narrow(at: int, columns: int) -> tuple[Column, ...]:
    """A branch of one of two or three columns."""
    name = 37 if columns == 2 else 31
    rest = 180 / columns - name
    shares = (("星级", "level", 0.3), ("较上期", "change", 0.36), ("{{ team_head }}", "teams", 0.34))
    return (
        Column("党支部", f"{{{{ row[{at}].unit }}}}", name, "细表文字"),
        *(
            Column(head, f"{{{{ row[{at}].{name} }}}}", rest * share, "细表居中")
            for head, name, share in shares
        ),
    )
