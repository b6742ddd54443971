"""Spoiling a sheet as offices do, the XML well-formed: values, types, columns, rows, merges, far-out cells."""

from __future__ import annotations

import random
import re

from markup import KINDS, NUMBERS

HOSTILE = (
    "=1+1",
    "＝cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "&lt;script&gt;",
    "&quot;onload=&quot;",
    "../../x",
    "\u202eabc",
    "_x000D_",
    "_x0041_",
    "&#9;&#10;&#13;",
    "九十％",
    "９０％",
    "2019-13-45",
    "1e999",
    "-0",
    "NaN",
    "1" * 400,
    "长" * 33_000,
    "\U0001f600",
    "𠮷",
    "\u200b",
    "是",
    "√",
    "10/11/2019",
    "999999999999999999",
    "43700",
    "0.1",
    "#REF!",
    "",
    " ",
    "TRUE",
    "今天",
    "{x}",
    "{{x}}",
    "%s",
    "2019年9月",
    "二〇一九年九月一日",
    "2019Q9",
    "2019.9.1",
    "100%",
    "三分之一",
    "一、二，三",
    "None",
    "nan",
    "示例",
    "说明",
    "预填",
    "\u00a0x\u3000",
)
_CONTENTS = (
    "<v>{n}</v>",
    ' t="n"><v>{n}</v>',
    ' t="b"><v>1</v>',
    ' t="b"><v>7</v>',
    ' t="e"><v>#REF!</v>',
    ' t="e"><v>#名称?</v>',
    ' t="e"><v/>',
    "><f>SUM(B6:B9)</f>",
    "><f>1/0</f><v></v>",
    ' t="str"><f>A1&amp;"x"</f><v>{x}</v>',
    ' t="d"><v>2019-09-02</v>',
    ' t="d"><v>2019-99-02</v>',
    ' t="s"><v>{n}</v>',
    ' t="s"><v>0</v>',
    ' t="s"><v>x</v>',
    ' t="inlineStr"><is><r><t>{x}</t></r><r><t>y</t></r></is>',
    ' t="inlineStr"><is><t xml:space="preserve"> {x} </t><rPh sb="0" eb="1"><t>z</t></rPh></is>',
    ' t="inlineStr"><is/>',
    ' t="inlineStr"><is><t><![CDATA[{x}]]></t></is>',
    ' t="str"><v>{x}</v>',
    "><v>43700.5</v>",
    "><v>-1</v>",
    "><v>2958466</v>",
    "><v>1E+308</v>",
    '><f t="shared" si="0" ref="B6:B9">A1</f><v>1</v>',
    '><f t="array" ref="B6:C7">A1:B2</f><v>1</v>',
    '><f>_xlfn.DISPIMG("ID_1",1)</f><v>0</v>',
    ' t="str"><f>DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>',
    "><v>0.1</v><extLst><ext/></extLst>",
    ' t="inlineStr"><v>1</v><is><t>2</t></is>',
)
_FAR = (
    "XFD1048576",
    "XFD6",
    "A1048576",
    "CV20000",
    "CV6",
    "CW6",
    "B20000",
    "B20001",
    "AZ30",
    "B600",
    "ZZZZ9",
    "B0",
    "A99999999",
)
_CELL = re.compile(r'<c r="([A-Z]{1,3})(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_TEXT = re.compile(r"<v>[^<]*</v>|<t[^>]*>[^<]*</t>")
_END = "</sheetData>"
HEAD_ROW = 3


def _content(draw: random.Random) -> str:
    made = draw.choice(_CONTENTS).replace("{n}", draw.choice(NUMBERS)).replace("{x}", draw.choice(HOSTILE))
    return made if made[0] in " >" else f">{made}"


def values(draw: random.Random, text: str) -> str:
    """Other texts in some cells."""

    def other(found: re.Match[str]) -> str:
        if draw.random() > share:
            return found[0]
        name = "v" if found[0].startswith("<v") else "t"
        return f"<{name}>{draw.choice(HOSTILE)}</{name}>"

    share = draw.choice((0.01, 0.05, 0.3))
    return _TEXT.sub(other, text)


def contents(draw: random.Random, text: str) -> str:
    """Other contents in some cells: numbers, errors, formulas, dates, texts in several pieces."""

    def other(found: re.Match[str]) -> str:
        style = draw.choice(("", *[f' s="{number}"' for number in NUMBERS], *[' s="22"'] * 8))
        return (
            f'<c r="{found[1]}{found[2]}"{style}{_content(draw)}</c>' if draw.random() < share else found[0]
        )

    share = draw.choice((0.01, 0.05, 0.3))
    return _CELL.sub(other, text)


def kinds(draw: random.Random, text: str) -> str:
    """Another type or style of some cells."""

    def other(found: re.Match[str]) -> str:
        if draw.random() > 0.1 or not found[4]:
            return found[0]
        return (
            f'<c r="{found[1]}{found[2]}" t="{draw.choice(KINDS)}" s="{draw.choice(NUMBERS)}">{found[4]}</c>'
        )

    return _CELL.sub(other, text)


def column_swapped(draw: random.Random, text: str) -> str:
    """Two columns in each other's place."""
    one, other = draw.choice("BCDEFGH"), draw.choice("ABCDEFGHIJKL")
    turned = {one: other, other: one}
    return _CELL.sub(
        lambda found: found[0].replace(
            f'"{found[1]}{found[2]}"', f'"{turned.get(found[1], found[1])}{found[2]}"', 1
        ),
        text,
    )


def column_moved(draw: random.Random, text: str) -> str:
    """A column far away, or on top of another."""
    one, other = draw.choice("ABCDEFGH"), draw.choice(("B", "C", "Z", "AB", "CV", "CW", "XFD"))
    return re.sub(rf'(<c r="){one}(\d+")', rf"\g<1>{other}\2", text)


def column_twice(draw: random.Random, text: str) -> str:
    """A column twice, its heading too."""
    one, other = draw.choice("ABCDEFGH"), draw.choice(("M", "Z", "AB", "CV"))
    return _CELL.sub(
        lambda found: found[0] + (found[0].replace(f'r="{one}', f'r="{other}', 1) if found[1] == one else ""),
        text,
    )


def heading(draw: random.Random, text: str) -> str:
    """Headings told otherwise, gone, or on another row."""

    def other(found: re.Match[str]) -> str:
        if int(found[2]) != HEAD_ROW or draw.random() > 0.25:
            return found[0]
        told = re.sub("<[^>]+>", "", found[4] or "")
        new = draw.choice(
            (
                f" {told}* ",
                f"{told}（选填）",
                told[:-1],
                told[::-1],
                "",
                "备注",
                "行标",
                "编号",
                "&#10;".join(told),
                *HOSTILE[:8],
            )
        )
        return f'<c r="{found[1]}{found[2]}" t="inlineStr"><is><t>{new}</t></is></c>'

    return _CELL.sub(other, text)


def rows_moved(draw: random.Random, text: str) -> str:
    """Blank rows between the rows, or rows missing above them."""
    start, by = draw.randint(1, 12), draw.choice((-2, 1, 2, 3, 40, 15_000, 25_000))

    def other(found: re.Match[str]) -> str:
        number = int(found[1])
        if number < start or number + by < 1:
            return found[0]
        return re.sub(r'( ?r="[A-Z]*)\d+"', rf'\g<1>{number + by}"', found[0])

    return _ROW.sub(other, text)


def rows_twice(draw: random.Random, text: str) -> str:
    """A row again and again below the last."""
    found = list(_ROW.finditer(text))
    if not found:
        return text
    last, one = int(found[-1][1]), draw.choice(found)
    more = [
        re.sub(r'( ?r="[A-Z]*)\d+"', rf'\g<1>{last + number}"', one[0])
        for number in range(1, draw.choice((2, 5, 60, 600)))
    ]
    return text.replace(_END, "".join(more) + _END)


def rows_hidden(draw: random.Random, text: str) -> str:
    """Rows hidden by hand or by a filter."""
    return re.sub(
        r"<row ", lambda found: draw.choice(("<row ", '<row hidden="1" ', '<row hidden="true" ')), text
    )


def merged(draw: random.Random, text: str) -> str:
    """Cells merged, across and down."""

    def ref() -> str:
        left, top = draw.randrange(12), draw.randint(1, 14)
        return f"{chr(65 + left)}{top}:{chr(65 + min(25, left + draw.choice((0, 1, 3, 12))))}{top + draw.choice((0, 1, 4, 2_000_000))}"

    boxes = "".join(
        f'<mergeCell ref="{ref()}"/>'
        for _ in range(draw.choice((1, 1, 2, 5, 2_500) if draw.random() < 0.2 else (1, 1, 2)))
    )
    return text.replace(_END, f"{_END}<mergeCells>{boxes}</mergeCells>")


def far(draw: random.Random, text: str) -> str:
    """A cell far out."""
    at = draw.choice(_FAR)
    return text.replace(
        _END, f'<row r="{at.lstrip("ABCDVWXFZ") or 1}"><c r="{at}"{_content(draw)}</c></row>{_END}'
    )


def unaddressed(draw: random.Random, text: str) -> str:
    """Cells and rows without their addresses, as some programs write them."""
    bare = re.sub(r'<c r="[A-Z]+\d+"', "<c", text)
    return bare if draw.random() < 0.5 else re.sub(r'<row r="\d+"', "<row", bare)


def mixed(draw: random.Random, text: str) -> str:
    """Rows in another order."""
    rows = [found[0] for found in _ROW.finditer(text)]
    start = text.find("<sheetData>")
    if start < 0 or _END not in text:
        return text
    draw.shuffle(rows)
    return text[:start] + "<sheetData>" + "".join(rows) + text[text.index(_END) :]


CELLS = (
    values,
    values,
    values,
    contents,
    contents,
    contents,
    contents,
    kinds,
    column_swapped,
    column_moved,
    column_twice,
    heading,
    heading,
    rows_moved,
    rows_twice,
    rows_hidden,
    merged,
    far,
    unaddressed,
    mixed,
)
