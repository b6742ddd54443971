"""Faults of the ledgers against the last workbook, against each other and against what the office concluded, in the sample."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kit.plant_on_disk import NAMES, REVIEW, RULES, added, changed, copied, put, sent_by
from kit.spoilt import Fault, Scene, Told, fault

OVERHAUL, CONTROL, FUEL, CHEMISTRY, RUNNING = (
    sent_by(name) for name in ("检修支部", "热控支部", "燃料支部", "环保化学支部", "发电运行一支部")
)

NAMES_BEFORE = NAMES.replace("2019Q3", "2019Q2")


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def contradicted(folder: Path) -> list[Told]:
    """Another conclusion on the same day: neither holds."""
    told = {"表": "微心愿", "编号": "WX-JX-2019Q3-05"}
    new = added(REVIEW, "认定", 结论="不同意", **told, 事项="撤回", 日期=day("2019-09-27"))
    places = changed(
        folder,
        new,
        put(REVIEW, "认定", told, 结论="同意"),
        put(OVERHAUL, "微心愿", {"编号": "WX-JX-2019Q3-05"}, 状态="撤回"),
    )
    return [("E350", *places[0]), ("E350", *places[1]), ("W364", *places[2])]


def nothing_to_fill_up_from(folder: Path) -> list[Told]:
    (folder / sent_by("机关二支部", "2019Q2")).unlink()
    return [("W361", "", "", "")]


def an_item_of_the_year(folder: Path) -> list[Told]:
    """Of the other branches the first quarter alone is not there."""
    changed(folder, put(RULES, "清单标准", {"编码": "ZB13"}, 应完成月份=9))
    return [("W342", "", "", ""), ("W342", "", "", "")]


def nobody_asked_about(folder: Path) -> list[Told]:
    """The rows of its surveys are emptied in both quarters that count."""
    counts = ("应测评", "发放", "收回", "满意", "基本满意", "一般", "不满意", "不了解")
    empty = dict.fromkeys(("单位类别", "单位", "测评日期", *counts))
    files = (REVIEW, REVIEW.replace("2019Q3", "2019Q2"))
    places = changed(folder, *[put(one, "满意度测评", {"单位": "环保化学支部"}, **empty) for one in files])
    return [("W388", REVIEW, "满意度测评", ""), *[("E366", *place) for place in places]]


def people_of_then(folder: Path) -> list[Told]:
    """Six of a branch stand in the directory of the quarter before alone."""
    of_all = {"所属支部": "机关一支部", "支委": "否", "政治面貌": "群众", "岗位": "职员", "倒班": "否"}
    numbers = [f"0790{number}" for number in range(1, 7)]
    changed(folder, *[added(NAMES_BEFORE, "人员", 工号=one, 姓名=f"旧{one}", **of_all) for one in numbers])
    return [("W386", NAMES, "人员", "")]


def a_team_of_then(folder: Path) -> list[Told]:
    of_team = {"所属支部": "机关一支部", "部门": "综合部", "专业": "后勤", "班组长": "07001"}
    changed(folder, added(NAMES_BEFORE, "班组", 班组="食堂班", **of_team))
    return [("W387", NAMES, "班组", "")]


def passed_on_in_numbers(folder: Path) -> list[Told]:
    """Four wishes that were realised are said to have been passed on at once."""
    changed(
        folder,
        *[
            put(
                FUEL,
                "微心愿",
                {"编号": f"WX-RL-2019Q3-{number:02}"},
                状态="转办",
                转办去向="综合办公室",
                接收日期=day("2019-07-31"),
                实现日期=None,
            )
            for number in (2, 3, 7, 8)
        ],
    )
    return [("W362", FUEL, "微心愿", "")]


_FAULTS = (
    Fault("E350", "two conclusions on one day", contradicted),
    fault(
        "W341",
        "a conclusion about what a workbook may have that is not there",
        added(REVIEW, "认定", 编号="WX-JX-999", 表="微心愿", 事项="撤回"),
    ),
    fault(
        "E352",
        "a pledge for somebody else's wish",
        put(OVERHAUL, "双承诺", {"承诺编号": "JX-G-013"}, 关联心愿或诉求编号="WX-JX-2019Q3-07"),
    ),
    fault(
        "E352",
        "a pledge for somebody else's request",
        put(CHEMISTRY, "双承诺", {"承诺编号": "HH-G-013"}, 关联心愿或诉求编号="SQ-HH-2019Q3-03"),
    ),
    fault(
        "E353",
        "two pledges for one wish",
        put(RUNNING, "双承诺", {"承诺编号": "YA-F-004"}, 关联心愿或诉求编号="WX-YA-2019Q3-01"),
        put(RUNNING, "双承诺", {"承诺编号": "YA-G-004"}, 关联心愿或诉求编号="WX-YA-2019Q3-01"),
    ),
    fault(
        "W360",
        "a wish raised later",
        put(CONTROL, "微心愿", {"编号": "WX-RK-2019Q2-13"}, 提出日期=day("2019-06-25")),
    ),
    fault(
        "W360",
        "a request raised later",
        put(CONTROL, "群众诉求", {"编号": "SQ-RK-2019Q2-13"}, 提出日期=day("2019-06-25")),
    ),
    fault(
        "W360",
        "promised later",
        put(CONTROL, "微心愿", {"编号": "WX-RK-2019Q2-03"}, 承诺完成日期=day("2019-05-30")),
    ),
    fault(
        "W360", "pledged later", put(CONTROL, "双承诺", {"承诺编号": "RK-G-001"}, 完成时限=day("2019-12-12"))
    ),
    Fault("W361", "a branch without its last workbook", nothing_to_fill_up_from),
    Fault("W342", "an item of the year whose earlier quarters are not there", an_item_of_the_year),
    Fault("W362", "too much is passed on", passed_on_in_numbers),
    Fault("W388", "a branch that nobody was asked about", nobody_asked_about),
    fault(
        "W389", "a post that the branch does not have", put(REVIEW, "示范岗考评", 2, 示范岗="零米安全先锋岗")
    ),
    Fault("W386", "people who are gone from the directory", people_of_then),
    Fault("W387", "a team that is gone from the directory", a_team_of_then),
    fault(
        "W363",
        "a pledge of a member of another branch",
        put(CONTROL, "双承诺", {"承诺编号": "RK-F-009"}, 党员="01001"),
    ),
    fault(
        "W364",
        "a wish taken back without a word of the office",
        put(sent_by("发电运行二支部"), "微心愿", {"编号": "WX-YB-2019Q3-08"}, 状态="撤回", 实现日期=None),
        also=[("W362", sent_by("发电运行二支部"), "微心愿", "")],
    ),
    fault(
        "W364",
        "a request taken back",
        put(RUNNING, "群众诉求", {"编号": "SQ-YA-2019Q3-07"}, 状态="撤回", 办结日期=None),
    ),
    fault(
        "W364",
        "outer reasons that nobody has looked at",
        put(
            CONTROL,
            "双承诺",
            {"承诺编号": "RK-F-003"},
            未兑现原因="客观原因",
            状态="终止",
            完成日期=None,
            评诺日期=None,
            评诺结果=None,
        ),
    ),
    fault(
        "W503",
        "a meeting of the branches where the committee has to meet",
        added(REVIEW, "审定", 事项="党建例会审核", 日期=day("2019-10-17")),
    ),
    fault(
        "W338",
        "the office's own branch has signed, and nobody is named to review it",
        added(REVIEW, "审定", 事项="支部核对", 支部="机关一支部", 日期=day("2019-10-12")),
        at=("W338", REVIEW, "审定", "G12"),
    ),
    fault(
        "W504",
        "a bulletin over which nobody has met",
        added(REVIEW, "审定", 事项="正式通报", 日期=day("2019-10-28")),
    ),
    fault(
        "W365",
        "passed on to nobody who took it",
        put(
            OVERHAUL,
            "微心愿",
            {"编号": "WX-JX-2019Q3-03"},
            接收日期=None,
            状态="转办",
            转办去向="综合办公室",
            实现日期=None,
        ),
    ),
)


def _lay(folder: Path) -> None:
    copied(folder, ("2019", "2019Q2", "2019Q3"))


LEDGERS = Scene("ledgers", _lay, _FAULTS)
