"""Selection -> Tables: the good rows of the chosen workbooks, under canonical names, each row in its period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from pipeline.core.finding import Finding, Place
from pipeline.core.period import Period
from pipeline.core.records import Index
from pipeline.evidence.results import WRITTEN
from pipeline.evidence.tables import Tables
from pipeline.excel.cells.cell import same_name
from pipeline.excel.workbook import spans
from pipeline.intake.collect import Inbox, period_of, without_rows
from pipeline.intake.messages import say
from pipeline.intake.select import Selection, expected, misspelt, select
from pipeline.intake.sent.owner import renamed
from pipeline.intake.sent.versions import REPEATED
from pipeline.rulebook.departments import as_meant
from pipeline.rulebook.indicators import in_use
from pipeline.rulebook.rules import Rulebook, build_rulebook
from schemas.base import Kind, Sheet, When, column_of, timing
from schemas.base import key as key_of
from schemas.books import BOOKS, CHECK, DIRECTORY, REVIEW, RULEBOOK, SHEETS, SUBMISSION
from schemas.words import STOPPED

_DECISION = ["unit_kind", "unit", "type", "code", "achievement", "points", "document", "date"]
_FEWEST_OUTSIDE = 3  # rows of another period that make a sheet another period's, where they are most of it
_OF_YEAR = ("meeting", "training", "duty", "achievement", "action", "wish", "request")
_LEDGERS = ("pledge", "wish", "request")


def in_period(sheet: type[Sheet], rows: pd.DataFrame, period: Period) -> pd.Series:
    """True for the rows that belong to the period by the sheet's rule (rules 1.4)."""
    rule = timing(sheet)
    first, last = pd.Timestamp(period.start), pd.Timestamp(period.end)
    if rule.when is When.EVENT and column_of(sheet, rule.start).kind is Kind.MONTH:
        meant = rows[rule.start].isin(period.month_names())
        # A month knows what was done by its last day; what is made up later counts in the quarter (rules 1.5).
        return meant & ~(rows[rule.end] > last) if period.months == 1 else meant
    if rule.when is When.EVENT:
        return rows[rule.start].between(first, last)
    if rule.when is When.LEDGER:
        return (rows[rule.start] <= last) & (rows[rule.end].isna() | (rows[rule.end] >= first))
    return pd.Series(True, index=rows.index)


def assemble(chosen: Selection, without: tuple[str, ...]) -> tuple[Tables, list[Finding]]:
    """The tables of a whole selection, and a warning for each event that is dated outside the period."""
    sent = chosen.files_of(w for unit, w in chosen.submissions.items() if unit not in without)
    frames, findings = _of_the_period(chosen, sent)
    corrected = misspelt(chosen)
    frames["target"] = _examined_by(frames["target"], "examiner", corrected)
    rules = {key: chosen.rows(key) for key in _keys(RULEBOOK.key)}
    rules["indicator"] = _examined_by(rules["indicator"], "departments", corrected)
    rulebook = rules_of(chosen.inbox, rules)
    frames |= {key: _own_checks(frames[key], chosen, rulebook) for key in FOREIGN}
    # a branch that owes no workbook is there without one
    present = {*frames["branch"]["branch"]} - {*expected(chosen)[SUBMISSION.key]} | {*chosen.submissions}
    return Tables(
        period=chosen.period,
        frames=frames,
        year=_year(chosen, without),
        unit_of={w.file: chosen.unit(w) for w in chosen.inbox.workbooks},
        letters=chosen.inbox.letters,
        titles=chosen.inbox.titles,
        rulebook=rulebook,
        missing=tuple(sorted({*frames["branch"]["branch"]} - (present - {*without}))),
        refused={key: _refused(chosen, key, sent) for key in _LEDGERS},
        before=_before(chosen, without),
        written={key: renamed(SHEETS[key], chosen.every(key), chosen.names) for key in WRITTEN.values()},
        cover_periods={w.file: p for w in chosen.inbox.workbooks if (p := period_of(w)) is not None},
        followed=chosen.inbox.followed,
    ), findings


