"""An empty official paper: the page of GB/T 9704, its styles with what stands in for missing fonts, its bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, NamedTuple
from zipfile import ZipFile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pipeline.excel.package import packed

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋", "黑体", "楷体"
INSTEAD = {
    SONG: "宋体",
    FANG: "仿宋_GB2312",
    HEI: "微软雅黑",
    KAI: "楷体_GB2312",
}  # where the first is not installed
LEFT, CENTER, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
GREY = RGBColor(0x7F, 0x7F, 0x7F)
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "Header", "Footer"}
DROPPED = ("thumbnail", "customXml", "stylesWithEffects", "theme")


class Look(NamedTuple):
    """A paragraph style: font, size in points, fixed line in points (0: single), alignment, indent of two characters,
    space before and after, space at the right; `keep`: on the page of what follows."""

    face: str
    size: float
    line: float
    align: WD_ALIGN_PARAGRAPH
    indent: bool = False
    before: float = 0
    after: float = 0
    right: float = 0
    grey: bool = False
    keep: bool = False


LOOKS = {
    "公文标题": Look(SONG, 22, 32, CENTER, before=6, after=10),
    "议题正文": Look(FANG, 14, 23, BOTH, indent=True),  # a paper for the meeting's table, two pages at most
    "议题小题": Look(HEI, 14, 23, LEFT, indent=True, keep=True),
    "公文副题": Look(KAI, 16, 28, CENTER, after=8, keep=True),
    "公文正文": Look(FANG, 16, 28.95, BOTH, indent=True),
    "公文顶格": Look(FANG, 16, 28.95, LEFT),
    "公文落款": Look(FANG, 16, 28.95, RIGHT, right=64),
    "一级标题": Look(HEI, 16, 28.95, LEFT, indent=True, keep=True),
    "附件标记": Look(HEI, 16, 28.95, LEFT, keep=True),
    "套红占位": Look(KAI, 14, 28, CENTER, grey=True),
    "表单标题": Look(SONG, 20, 28, CENTER, after=6),
    "表单正文": Look(FANG, 12, 19, BOTH),
    "表单小题": Look(HEI, 12, 19, LEFT, before=5, after=2, keep=True),
    "季度正文": Look(FANG, 12, 17, BOTH),  # the quarter's one page
    "季度小题": Look(HEI, 12, 17, LEFT, before=3, after=1, keep=True),
    "表头": Look(HEI, 10.5, 14, CENTER, before=2, after=2),
    "表内居中": Look(FANG, 10.5, 14, CENTER, before=2, after=2),
    "表内文字": Look(FANG, 10.5, 14, LEFT, before=2, after=2),
    "密表居中": Look(FANG, 9, 13, CENTER),
    "密表文字": Look(FANG, 9, 13, LEFT),
    "间隔": Look(FANG, 6, 8, LEFT),
    "页眉文字": Look(KAI, 10.5, 14, RIGHT),
    "页码": Look("宋体", 14, 0, RIGHT),
}


def paper(header: str) -> Any:
    """An empty A4 document with our styles; the header and the page number stand on every page."""
    made = Document()
    for style in list(made.styles):
        if style.name not in KEPT:
            style.delete()
    _plain_defaults(made)
    for name, look in LOOKS.items():
        add_style(made, name, look)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = Mm(20), Mm(23)
    made.settings.odd_and_even_pages_header_footer = True
    for head, foot, align in (
        (section.header, section.footer, RIGHT),
        (section.even_page_header, section.even_page_footer, LEFT),
    ):
        line = head.paragraphs[0]
        line.style, line.alignment = "页眉文字", align
        line.add_run(header)
        _page_number(foot.paragraphs[0], align)
    return made


def saved(made: Any) -> bytes:
    """The template, the same bytes each time."""
    about = made.core_properties
    about.author, about.last_modified_by, about.title = "双星评价", "双星评价", ""
    about.created = about.modified = dt.datetime(2000, 1, 1)
    for rels in (made.part.package.rels, made.part.rels):
        for name in [name for name, rel in rels.items() if rel.reltype.rpartition("/")[2] in DROPPED]:
            del rels[name]
    for part in made.part.package.parts:
        if part.partname == "/word/fontTable.xml":
            part._blob = _font_table()
    stream = io.BytesIO()
    made.save(stream)
    with ZipFile(stream) as package:
        return packed({name: package.read(name) for name in package.namelist()})


def _fonts(rpr: Any, face: str) -> None:
    fonts = rpr.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), face)
    fonts.set(qn("w:hint"), "eastAsia")  # else quotation marks come out narrow


def _plain_defaults(made: Any) -> None:
    """No theme fonts, Chinese as the language, no space between paragraphs."""
    defaults = made.styles.element.find(qn("w:docDefaults"))
    rpr = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(rpr, FANG)
    language = rpr.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    space = defaults.find(qn("w:pPrDefault")).find(qn("w:pPr")).find(qn("w:spacing"))
    space.set(qn("w:after"), "0")
    space.set(qn("w:line"), "240")


def add_style(made: Any, name: str, look: Look) -> None:
    """A paragraph style of that look."""
    style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.font.size = made.styles["Normal"], Pt(look.size)
    _fonts(style.element.get_or_add_rPr(), look.face)
    if look.grey:
        style.font.color.rgb = GREY
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = look.align, Pt(look.before), Pt(look.after)
    shape.right_indent = Pt(look.right) if look.right else None
    if look.line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    shape.keep_with_next = look.keep or None
    if look.indent:
        shape.first_line_indent = Pt(look.size * 2)


def _page_number(line: Any, align: WD_ALIGN_PARAGRAPH) -> None:
    line.style, line.alignment = "页码", align
    for part in ("— ", "begin", "PAGE", "end", " —"):
        run = line.add_run(part if "—" in part else "")
        if part == "PAGE":
            code = OxmlElement("w:instrText")
            code.text = part
            run._r.append(code)
        elif part in ("begin", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), part)
            run._r.append(mark)


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for face, other in INSTEAD.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
