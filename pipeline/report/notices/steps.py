"""Where a quarter stands: its steps, each with its state, and what is to be done today by whom. Pure; 首页 and desk show it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

import pandas as pd

from pipeline.core import chinese
from pipeline.core.archive import ACCOUNT, FOLDER
from pipeline.core.finding import Severity
from pipeline.core.period import Period
from pipeline.core.records import records
from pipeline.evidence.overdue import OFFICE
from pipeline.evidence.tables import Tables
from pipeline.intake.account import FAULTY, MISSING, NOT_COUNTED, Received
from pipeline.intake.covers import due_day
from pipeline.intake.examine import Examined, tables_so_far
from pipeline.intake.select import select
from pipeline.report.stage import DRAFT, FIRST_DRAFT, Stage, is_decided, next_step, stage_of

MOST_TODAY = 5
GATHERING = "收表"  # what stands for the stage while nothing can be rated yet
_ARCHIVE = f"{FOLDER}/{ACCOUNT}"
_CHECK_PAGE, _YEAR_PAGE = "check/index.html", "annual/index.html"
YEAR_STAGE = "年度测算"  # a year goes its own way: its page says how far it has got


class StepState(StrEnum):
    """How far a step has got."""

    DONE = "已办"
    NEXT = "下一步"
    OPEN = "未到"


@dataclass(frozen=True, slots=True)
class PeriodStep:
    """A step of the quarter; `target`: the one of make that does it, "" where people do it; `waiting`: letters are written
    and have not gone."""

    name: str
    target: str
    state: StepState
    note: str
    waiting: bool = False

    def command(self, period: Period) -> str:
        """What is typed for it: make report PERIOD=2019Q3."""
        target = "send" if self.waiting else self.target
        return f"make {target} PERIOD={period.name}" if target else ""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to be done by somebody; `kind` is what it is gathered under where there is much of it; `file` what it is done
    with, under the period's folder."""

    kind: str
    unit: str
    what: str
    who: str = ""
    telephone: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What lies in the folder of a period: its files by path; whether the report is made of the workbooks as they are now; how
    many letters of its stage are written and how many of them have gone."""

    files: Collection[str] = ()
    current: bool = False
    letters: int = 0
    sent: int = 0

    def count(self, folder: str, ending: str) -> int:
        """How many files of that kind lie in a folder."""
        return sum(name.startswith(f"{folder}/") and name.endswith(ending) for name in self.files)


def stage_so_far(examined: Examined) -> Stage | None:
    """The stage that the period has reached by the workbooks that have come; None where they do not suffice."""
    tables = tables_so_far(examined)
    return None if tables is None else stage_of(tables, not examined.clean)


def steps(examined: Examined, written: Written) -> tuple[PeriodStep, ...]:
    """The seven steps of a quarter, the four of a month; none of a year, which goes its own way. The first that is not done is
    the next."""
    months = examined.chosen.period.months
    count = {3: 7, 1: 4}.get(months, 0)
    stage = stage_so_far(examined)
    rows = [
        _blanks(examined, written),
        _gathered(examined),
        _checked(examined, written),
        _rated(examined, written, stage, "计分" if months == 1 else "评星"),
        ("审定", "", stage is not None and is_decided(stage), stage.sentence if stage else ""),
        _sent(written, stage),
        ("归档", "close", _ARCHIVE in written.files, _corrected(examined, written)),
    ][:count]
    first = next((number for number, row in enumerate(rows) if not row[2]), count)
    return tuple(
        PeriodStep(
            name,
            target,
            StepState.DONE if done else StepState.NEXT if number == first else StepState.OPEN,
            note,
            waiting=target == "mail" and written.letters > written.sent,
        )
        for number, (name, target, done, note) in enumerate(rows)
    )


_Row = tuple[str, str, bool, str]  # name, target of make, done, note


def _blanks(examined: Examined, written: Written) -> _Row:
    blanks, sent = written.count("blanks", ".xlsx"), bool(examined.chosen.submissions)
    note = f"空白工作簿 {blanks} 份" if blanks else "各单位已在报送" if sent else ""
    return "发模板", "templates", blanks > 0 or sent, note


def _wanted(examined: Examined) -> list[Received]:
    return [row for row in examined.intake.received if row.state not in NOT_COUNTED]


def _gathered(examined: Examined) -> _Row:
    wanted = _wanted(examined)
    came = sum(row.state != MISSING for row in wanted)
    return GATHERING, "", came == len(wanted) > 0, f"已收 {came} / 应收 {len(wanted)}"


def _checked(examined: Examined, written: Written) -> _Row:
    severities = [finding.severity for finding in examined.intake.findings]
    errors, warnings = (severities.count(level) for level in (Severity.ERROR, Severity.WARNING))
    note = f"错误 {errors} 处，提醒 {warnings} 处" if _CHECK_PAGE in written.files else ""
    return "检查", "check", examined.clean and _CHECK_PAGE in written.files, note


def _rated(examined: Examined, written: Written, stage: Stage | None, name: str) -> _Row:
    reported = "report/index.html" in written.files
    draft = stage is None or stage.name == DRAFT
    note = ""
    if reported:
        note = "报告后材料有变动" if not written.current else stage.name if stage else DRAFT
    return name, "report", reported and written.current and not draft, note


def _corrected(examined: Examined, written: Written) -> str:
    """第1次更正，还没有再归档; "" where nothing is corrected."""
    if examined.correction is None:
        return ""
    open_still = "" if _ARCHIVE in written.files else "，还没有再归档"
    return f"第{examined.correction.record.number}次更正{open_still}"


def _sent(written: Written, stage: Stage | None) -> _Row:
    note = f"已写 {written.letters} 封，已发 {written.sent} 封" if written.letters else ""
    decided = stage is not None and is_decided(stage)
    return "发邮件", "mail", decided and 0 < written.letters == written.sent, note


def todos(examined: Examined, written: Written) -> list[Todo]:
    """Everything that somebody has to do now, the most urgent first; the office's own next step is the last."""
    if examined.chosen.period.months == 12:
        return list(_of_year(examined, written))
    tables, stage = tables_so_far(examined), stage_so_far(examined)
    matters = [*_lacking(examined), *_faulty(examined, written), *_missing(examined)]
    others = len(examined.stops) - sum(row.errors or row.state == MISSING for row in _wanted(examined))
    if not matters and others > 0:
        matters.append(
            Todo("其他错误", OFFICE, f"检查还有 {len(examined.stops)} 个错误，逐条处理", file=_CHECK_PAGE)
        )
    if tables is not None and stage is not None and examined.chosen.review is not None:
        matters += [*_unsigned(tables, stage), *_objections(tables), *_mending(tables)]
    matters += _own(examined, written, stage, bool(matters))
    return [_with_file(_reachable(examined, one), written) for one in matters]