def _of_the_period(chosen: Selection, sent: set[str]) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """The rows of every sheet that belong to the period, and what is told of those outside; `sent`: the branches' files."""
    assert chosen.directory and chosen.target and chosen.rulebook and chosen.review
    files = {
        SUBMISSION.key: sent,
        CHECK.key: chosen.files_of(chosen.checks.values()),
        DIRECTORY.key: {chosen.directory.file},
        "target": {chosen.target.file},
        RULEBOOK.key: {chosen.rulebook.file},
        REVIEW.key: chosen.files_of([chosen.review]),
    }
    frames: dict[str, pd.DataFrame] = {}
    findings: list[Finding] = []
    for key, sheet in SHEETS.items():
        here = set().union(*(files[book] for book in files if key in _keys(book)))
        rows = renamed(sheet, chosen.rows_in(key, here), chosen.names)
        fits = in_period(sheet, rows, chosen.period).fillna(False).astype(bool)
        if key != "event":
            findings += _outside(chosen, key, rows, fits)
        frames[key] = rows if fits.all() else rows[fits]
    collected = {
        "event": _events(chosen),
        "survey": _surveys(chosen),
        "ballot": _of_surveys(chosen, "ballot"),
    }
    return frames | collected | {"verification": _verifications(chosen)}, findings


def rules_of(inbox: Inbox, frames: Mapping[str, pd.DataFrame]) -> Rulebook:
    """The rules of checked rulebook frames of the inbox; of the same frames they are made once."""
    used = in_use(frames)
    asked = ("rules", *(id(used[key]) for key in sorted(used)))
    if asked not in inbox.memo:  # the frames are kept: their ids are the key
        inbox.memo[asked] = (used, build_rulebook(used, inbox.cell))
    rules: Rulebook = inbox.memo[asked][1]
    return rules


def _examined_by(rows: pd.DataFrame, column: str, corrected: Mapping[str, str]) -> pd.DataFrame:
    """The rows with the departments that were meant; each slip is told at its cell (E422) and stops the report."""
    return rows.assign(**{column: as_meant(rows[column], corrected)}) if corrected else rows


FOREIGN = (
    "check",
    "conclusion",
    "unit_check",
    "reported",
)  # sheets in which a row of another department does not count


def is_foreign(department: str, owners: Collection[str]) -> bool:
    """True if an indicator has departments of its own and this is none of them."""
    return bool(owners) and same_name(department) not in {same_name(one) for one in owners}


def _own_checks(rows: pd.DataFrame, chosen: Selection, rulebook: Rulebook) -> pd.DataFrame:
    """The checks of the departments that the rulebook names for their indicator, and of any where it names none."""
    units = {workbook.file: unit for unit, workbook in chosen.checks.items()}
    owners = {rule.code: rule.departments for rule in rulebook.measured}
    kept = [
        not is_foreign(units.get(index[0], ""), owners.get(code, ()))
        for index, code in zip(rows.index, rows["indicator"], strict=True)
    ]
    return rows[pd.Series(kept, index=rows.index, dtype=bool)]


def _keys(book: str) -> list[str]:
    return [key_of(sheet) for one in BOOKS if one.key == book for sheet in one.sheets]


def _outside(chosen: Selection, key: str, every: pd.DataFrame, fits: pd.Series) -> list[Finding]:
    """A warning for each event of another period; where most of a sheet are, an error for the sheet (rules 1.4)."""
    sheet, rule = SHEETS[key], timing(SHEETS[key])
    if rule.when is not When.EVENT or chosen.period.months == 1:
        return []
    column, rows = column_of(sheet, rule.start), every[~fits]
    counts = Counter(rows.index.get_level_values("file"))
    of_file = Counter(every.index.get_level_values("file"))
    most = [f for f, n in counts.items() if n >= _FEWEST_OUTSIDE and 2 * n > of_file[f]]
    findings = [
        _mostly_outside(chosen, key, rows[rows.index.isin([file], level="file")], of_file[file])
        for file in most
    ]
    rows = rows[~rows.index.isin(most, level="file")]
    return findings + [
        say(
            "W301",
            Place(file, tab, row, chosen.inbox.letters[file, key].get(column.name, "")),
            column=column.title,
            value=str(value)[:10],
            period=chosen.period.title,
        )
        for (file, tab, row), value in zip(rows.index, rows[column.name], strict=True)
    ]


