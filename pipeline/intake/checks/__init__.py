"""The checks between sheets and workbooks, and the one list of them.

A check takes the period's selection and tables (`Checked`) and yields a finding at every cell, or workbook, that is at fault.
It changes nothing, knows of no other check, and leaves to the sheet's own rules what a single row can see by itself. It runs
as soon as there is a workbook of every kind that it `needs`; an earlier one does where `by_earlier` says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.core.finding import Finding, Severity
from pipeline.evidence.tables import Tables
from pipeline.excel.write.problems import SETTLED, Unsettled
from pipeline.intake.checks import (
    contradictions,
    figures,
    ledgers,
    references,
    required,
    results,
    review,
    surveys,
)
from pipeline.intake.checks.basis import (
    BEFORE,
    BRANCHES_BEFORE,
    DEPARTMENTS_BEFORE,
    DIRECTORY_BEFORE,
    RESULTS_BEFORE,
    REVIEW_BEFORE,
    ROLES,
    Basis,
)
from pipeline.intake.checks.life import absences, duties, early_duties, excused
from pipeline.intake.checks.people import grades, guests, outcomes, pairs, pledges
from pipeline.intake.checks.references import Checked
from pipeline.intake.select import Selection
from pipeline.intake.sent import earlier
from pipeline.intake.sent.changes import vanished
from pipeline.intake.sent.days import done_later, far_days, made_up_early, times_beyond
from pipeline.intake.sent.owner import renamed
from schemas.base import column_of, columns, title
from schemas.base import key as key_of
from schemas.books import BOOKS, CHECK, DIRECTORY, REVIEW, RULEBOOK, SHEETS, SUBMISSION, TARGET

_D, _T, _R, _V, _S, _C = (book.key for book in (DIRECTORY, TARGET, RULEBOOK, REVIEW, SUBMISSION, CHECK))
_WITH_UNITS = (_S, _C, _V, _D, _T)


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of check: what it is called, the kinds of workbook in whose cells it looks, those it needs beside them.

    `by_earlier`: an earlier directory, targets or rulebook serves till the period's own comes. `anyway`: what it finds in
    part of the workbooks holds too. `of_cells`: it looks at single cells, so it holds for refused rows as well."""

    name: str
    run: Callable[[Checked], Iterator[Finding]]
    of: tuple[str, ...]
    needs: tuple[str, ...] = ()
    by_earlier: bool = True
    anyway: bool = False
    of_cells: bool = False


def _reference(reference: str) -> Check:
    """The check that what stands in the columns that refer to a list stands in that list."""
    key, column = reference.split(".")
    users = [
        book.key
        for book in BOOKS
        if any(c.refers_to == reference for sheet in book.sheets for c in columns(sheet))
    ]
    return Check(
        _named(title(SHEETS[key]), column_of(SHEETS[key], column).title),
        lambda at: references.refer_to(at, reference),
        tuple(users),
        (_home(key),),
        of_cells=True,
    )


def _named(sheet: str, heading: str) -> str:
    """指标编码, 人员工号, 班组."""
    return heading if heading.startswith(sheet) else f"{sheet}{heading}"


def _home(key: str) -> str:
    return next(book.key for book in BOOKS if key in map(key_of, book.sheets))


def _far_from_before(at: Checked) -> Iterator[Finding]:
    return figures.far_from_before(at, at.chosen.submissions.values())


def _far_from_before_by_others(at: Checked) -> Iterator[Finding]:
    return figures.far_from_before(at, at.chosen.checks.values())


