"""The stage of a report, from the 审定 and 异议 sheets, never from a switch (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.evidence.tables import Tables


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the result has got: 试算稿, 过程评价, 初评稿, 公示稿 or 正式通报, and a sentence that says why."""

    name: str
    sentence: str
    signed: tuple[str, ...] = ()  # branches that have checked their data
    meeting: str = ""  # 党委会 date and minutes number
    notice: str = ""  # from – until


DRAFT, PROCESS, FIRST_DRAFT, NOTICE, OFFICIAL = "试算稿", "过程评价", "初评稿", "公示稿", "正式通报"
UNANNOUNCED = "党委会议以后，在“党委考评”的“审定”表登记公示的起止日期，再运行 make report。"
NEXT_STEP = {  # what the office does after a report of that stage
    DRAFT: "试算稿只供内部测算；照检查结果改好以后再运行 make report。",
    PROCESS: "用浏览器打开，看当月哪些该办的没有办；季度结束后按季评星。",
    FIRST_DRAFT: "用浏览器打开报告核对；运行 make mail 请各支部核对，核对日期和党委会议登记在“党委考评”的“审定”表。",
    NOTICE: "运行 make mail 写公示结果的邮件；公示期满、异议都有答复后，在“审定”表登记正式通报。",
    OFFICIAL: "运行 make mail 写正式结果的邮件；绩效联动移交表交人力资源部。",
}


def next_step(stage: Stage) -> str:
    """What the office does next."""
    return UNANNOUNCED if stage.name == NOTICE and not stage.notice else NEXT_STEP[stage.name]


def _day(value: object) -> str:
    day = pd.Timestamp(value)  # type: ignore[arg-type]
    return f"{day.year}年{day.month}月{day.day}日"


def stage_of(tables: Tables, draft: bool) -> Stage:
    """How far the period has got; a month stays a process evaluation.

    A quarter: nothing or 支部核对, 党委会议, 正式通报 after the last day of 公示 with every objection answered."""
    steps, objections = (
        tables.frames["decision"].sort_values("date", kind="stable"),
        tables.frames["objection"],
    )
    signed = tuple(sorted(set(steps[steps["step"].eq("支部核对")]["unit"].dropna())))
    if draft:
        return Stage(DRAFT, "数据有错误或缺报，仅供试算，不得公布", signed)
    if tables.period.months == 1:  # what is decided and published is the quarter's (rules 1.5 and 6)
        return Stage(PROCESS, "月度只计分、不评星，供支部和办公室对照改进，不审定、不公示", signed)
    met = steps[steps["step"].eq("党委会议") & steps["number"].notna()]
    if met.empty:
        total = tables.frames["branch"]["branch"].nunique()
        return Stage(FIRST_DRAFT, f"尚未经党委会议审定；{total} 个支部中已有 {len(signed)} 个核对", signed)
    meeting = f"{_day(met['date'].iloc[-1])}党委会议（{met['number'].iloc[-1]}）"
    notices = steps[steps["step"].eq("公示")]
    notice = "" if notices.empty else f"{_day(notices['date'].iloc[-1])}至{_day(notices['until'].iloc[-1])}"
    open_matters = int(objections["answered"].isna().sum())
    published = steps[steps["step"].eq("正式通报")]["date"]
    if notice and (published > notices["until"].iloc[-1]).any() and not open_matters:
        return Stage(OFFICIAL, f"经{meeting}审定，公示（{notice}）期满", signed, meeting, notice)
    waiting = f"，还有 {open_matters} 件异议没有答复" if open_matters else ""
    return Stage(NOTICE, f"经{meeting}审定，公示{notice or '尚未开始'}{waiting}", signed, meeting, notice)