def _mostly_outside(chosen: Selection, key: str, rows: pd.DataFrame, count: int) -> Finding:
    column, (file, tab, row) = column_of(SHEETS[key], timing(SHEETS[key]).start), rows.index[0]
    return say(
        "E421",
        Place(file, tab, row, chosen.inbox.letters[file, key].get(column.name, "")),
        column=column.title,
        value=str(rows[column.name].iloc[0])[:10],
        sheet=tab,
        count=count,
        outside=len(rows),
        period=chosen.period.title,
        rows=spans([int(number) for number in rows.index.get_level_values("row")]),
    )


def _reviews(inbox: Inbox, last: Period, quarters: int) -> set[str]:
    """Review workbooks of the last so many quarters up to this one."""
    wanted = [last.whole_quarter() if last.months == 1 else last]
    for _ in range(quarters - 1):
        wanted.append(wanted[-1].previous())
    return {w.file for w in inbox.of(REVIEW.key) if period_of(w) in wanted}


def of_reviews(inbox: Inbox, key: str, files: set[str] | None = None) -> pd.DataFrame:
    """The good rows of review workbooks of several periods, of all without `files`, each as it stands in its own period.

    A workbook that a newer one stands for, or that is there twice, says nothing any more."""
    reviews = inbox.of(REVIEW.key)
    periods = {period for w in reviews if (period := period_of(w)) is not None}
    selections = [select(inbox, period) for period in sorted(periods)]
    older = {file for one in selections for file in one.superseded}
    older |= {file for one in selections for file, why in one.aside.items() if why == REPEATED}
    replaced = {index for one in selections for index in one.replaced}
    asked = {w.file for w in reviews} if files is None else files
    return without_rows(inbox.rows(key, asked - older), replaced)


def _events(chosen: Selection) -> pd.DataFrame:
    """Decisions of the period wherever they were recorded, and investigations still open."""
    rows = renamed(
        SHEETS["event"],
        of_reviews(chosen.inbox, "event"),
        chosen.names,
    )
    first, last = pd.Timestamp(chosen.period.start), pd.Timestamp(chosen.period.end)
    still_open = (
        rows["type"].eq("暂缓") & (rows["date"] <= last) & (rows["lifted"].isna() | (rows["lifted"] >= first))
    )
    lasting = (rows["date"] <= last) & (rows["until"] >= first)
    there = rows["date"].between(first, last) | still_open | lasting | _stopped(chosen, rows)
    return once(rows[there.fillna(False).astype(bool)])


