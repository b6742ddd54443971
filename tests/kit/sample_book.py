"""A small workbook with every kind of column, for the tests of the engine."""

from __future__ import annotations

from schemas.base import YES_NO, Book, Date, Kind, Number, Sheet, Text, Whole, column

COLOURS = ("红", "橙", "黄", "绿", "含,逗号", "含“引号”", *(f"第{number}种颜色" for number in range(1, 60)))


class Visit(Sheet):
    """一行一次走访。"""

    code: Text = column("编号", "保留前面的 0。", example="007", kind=Kind.CODE, unique=True)
    shop: Text = column("店铺", "走访的店铺。", example="东街店", refers_to="shop.shop")
    colour: Text = column("颜色", "门面的颜色。", example="红", choices=COLOURS)
    open_now: Text = column("营业", "走访时是否营业。", example="是", choices=YES_NO)
    guests: Text = column(
        "同行", "同行的人。", example="甲、乙", kind=Kind.LIST, choices=("甲", "乙", "丙"), optional=True
    )
    month: Text = column("月份", "走访的月份。", example="2019-08", kind=Kind.MONTH, optional=True)
    day: Date = column("日期", "走访的日期。", example="2019-08-15")
    count: Whole = column("人数", "在场人数。", example=3, minimum=0, maximum=200)
    score: Number = column("评分", "0 到 10 分。", example=8.5, minimum=0, optional=True)
    remark: Text = column("备注", "随便写点什么。", example="无事", optional=True)

    class Config:
        title = "走访"
        name = "visit"


class Goal(Sheet):
    """一行一个目标，只填完成值。"""

    goal: Text = column("目标", "模板已填好。", example="M-1", kind=Kind.CODE, locked=True, unique=True)
    actual: Number = column("完成值", "只填数字。", example=12.5)
    again: Text = column("再来", "是否再来。", example="否", choices=YES_NO, optional=True)

    class Config:
        title = "目标"
        name = "goal"


SAMPLE = Book("sample", "走访登记", "店主", (Visit, Goal), (Visit, Goal))
LISTS = {"shop.shop": [f"{number}号店" for number in range(1, 200)] + ["东街店"]}
