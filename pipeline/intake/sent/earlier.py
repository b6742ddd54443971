"""What would have to be looked up in an earlier quarter whose workbook is not there: that is said, and nobody is called wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period
from pipeline.core.records import Index
from pipeline.evidence.facts import fact_of
from pipeline.excel.workbook import listed
from pipeline.intake.checks.basis import not_sent
from pipeline.intake.checks.references import Checked, hints
from pipeline.intake.messages import say
from pipeline.rulebook.lines import is_long
from schemas.base import title
from schemas.facts import DutyDue

_QUARTER = 3
_NAMED = 5


def absent_quarters(at: Checked, units: Collection[str]) -> list[Period]:
    """The quarters of the year before the period of which the workbook of one of these branches is not there.

    A branch that the directory of then does not have owed none."""
    start = at.tables.period.whole_quarter().start
    quarters = (Period(start.year, month, _QUARTER) for month in range(1, start.month, _QUARTER))
    return [quarter for quarter in quarters if not_sent(at.chosen, quarter, units)]


def not_looked_up(
    at: Checked,
    place: tuple[str, Index, str],
    value: str,
    table: str,
    quarters: list[Period],
    then: str = "",
    *,
    whose: str = "",
) -> Finding:
    """A number that may stand in the workbook of a quarter that is not there; `place`: sheet, row, column; `whose`: the branch,
    where it is not the one that wrote the number."""
    key, index, column = place
    periods = f"{whose}{_named(quarters)}"
    return at.say("W341", key, index, column, value, table=table, periods=periods, then=then)


def _named(quarters: list[Period]) -> str:
    return "、".join(quarter.title for quarter in quarters)


def linked(at: Checked) -> Iterator[Finding]:
    """Pledges that name a wish or a request that nobody raised this year: they would be paid nowhere.

    Where the branch's wishes or requests cannot be read, or those of an earlier quarter are not there, that is no slip."""
    unread = at.unread("wish", "wish") | at.unread("request", "request")
    known = {
        number
        for key in ("wish", "request")
        for rows in (at.tables.year[key], at.standing(key))
        for number in rows[key].dropna()
    }
    near = hints(at, "", known)
    for index, number in at.cells("pledge", "linked"):
        if number in known or index[0] in unread:
            continue
        one, absent = near(number), absent_quarters(at, [at.tables.unit_of[index[0]]])
        if absent and not one.suggested:
            yield not_looked_up(at, ("pledge", index, "linked"), number, "微心愿”“群众诉求", absent)
        else:
            yield at.say("E319", "pledge", index, "linked", number, **one._asdict())


def yearly_items(at: Checked) -> Iterator[Finding]:
    """Items of half a year or a year that are due now and not recorded, of branches whose earlier workbooks are not there."""
    if at.tables.period.months != _QUARTER:
        return
    long = {rule.item for rule in at.tables.rulebook.duties if is_long(rule)}
    due = fact_of(at.tables, title(DutyDue))
    due = due[due["item"].isin(long) & due["status"].eq("未办")]
    branches = due["branch"].where(due["branch"].notna(), due["team"].map(at.tables.directory.teams))
    lacking: dict[tuple[str, str], list[str]] = {}
    for unit, items in due["name"].groupby(branches):
        if unit in at.chosen.submissions and (absent := absent_quarters(at, [unit])):
            names = listed(dict.fromkeys(items), _NAMED)
            lacking.setdefault((names, _named(absent)), []).append(unit)
    for (names, periods), units in lacking.items():
        yield say("W342", Place(), units="、".join(units), periods=periods, items=names)


def filled_up(at: Checked) -> Iterator[Finding]:
    """Branches with few items due whose workbook of last quarter is not there to fill them up."""
    if at.tables.period.months != _QUARTER:
        return
    last = at.tables.period.previous()
    sent = {
        at.tables.unit_of.get(file, "") for file, period in at.tables.cover_periods.items() if period == last
    }
    lacking = [unit for unit in at.chosen.submissions if unit not in sent]
    if lacking:
        names = "各支部" if len(lacking) == len(at.chosen.submissions) else "、".join(lacking)
        yield say("W361", Place(), period=last.title, units=names, least=at.tables.rulebook.fewest_due)
