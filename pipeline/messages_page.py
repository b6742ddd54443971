"""docs/检查消息.md: every message of the check, what it looks like, and what to do; made from the tables of messages."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from pipeline.excel import messages, template_cell
from pipeline.findings import Sentence, Severity
from pipeline.sentences import SENTENCES

_INTRO = """# 检查消息

检查页、`findings.csv` 和返还表里的每一条消息都在这里。由程序生成，不要手工修改。

- **错误**要改正；有错误就只能出试算稿，不能出正式结果（只看本期用到的工作簿、名册、目标和细则里的错误）。
- **提醒**请看一眼，不影响出结果。**说明**是程序按通常的意思理解了的写法，理解错了再改。
- 一条消息总是写明文件、工作表、单元格、现在的内容和怎么改。例子里的内容是示意。
"""
_SAMPLE = {  # what stands in the example of a message, by the name of its place
    "what": "网页（HTML）", "book": "支部填报", "title": "组织生活", "hint": "", "value": "约90", "rows": "3、7", "last": "CV", "column": "完成值",
    "count": 2, "cells": "B7、B9", "present": 120, "read": 119, "limit": 100, "example": "90", "choices": "党员大会、支委会", "help": "只填数字",
    "item": "苦", "says": "结束日期不能早于开始日期", "repaired": "0.9", "where": "“人员”", "branch": "检修支部", "other": "2019Q3/甲.xlsx 第8行",
    "examiner": "生产技术部", "indicator": "BR01a", "points": 20, "why": "它由几个分项组成", "who": "班组", "unit": "检修支部", "sheet": "组织生活",
    "kind": "支部填报", "kinds": "党支部", "period": "2019年第三季度", "share": 60, "least": 5, "now": "检修支部", "files": "甲.xlsx、乙.xlsx",
    "as_of": "2019-09-30", "file": "甲.xlsx", "plant": "示例发电有限公司", "full": 100, "parent": "BR01", "expected": "3 星", "found": "2 星",
    "columns": "目标值和权重", "pledge": "CN-001", "earlier": "公示日期", "day": "2019-09-30", "state": "践诺中",
    "done": "2019-08-30", "deadline": "2019-08-31",
}

_OF_CODE = {  # where the common example would not make sense
    "E103": {"what": "旧格式的 .xls 工作簿"}, "E105": {"what": "超过 50 MB"}, "E107": {"what": "用了过多的时间"},
}


def messages_page() -> str:
    """The page as Markdown."""
    faults: Mapping[str, Sentence] = {code: (Severity.ERROR, text, template_cell.REMEDY) for code, text in
                                      template_cell.SENTENCES.items()}
    sections: tuple[tuple[str, Mapping[str, Sentence]], ...] = (
        ("整个文件", messages.FILES), ("工作表", messages.SHEETS), ("单元格", messages.CELLS),
        ("几张表、几本工作簿之间，以及评价细则", SENTENCES), ("通报模板", faults))
    return "\n".join([_INTRO, *(_section(name, table) for name, table in sections)])


def _section(name: str, table: Mapping[str, Sentence]) -> str:
    heads = ["| 编号 | 程度 | 例子 | 怎么改 |", "|---|---|---|---|"]
    return "\n".join([f"## {name}\n", *heads, *(_line(code, one) for code, one in sorted(table.items()))]) + "\n"


def _line(code: str, sentence: Sentence) -> str:
    severity, message, remedy = sentence
    own = _SAMPLE | _OF_CODE.get(code, {})
    cells = (code, str(severity), _filled(message, own), _filled(remedy, own))
    return "| " + " | ".join(cell.replace("|", "｜") for cell in cells) + " |"


def _filled(text: str, own: Mapping[str, object]) -> str:
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    return text.format(**{name: own.get(name, "……") for name in names}).replace("\n", " ")
