"""The cover (封面) of every workbook: whose it is, for which period, as of which day, and who signs for it."""

from __future__ import annotations

from typing import Any

from schemas.base import Book, Column, Date, Kind, Sheet, Text, column, columns, declaration

WHOLE, SUPPLEMENT, REPLACEMENT = WAYS = ("整本报送", "补报", "整本替换")
WAY = "way"
OTHER_WORDS = {"全量": WHOLE, "补充": SUPPLEMENT, "替换": REPLACEMENT}  # as people call them


def _once(title: str, of: str, what: str, example: str) -> Any:
    help = f"{what}，全支部写一次；“双承诺”里“{of}”空着的各条按这一天，另有日期的写在自己的格里。"
    return column(title, help, example=example, optional=True, edition=2)


class Cover(Sheet):
    """封面写明这本工作簿是谁的、哪一期的、数据截至哪一天。"""

    plant: Text = column("电厂", "电厂全称，模板已填好。", example="示例发电有限公司", locked=True)
    unit: Text = column(
        "单位", "支部填支部名称，部门填部门名称；全厂的工作簿填党群工作部。", example="检修支部", locked=True
    )
    period: Text = column(
        "期间", "写成 2019Q3；全年的写成 2019。", example="2019Q3", kind=Kind.PERIOD, locked=True
    )
    as_of: Date = column(
        "截至日期", "表中数据截至哪一天；重新报送时改成新的日期，以较新的一份为准。", example="2019-09-30"
    )
    filled_by: Text = column("填报人", "填表人的姓名。", example="张示例")
    reviewed_by: Text = column("审核人", "审核人的姓名。", example="李示例", optional=True)
    secretary: Text = column(
        "支部书记", "支部书记或部门负责人的姓名，对内容负责。", example="王示例", optional=True
    )

    way: Text = column(
        "报送方式",
        "空着就是整本报送；只补几行的选“补报”，只写要补、要改的行；要整本换掉上一份的选“整本替换”。",
        example=WHOLE,
        choices=WAYS,
        optional=True,
        edition=2,
        default=WHOLE,
    )

    pledges_signed: Date = _once("承诺签名日期", "签名日期", "“星签名”的日期", "2019-02-20")
    pledges_published: Date = _once("承诺公开日期", "公开日期", "在内网公布的日期", "2019-02-25")
    pledges_supervised: Date = _once("承诺督诺日期", "督诺日期", "本季督诺的日期", "2019-08-30")
    pledges_reviewed: Date = _once("承诺评诺日期", "评诺日期", "本季民主评诺的日期", "2019-09-28")

    class Config:
        title = "封面"
        name = "cover"


def cover_columns(book: Book) -> tuple[Column, ...]:
    """The fields on the cover of that kind of workbook: only what is sent again says how, and a line that answers for the
    rows of a sheet is there with the sheet."""
    answering = {once.line for sheet in book.sheets for once in declaration(sheet).asked_once.values()}
    return tuple(
        field
        for field in columns(Cover)
        if (field.name != WAY or book.ticks) and (field.name not in ANSWERING or field.name in answering)
    )


# The lines that answer for the rows of a sheet whose own cell is empty.
ANSWERING = ("pledges_signed", "pledges_published", "pledges_supervised", "pledges_reviewed")
