"""What the office does with the blanks it has just made: send them out, or first fill its own."""

from __future__ import annotations

from pipeline.collect import Inbox
from pipeline.core.period import Period
from pipeline.select import select

_AGAIN = "放进 input 文件夹，再运行一次 make templates PERIOD={period}"
BEGIN = f"先填“组织名册”“目标责任书”“评价细则”（“电厂名称”和要改的规则），{_AGAIN}，各支部、各部门的空白工作簿就按名册分好。"
OF_A_YEAR = "年度的党委会议、公示和正式通报登记在“党委考评”的“审定”表，放进 input 文件夹，再运行 make annual YEAR={period}。"
GOALS = f"{{year}}年的“目标责任书”还没有放进来：填好、{_AGAIN}，“目标完成”里才有本年的目标。"
SEND = "发给各支部和部门，填好后放入 input 文件夹，再运行 make check。"
NAMES = "“组织名册”已照上期填好，核对人员变动、写上截至日期，也放进 input。"


def to_do(inbox: Inbox, period: Period) -> str:
    """The next step after the blanks of the period were written, one sentence or two."""
    chosen = select(inbox, period)
    if not inbox.of("directory"):
        told = [BEGIN]
    elif period.months == 12:
        told = [OF_A_YEAR]
    else:
        told = [GOALS if chosen.target is None else SEND, *([NAMES] if chosen.directory is None else [])]
    return "".join(told).format(period=period.name, year=period.year)
