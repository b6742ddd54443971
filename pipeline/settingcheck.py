"""Is every setting of a rulebook there, and can it be used?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.draft import Draft
from pipeline.excel.cells.kinds import parse
from pipeline.sentences import say
from schemas.base import Kind
from schemas.rulebook import SETTINGS
from schemas.words import PUBLICATION_LEVELS

_WORDS = {"版本": "2019版", "电厂名称": "示例发电有限公司"}
_OPTIONAL = ("失效日期",)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_WHOLE = ("小数位数", "报送截止日", "测评最少有效票", "测评有效季度数", "学习达标次数", "每名党员结对人数", "每期最多升星", "每期最多降星",
          "同组最少单位数", "推优得分名次", "民主评议几人一名优秀")
_DIVISORS = ("民主评议几人一名优秀",)


def settings(draft: Draft) -> Iterator[Finding]:
    seen = {row["name"]: (index, row["value"]) for index, row in draft.rows("setting")}
    for name in SETTINGS:
        if name not in seen:
            yield say("E512", Place(draft.file, "基本设置"), value=name)
            continue
        index, value = seen[name]
        if why := setting_problem(name, "" if pd.isna(value) else str(value)):
            yield draft.say("E511", "setting", index, "value", "" if pd.isna(value) else value, name=name, why=why[0],
                            example=why[1])


def setting_problem(name: str, value: str) -> tuple[str, str] | None:
    """Why a setting cannot be used, and an example of one that can."""
    if name in _OPTIONAL and not value:
        return None
    if name in _WORDS:
        return None if value else ("不能空着", _WORDS[name])
    if name.endswith("日期"):
        return None if parse(Kind.DATE, value).value is not None else ("不是日期", "2019-01-01")
    if name == "公布范围":
        return None if value in PUBLICATION_LEVELS else ("要写 full、top3 或 band", "top3")
    if not _NUMBER.fullmatch(value):
        return "不是 0 或更大的数字", "2"
    if name in _DIVISORS and not int(value if value.isdigit() else 1):
        return "要大于 0", "3"
    return None if name not in _WHOLE or value.isdigit() else ("要写整数", "2")