_REFERENCES = tuple(
    dict.fromkeys(c.refers_to for sheet in SHEETS.values() for c in columns(sheet) if c.refers_to)
)
CHECKS: tuple[Check, ...] = (
    *map(_reference, _REFERENCES),
    Check("单位名称", references.units, _WITH_UNITS, (_D,), of_cells=True),
    Check("截至日期以后的日期", done_later, (_S, _C), (_R,)),
    Check("年份", far_days, tuple(book.key for book in BOOKS)),
    Check("本支部人员", references.own_people, (_S,), (_D,), of_cells=True),
    Check("本支部班组", references.own_teams, (_S,), (_D,), of_cells=True),
    Check("缺席和请假", absences, (_S,), (_D,), of_cells=True),
    Check("编号不重复", references.numbers, (_S,), (_S,), anyway=True, of_cells=True),
    Check("清单归属", duties, (_S,), (_D, _R), of_cells=True),
    Check("清单次数", contradictions.counts_twice, (_S,)),
    Check("清单补办次数", made_up_early, (_S,), (_R,)),
    Check("清单次数", times_beyond, (_S,), (_R,)),
    Check("清单完成期限", early_duties, (_S,), (_R,)),
    Check("支部书记", review.branch_secretaries, (_V,), (_D,)),
    Check("关联的心愿和诉求", earlier.linked, (_S,), (_S,)),
    Check("认定结论", ledgers.conclusions, (_V,), (_S,)),
    Check("认领和关联", ledgers.claims, (_S,), (_S, _D)),
    Check("改晚的日期", ledgers.later_days, (_S,), (BRANCHES_BEFORE,), anyway=True),
    Check("上一期没有办完的事项", lambda at: vanished(at.chosen), (_S,), (BRANCHES_BEFORE,), anyway=True),
    Check("待认定事项", ledgers.answers, (_S,), (_V,)),
    Check("转办和撤回占比", ledgers.passed_on, (_S,), (_R, _V)),
    Check("到期件数补足", earlier.filled_up, (_S,), (_R, _S)),
    Check("全年事项", earlier.yearly_items, (_S,), (_D, _R), by_earlier=False),
    Check("调动人员的承诺", ledgers.transferred, (_S,), (_D,), of_cells=True),
    Check("本季无", required.ticks, (_S, _C, _V)),
    Check("电厂名称", references.covers, tuple(book.key for book in BOOKS), (_R,)),
    Check("曾用名", references.former_names, (_S, _C, _V, _T), (_D,)),
    Check("补学、助力和成果", references.exceptional, (_S,), (_D,)),
    Check("预填的内容", figures.printed, (_S, _C), (_D, _T, _R), by_earlier=False),
    Check("完成值的大小", figures.far_results, (_S, _C)),
    Check("完成值与上一期相比", _far_from_before, (_S,), (RESULTS_BEFORE,), anyway=True),
    Check("完成值与上一期相比", _far_from_before_by_others, (_C,), (DEPARTMENTS_BEFORE,), anyway=True),
    Check("没有显示的小数", figures.hidden_decimals, (_S, _C), (_T,), by_earlier=False),
    Check("没有显示的小数和界限", figures.hidden_at_limits, (_S, _C, _V), (_R,)),
    Check("界限没有显示的小数", figures.hidden_limits, (_T, _R)),
    Check("目标完成值", required.goals, (_S, _C), (_D, _T), by_earlier=False),
    Check("目标设置", required.easy_goals, (_T,), (_T,), by_earlier=False),
    Check("班组考评齐全", required.checks, (_C,), (_D, _R, _C), by_earlier=False, anyway=True),
    Check("扣分的考评部门", results.examiners, (_C,), (_R,)),
    Check("考评打分和部门报数", results.by_hand, (_V, _C), (_D, _R, _V, _C), by_earlier=False, anyway=True),
    Check("打分、扣分和报数的指标", results.figures_by_hand, (_V, _C), (_D, _R)),
    Check("考评部门", results.goal_examiners, (_T,), (_D, _R)),
    Check("考评部门的名称", results.misspelt_departments, (_T, _R), (_D, _T, _R)),
    Check("公示天数", review.announcements, (_V,), (_R,)),
    Check("审定步骤", review.undecided, (_V,), (_R,)),
    Check("回避的复核部门", review.unreviewed, (_V,), (_D,)),
    Check("工作日历", review.unknown_holidays, (_R,), (_R,)),
    Check("核定分", review.inspections, (_V,), (_R,)),
    Check("否决适用范围", review.events, (_V,), (_R,)),
    Check("满意度测评票数", surveys.surveys, (_V,), (_R,)),
    Check("没有满意度测评的单位", surveys.unsurveyed, (_V,), (_D, _R, REVIEW_BEFORE), by_earlier=False),
    Check("示范岗考评的名称", contradictions.reviewed_posts, (_V,), (_S,)),
    Check("测评明细票数", surveys.ballots, (_V,), (_R,)),
    Check("已公布星级", contradictions.published_stars, (_V,), (_R,)),
    Check("申报单位", review.applicants, (_V,), (_R,)),
    Check("没有的表", contradictions.left_out_sheets, (_S, _C, _V), (_R,), by_earlier=False),
    Check("同日测评", contradictions.surveys_of_a_day, (_V,)),
    Check("暂缓解除文号", contradictions.liftings, (_V,)),
    Check("以前各期的星级", contradictions.stars_to_come, (_V,)),
    Check("工号位数", contradictions.staff_numbers, (_D,), (_D,), by_earlier=False),
    Check(
        "上一期名册的单位和人员",
        contradictions.gone_from_directory,
        (_D,),
        (_D, DIRECTORY_BEFORE),
        by_earlier=False,
        anyway=True,
    ),
    Check(
        "结对班组", contradictions.paired_teams, (_D,), (_D, DIRECTORY_BEFORE), by_earlier=False, anyway=True
    ),
    Check("心愿诉求征集", required.silences, (_S,)),
    Check("联合成果", results.achievements, (_S,), (_D,)),
    Check("成果加分分值", results.bonuses, (_V,), (_R, _S)),
    Check("结对班组个数", results.paired_teams, (_D,)),
    Check("核定分适用", results.not_applying, (_V,), (_D, _R, _T), by_earlier=False),
    Check("双承诺五步", pledges, (_S,)),
    Check("民主评议等次", grades, (_S,), (_D, _R)),
    Check("列席人数", guests, (_S,), (_D,)),
    Check("结对人员", pairs, (_S,), (_D,)),
    Check("结对成效", outcomes, (_S,)),
    Check("请假和补学占比", excused, (_S,), (_D, _R)),
)