def _of_year(examined: Examined, written: Written) -> Iterator[Todo]:
    """Of a year: the quarters of which nothing has come, and, where all have, its stars to be decided."""
    quarters = [Period(examined.chosen.period.year, month, 3) for month in (1, 4, 7, 10)]
    lacking = [one for one in quarters if not select(examined.inbox, one).submissions]
    for one in lacking:
        yield Todo("缺季", OFFICE, f"{one.title}还没有材料，年度定星只能试算")
    if not lacking and _YEAR_PAGE in written.files:
        yield Todo("办公室", OFFICE, "核对年度定星和推优参考名单，提请党委会议审定", file=_YEAR_PAGE)


def _lacking(examined: Examined) -> Iterator[Todo]:
    for row in _wanted(examined):
        if row.state == MISSING and row.unit == OFFICE:
            yield Todo("办公室材料", OFFICE, row.note or f"把“{row.kind}”放入 input")


def _faulty(examined: Examined, written: Written) -> Iterator[Todo]:
    for row in _wanted(examined):
        if row.state == FAULTY:
            copy = f"check/returned/{examined.inbox.copy_name(row.file)}"
            what = f"“{row.kind}”有 {row.errors} 个错误，按返还表改正"
            yield Todo("有错误", row.unit, what, file=copy if copy in written.files else _CHECK_PAGE)


def _missing(examined: Examined) -> Iterator[Todo]:
    due = due_day(examined.basis.chosen, examined.chosen.period)
    until = f"（{due.month}月{due.day}日截止）" if due else ""
    for row in _wanted(examined):
        if row.state == MISSING and row.unit != OFFICE:
            yield Todo("缺报", row.unit, row.note or f"“{row.kind}”还没有报送{until}")


