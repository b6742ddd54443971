"""The stage of a report, from the 审定 and 异议 sheets, never from a switch (rules 6 and 10.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from pipeline.core.correction import RECORD, Correction
from pipeline.evidence.tables import Tables
from schemas.words import ANNOUNCED, CHECKED, DECIDED, ISSUED, REVIEWED


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the result has got: 试算稿, 过程评价, 初评稿, 季度通报, 公示稿 or 正式通报, and a sentence that says why."""

    name: str
    sentence: str
    signed: tuple[str, ...] = ()  # branches that have checked their data
    meeting: str = ""  # 党委会 date and minutes number, or the day of the branches' 党建例会
    notice: str = ""  # from – until
    light: bool = False  # a quarter that 党建例会 settles, without 党委会议 and 公示

    @property
    def approved(self) -> str:
        """经2019年10月17日党委会议（示例党纪〔2019〕17号）审定."""
        return f"经{self.meeting}{'审核' if self.light else '审定'}"


DRAFT, PROCESS, FIRST_DRAFT, NOTICE, OFFICIAL = "试算稿", "过程评价", "初评稿", "公示稿", "正式通报"
QUARTER = "季度通报"  # where a quarter settled 简易 ends
UNDECIDED_STAGES = (DRAFT, FIRST_DRAFT)  # of a quarter, before 审定
DECIDED_STAGES = (OFFICIAL, QUARTER)  # nothing of the period is open any more
UNDECIDED = {False: "尚未经党委会议审定", True: "尚未经党建例会审核"}  # by whether the course is light
UNANNOUNCED = "党委会议以后，在“党委考评”的“审定”表登记公示的起止日期，再运行 make report。"
UNREVIEWED = (
    "用浏览器打开报告核对；运行 make mail 请各支部核对，核对日期和党建例会审核登记在“党委考评”的“审定”表。"
)
NEXT_STEP = {  # what the office does after a report of that stage
    DRAFT: "试算稿只供内部测算；照检查结果改好以后再运行 make report。",
    PROCESS: "用浏览器打开，看当月哪些该办的没有办；季度结束后按季评星。",
    FIRST_DRAFT: "用浏览器打开报告核对；运行 make mail 请各支部核对，核对日期和党委会议登记在“党委考评”的“审定”表。",
    QUARTER: "运行 make mail 写季度结果的邮件；“公文”里的季度通报发各党支部。",
    NOTICE: "运行 make mail 写公示结果的邮件；公示期满、异议都有答复后，在“审定”表登记正式通报。",
    OFFICIAL: "运行 make mail 写正式结果的邮件；绩效联动移交表写明能否作为兑现依据，交人力资源部。",
}


def is_decided(stage: Stage) -> bool:
    """True where nothing of the period is open any more: 正式通报, and 季度通报 of a quarter that 党建例会 settles."""
    return stage.name in DECIDED_STAGES


def next_step(stage: Stage) -> str:
    """What the office does next."""
    if stage.name == NOTICE and not stage.notice:
        return UNANNOUNCED
    return UNREVIEWED if stage.name == FIRST_DRAFT and stage.light else NEXT_STEP[stage.name]


def _day(value: object) -> str:
    day = pd.Timestamp(value)  # type: ignore[arg-type]
    return f"{day.year}年{day.month}月{day.day}日"


def stage_of(tables: Tables, draft: bool) -> Stage:
    """How far the period has got; a month stays a process evaluation.

    简易, a quarter: 党建例会审核 settles it, unless the Party committee has met over it. 完整: nothing or 支部核对,
    党委会议, 正式通报 after the last day of 公示 with every objection answered."""
    steps = tables.steps.sort_values("date", kind="stable")
    objections = tables.frames["objection"]
    signed = tuple(sorted(set(steps[steps["step"].eq(CHECKED)]["unit"].dropna())))
    if draft:
        return Stage(DRAFT, "数据有错误或缺报，仅供试算，不得公布", signed)
    if tables.period.months == 1:  # what is decided and published is the quarter's (rules 1.5 and 6)
        return Stage(PROCESS, "月度只计分、不评星，供支部和办公室对照改进，不审定、不公示", signed)
    total = tables.frames["branch"]["branch"].nunique()
    checked = f"{total} 个支部中已有 {len(signed)} 个核对"
    open_matters = int(objections["answered"].isna().sum())
    waiting = f"，还有 {open_matters} 件异议没有答复" if open_matters else ""
    if is_light(tables):
        return replace(_light(steps, checked, waiting), signed=signed, light=True)
    return replace(_whole(steps, checked, waiting), signed=signed)


def decided_anew(steps: pd.DataFrame, correction: Correction) -> pd.DataFrame:
    """The rows of 审定 under a correction that changes stars (rules 10.10): 支部核对, the meeting that decided the correction, and
    what is registered from that day on. A slip of the pen, which changes none, is decided by no meeting."""
    day = pd.Timestamp(correction.day)
    kept = steps[(steps["step"].eq(CHECKED) | steps["date"].ge(day)).fillna(False).astype(bool)]
    if not correction.material:
        return kept
    row = pd.MultiIndex.from_tuples([(RECORD, "", 0)], names=steps.index.names)
    meeting = steps.reindex(row)
    meeting["step"], meeting["date"] = (DECIDED if correction.minutes else REVIEWED), day
    meeting["number"] = correction.minutes or pd.NA
    return pd.concat([kept, meeting.astype(steps.dtypes)])


def is_light(tables: Tables) -> bool:
    """True for a quarter that 党建例会 settles: the rulebook says 简易, and no 党委会议 is recorded."""
    met = tables.steps["step"].eq(DECIDED).fillna(False).any()
    return tables.period.months == 3 and tables.rulebook.quarters_are_light and not met


def _light(steps: pd.DataFrame, checked: str, waiting: str) -> Stage:
    """初评稿 until the branches' 党建例会 has looked at the quarter, then 季度通报."""
    reviewed = steps[steps["step"].eq(REVIEWED)]
    if reviewed.empty:
        return Stage(FIRST_DRAFT, f"{UNDECIDED[True]}；{checked}")
    meeting = f"{_day(reviewed['date'].iloc[-1])}党建例会"
    return Stage(QUARTER, f"经{meeting}审核{waiting}", meeting=meeting)


def _whole(steps: pd.DataFrame, checked: str, waiting: str) -> Stage:
    """初评稿 until the Party committee has met, 公示稿 until the notice is over, then 正式通报."""
    met = steps[steps["step"].eq(DECIDED) & steps["number"].notna()]
    if met.empty:
        return Stage(FIRST_DRAFT, f"{UNDECIDED[False]}；{checked}")
    meeting = f"{_day(met['date'].iloc[-1])}党委会议（{met['number'].iloc[-1]}）"
    notices = steps[steps["step"].eq(ANNOUNCED)]
    notice = "" if notices.empty else f"{_day(notices['date'].iloc[-1])}至{_day(notices['until'].iloc[-1])}"
    issued = steps[steps["step"].eq(ISSUED)]["date"]
    if notice and (issued > notices["until"].iloc[-1]).any() and not waiting:
        return Stage(OFFICIAL, f"经{meeting}审定，公示（{notice}）期满", meeting=meeting, notice=notice)
    sentence = f"经{meeting}审定，公示{notice or '尚未开始'}{waiting}"
    return Stage(NOTICE, sentence, meeting=meeting, notice=notice)
