"""The form of every workbook: which row and sheet holds what. The writer and the reader both go by this page."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.base import TICK

SHEET, CELL, VALUE, SUGGESTED, ACCEPTED = "工作表", "单元格", "现值", "建议值", "采纳"
DEGREE, PROBLEM, EXPLANATION = "程度", "问题", "情况说明"
HEADS = ("序号", DEGREE, SHEET, CELL, "列名", VALUE, PROBLEM, "怎么改", SUGGESTED, ACCEPTED, EXPLANATION)
AUTHOR = "填写说明"
MARK_TITLE = "行标"  # heading of column A; its cells say what a row is
HELP_MARK, EXAMPLE_MARK, GIVEN_MARK = "说明", "示例", "预填"
TITLE_ROW, NOTE_ROW, HEAD_ROW, HELP_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6
MARK_COLUMN, FIRST_COLUMN = 1, 2
COVER_FIRST_ROW = 3  # label in column A, value in column B, one declared column a row
TICK_TITLE = "本季无"  # heading of the second column of the table below the cover's fields
TICK_YES = TICK
COVER, GUIDE, LISTS, PROBLEMS, OTHERS = "封面", "填写说明", "名单", "问题清单", "其他内容"
UPGRADED = "升级说明"  # of a workbook that was brought to the current forms: what was added to it
OWN_SHEETS = (COVER, GUIDE, LISTS, PROBLEMS, OTHERS, UPGRADED)
FORMULA_MARK = "没有结果的公式 "  # before the text of such a formula, in the cell of a returned copy
# custom document property: "<book key>/<schema digest>/<keys of the sheets left out>/<columns added by an upgrade>"
STAMP = "dualstar"
RED, SLATE, PALE = "FF8F1D14", "FF5B6770", "FFF2F2F2"  # behind headings, and behind what is printed
ERROR_FILL, WARNING_FILL, NOTICE_FILL = "FFFFC7CE", "FFFFEB9C", "FFDDEBF7"  # behind marked cells
OWN_FILLS = frozenset((RED, SLATE, PALE, ERROR_FILL, WARNING_FILL, NOTICE_FILL))


def stamp(book: str, digest: str, left_out: Iterable[str], added: Iterable[str] = ()) -> str:
    """What the property says of a workbook; `added`: the columns, as "sheet.column", that came with an upgrade."""
    return "/".join((book, digest, " ".join(left_out), " ".join(added))).rstrip("/")


def added_columns(text: str) -> frozenset[str]:
    """The columns, as "sheet.column", that a stamp says were added when the workbook was upgraded."""
    return frozenset((*text.split("/", 3), "", "", "")[3].split())


def columns_of(added: Iterable[str], sheet: str) -> frozenset[str]:
    """Those of a sheet, by its key."""
    return frozenset(one.removeprefix(f"{sheet}.") for one in added if one.startswith(f"{sheet}."))


def stamped(text: str) -> tuple[str, str, list[str]]:
    """The key of the book, its digest and the keys of the sheets left out, "" for what is not there."""
    book, digest, left_out = (*text.split("/", 3), "", "")[:3]
    return book, digest, left_out.split()