def _unsigned(tables: Tables, stage: Stage) -> Iterator[Todo]:
    if stage.name == FIRST_DRAFT:
        for branch in sorted(
            set(tables.frames["branch"]["branch"]) - set(stage.signed), key=chinese.name_order
        ):
            yield Todo("待核对", branch, "核对本支部的数据，书记签字")


def _objections(tables: Tables) -> Iterator[Todo]:
    rows = tables.frames["objection"]
    for row in records(rows[rows["answered"].isna()]):
        handler = tables.directory.name_of(str(row["handler"]))
        yield Todo(
            "异议", str(row["unit"]), f"答复{_day(row['received'])}收到的异议：{row['matter']}", handler
        )


def _mending(tables: Tables) -> Iterator[Todo]:
    rows = tables.frames["inspection"]
    open_rows = rows[rows["due"].notna() & rows["fixed"].isna()].sort_values("due", kind="stable")
    for row in records(open_rows):
        problem: str = "" if pd.isna(row["problem"]) else f"：{row['problem']}"
        yield Todo("整改", str(row["unit"]), f"{_day(row['due'])}以前整改完成{problem}")


def _day(value: object) -> str:
    day = pd.Timestamp(value)  # type: ignore[arg-type]
    return f"{day.month}月{day.day}日"


def _own(examined: Examined, written: Written, stage: Stage | None, waiting: bool) -> Iterator[Todo]:
    """The office's next step: nothing while workbooks are awaited, else to rate, to send, or what the stage asks."""
    period = examined.chosen.period
    following = next((step for step in steps(examined, written) if step.state is StepState.NEXT), None)
    if following is None or (following.name == GATHERING and waiting):
        return
    what = f"{following.name}：运行 {following.command(period)}" if following.target else ""
    if stage is not None and following.name == "审定":
        what = next_step(stage).rstrip("。")
    if what:
        yield Todo("办公室", OFFICE, what)


def _reachable(examined: Examined, todo: Todo) -> Todo:
    """The matter with whom to call: the secretary of the branch, the leader of the team at the telephone of its branch."""
    if todo.who:
        return todo
    chosen = examined.basis.chosen
    directory = examined.inbox.directory(chosen.directory)
    head = next((one for (_, unit), one in directory.leaders.items() if unit == todo.unit), None)
    branch = directory.teams.get(todo.unit, todo.unit)
    home = f"（{branch}）" if branch != todo.unit else ""
    rows = chosen.rows("branch")
    telephones = rows[rows["branch"].eq(branch).fillna(False)]["telephone"].dropna()
    who = f"{head.titled}{home}" if head else ""
    return replace(todo, who=who, telephone="" if telephones.empty else str(telephones.iloc[0]))


def _with_file(todo: Todo, written: Written) -> Todo:
    """The matter with the file that it is done with, only where that lies there."""
    return todo if todo.file in written.files else replace(todo, file="")


def today(matters: Sequence[Todo], most: int = MOST_TODAY) -> list[Todo]:
    """今天要办: at most so many lines; where there is more, one line stands for all of a kind, the largest kind first."""
    lines = [list(group) for _, group in groupby(matters, key=lambda one: one.kind)]
    while sum(map(len, lines)) > most and any(len(group) > 1 for group in lines):
        largest = max(lines, key=len)
        lines[lines.index(largest)] = [_together(largest)]
    return [one for group in lines for one in group][:most]


def _together(group: Sequence[Todo]) -> Todo:
    """One line for all of a kind."""
    units = list(dict.fromkeys(one.unit for one in group))
    same = {one.what for one in group}
    what = group[0].what if len(same) == 1 else _GATHERED.get(group[0].kind, group[0].kind)
    people = list(dict.fromkeys(f"{one.who} {one.telephone}".strip() for one in group))
    who = "、".join(filter(None, people)) if len(people) <= _MOST_PEOPLE else ""
    return Todo(group[0].kind, chinese.listed(units, 4), f"{what}，共 {len(group)} 件", who)


_MOST_PEOPLE = 3  # that one line names
_GATHERED = {
    "有错误": "工作簿有错误，按返还表改正",
    "缺报": "材料还没有报送",
    "异议": "答复异议",
    "整改": "按期整改",
}