def check_all(at: Checked, basis: Basis) -> list[Finding]:
    """The findings of every check that can run, sorted; none in a column that is missing, which is said once."""
    return sorted(
        one
        for check in CHECKS
        if runs(check, basis)
        for one in basis.toned(check.run(at), check.needs)
        if one.place.letter or not one.place.row
    )


def runs(check: Check, basis: Basis) -> bool:
    """True where there is enough to check against."""
    return all(
        basis.answers(role, check.by_earlier) or (check.anyway and role not in ROLES) for role in check.needs
    )


NONE_BEFORE = "以前没有评过星的，与上一期相比的不用补"


@dataclass(frozen=True, slots=True)
class Checkup:
    """How many kinds of check of a kind of workbook are settled, those that are not, and for whose workbooks they wait;
    `first`: some wait for a period before, and nothing of any is there."""

    kind: str
    settled: int
    waiting: tuple[str, ...]
    awaited: tuple[str, ...]
    first: bool

    @property
    def waits(self) -> str:
        """How many kinds wait for what, in words."""
        return f"另有 {len(self.waiting)} 类待{'、'.join(self.awaited)}报齐后再查"

    @property
    def unsettled(self) -> Unsettled:
        """What may be said of a workbook of the kind in which nothing was found, and what still waits."""
        if not self.waiting:
            return SETTLED
        rest = f"{self.waits}（{NONE_BEFORE}）" if self.first else self.waits
        return Unsettled(f"已查 {self.settled} 类，未发现问题；{rest}", rest)


def coverage(basis: Basis) -> dict[str, Checkup]:
    """Kind of workbook -> how far it has been checked."""
    states = {}
    for book in BOOKS:
        mine = [check for check in CHECKS if book.key in check.of]
        waiting = [check for check in mine if not all(map(basis.settles, check.needs))]
        awaited = [
            basis.awaited[role] for check in waiting for role in check.needs if not basis.settles(role)
        ]
        states[book.key] = Checkup(
            book.title,
            len(mine) - len(waiting),
            tuple(check.name for check in waiting),
            tuple(dict.fromkeys(awaited)),
            basis.first and any(BEFORE & basis.awaited.keys() & {*check.needs} for check in waiting),
        )
    return states


_NEEDED = {"duty": ["item", "unit"]} | {
    key: ["unit"] for key in ("target", "inspection", "survey", "ballot", "event", "published_star")
}


def check_refused(at: Checked, basis: Basis, known: list[Finding]) -> list[Finding]:
    """What is wrong with the other cells of the rows that `known` errors have refused."""
    chosen, tables = at.chosen, at.tables
    files = chosen.files - chosen.files_of(
        w for unit, w in chosen.submissions.items() if unit in tables.missing
    )
    refused = {key: _refused(chosen, key, files) for key in SHEETS}
    if all(rows.empty for rows in refused.values()):
        return []
    every = Checked(chosen, replace(tables, frames=_together(tables, refused)))
    rows = {index for rows in refused.values() for index in rows.index}
    reported = {(f.place.file, f.place.sheet, f.place.cell) for f in known if f.severity is Severity.ERROR}
    return [
        f
        for check in CHECKS
        if check.of_cells and runs(check, basis)
        for f in basis.toned(check.run(every), check.needs)
        if (f.place.file, f.place.sheet, f.place.row) in rows
        and (f.place.file, f.place.sheet, f.place.cell) not in reported
    ]


def _refused(chosen: Selection, key: str, files: set[str]) -> pd.DataFrame:
    if not chosen.inbox.bad[key]:
        return chosen.inbox.frames[key].iloc[:0]
    rows = chosen.every(key)
    rows = rows[rows.index.isin(files, level="file")]
    rows = rows[rows.index.isin(chosen.inbox.bad[key])].dropna(subset=_NEEDED.get(key, []))
    return renamed(SHEETS[key], rows, chosen.names)


def _together(tables: Tables, refused: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {
        key: rows if refused[key].empty else pd.concat([rows, refused[key]])
        for key, rows in tables.frames.items()
    }