def _stopped(chosen: Selection, rows: pd.DataFrame) -> pd.Series:
    """Decisions of earlier quarters by which a unit is not rated for some quarters more (rules 9.4)."""
    vetoes = chosen.rows("veto")
    vetoes = vetoes[vetoes["effect"].eq(STOPPED).fillna(False)]
    periods = dict(zip(vetoes["code"], vetoes["amount"], strict=True))
    now = chosen.period.year * 4 + chosen.period.quarter
    gone = [
        now - (day.year * 4 + (day.month - 1) // 3 + 1) if not pd.isna(day) else None for day in rows["date"]
    ]
    still = [
        since is not None and code in periods and 0 <= since < int(periods[code])
        for since, code in zip(gone, rows["code"], strict=True)
    ]
    return pd.Series(still, index=rows.index, dtype=bool)


def once(events: pd.DataFrame) -> pd.DataFrame:
    """Each decision once, however often it is recorded: the record that says when a suspension was lifted stands."""
    by_day = events.sort_values("lifted", kind="stable", na_position="last")
    return events[events.index.isin(by_day[~by_day.duplicated(_DECISION)].index)]


def _surveys(chosen: Selection) -> pd.DataFrame:
    """Surveys of the quarters that count; of a month those taken by its last day (rules 1.5, 7)."""
    rows = _of_surveys(chosen, "survey")
    taken = rows["date"] <= pd.Timestamp(chosen.period.end)
    return rows[taken.fillna(False).astype(bool)] if chosen.period.months == 1 else rows


def _of_surveys(chosen: Selection, key: str) -> pd.DataFrame:
    """The rows of a sheet of votes in the review workbooks of the quarters that count."""
    assert chosen.rulebook is not None
    settings = chosen.rows("setting")
    quarters = settings[settings["name"].eq("测评有效季度数")]["value"]
    files = _reviews(chosen.inbox, chosen.period, int(quarters.iloc[0]) if len(quarters) else 1)
    return renamed(SHEETS[key], of_reviews(chosen.inbox, key, files), chosen.names)


def _year(chosen: Selection, without: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Rows of the year's quarters up to the period, from the workbooks that stand for each; a repeated row counts once."""
    quarters = [Period(chosen.period.year, month, 3) for month in (1, 4, 7, 10)]
    files, replaced = _standing(chosen, (q for q in quarters if q.start <= chosen.period.end), without)
    span = Period(chosen.period.year, 1, chosen.period.first_month + chosen.period.months - 1)
    frames = {}
    for key in _OF_YEAR:
        rows = renamed(SHEETS[key], without_rows(chosen.inbox.rows(key, files), replaced), chosen.names)
        rows = rows[in_period(SHEETS[key], rows, span).fillna(False).astype(bool)]
        facts = rows.assign(
            unit=rows.index.get_level_values("file").map(
                {w.file: chosen.unit(w) for w in chosen.inbox.workbooks}
            )
        )
        frames[key] = rows[~facts.duplicated(keep="last").to_numpy()]
    return frames


def _verifications(chosen: Selection) -> pd.DataFrame:
    """What the office concluded about claims, in the standing review workbooks of every period up to this one."""
    assert chosen.review is not None
    files = {
        w.file for w in chosen.inbox.of(REVIEW.key) if (p := period_of(w)) and p.end <= chosen.period.end
    }
    return of_reviews(chosen.inbox, "verification", files | {chosen.review.file})


def _refused(chosen: Selection, key: str, files: set[str]) -> pd.DataFrame:
    """Rows of a ledger that are refused and still say that something may be due in the period (rules 2.4)."""
    rows, rule = chosen.inbox.every(key, files), timing(SHEETS[key])
    rows = renamed(SHEETS[key], rows[rows.index.isin(chosen.inbox.bad[key])], chosen.names)
    if rule.when is not When.LEDGER:
        return rows
    over = (rows[rule.start] > pd.Timestamp(chosen.period.end)) | (
        rows[rule.end] < pd.Timestamp(chosen.period.start)
    )
    return rows[~over.fillna(False).astype(bool)]


def _before(chosen: Selection, without: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """The ledgers in the standing workbooks of earlier quarters."""
    start = chosen.period.whole_quarter().start if chosen.period.months == 1 else chosen.period.start
    quarters = {
        p for w in chosen.inbox.of(SUBMISSION.key) if (p := period_of(w)) and p.months == 3 and p.end < start
    }
    files, replaced = _standing(chosen, sorted(quarters), without)
    return {
        key: renamed(SHEETS[key], without_rows(chosen.inbox.rows(key, files), replaced), chosen.names)
        for key in _LEDGERS
    }


def _standing(
    chosen: Selection, quarters: Iterable[Period], without: tuple[str, ...]
) -> tuple[set[str], set[Index]]:
    """The files that stand for these quarters, those added to them included, and the rows that do not count."""
    files, replaced = set[str](), set[Index]()
    for quarter in quarters:
        standing = chosen if quarter == chosen.period else select(chosen.inbox, quarter).settled
        files |= standing.files_of(w for unit, w in standing.submissions.items() if unit not in without)
        replaced |= standing.replaced.keys()
    return files, replaced
