"""What a unit changed since it last sent its workbook, and what differs from its workbook of the period before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.finding import Finding, Place
from pipeline.core.remember import remembered
from pipeline.excel.workbook import Workbook, listed
from pipeline.intake.assemble import of_reviews
from pipeline.intake.collect import Inbox, as_of, period_of
from pipeline.intake.messages import say
from pipeline.intake.select import Selection, select
from pipeline.intake.sent.supplements import Line
from pipeline.intake.sent.versions import Difference, differences, numbered, rows_of
from schemas.base import Sheet, When, columns, key, timing, title
from schemas.words import AGREED, EXPLAINED, LEDGERS, PASSED_ON


@dataclass(frozen=True, slots=True)
class Changed:
    """How a workbook differs from an earlier one: how many cells, new rows, rows gone, and the first cells in words."""

    file: str
    unit: str
    against: str
    cells: int
    added: int
    removed: int
    named: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """本次修改 12 格，增加 1 行；组织生活 B17 由 3 变为 30 等"""
        counts = ((self.cells, "修改 {} 格"), (self.added, "增加 {} 行"), (self.removed, "减少 {} 行"))
        parts = "，".join(words.format(count) for count, words in counts if count)
        more = " 等" if self.cells > len(self.named) else ""
        return "；".join(
            filter(None, [f"本次{parts}" if parts else "没有改动", "、".join(self.named) + more])
        )


_NAMED, _LONGEST = 8, 24
_ENDED = (
    "撤回",
    "终止",
    "未实现",
    PASSED_ON,
)  # states of what is over, or somebody else's, without a day of its end
_PASSED = ("passed_to", "passed_unit")  # where no state is written, one of them says that it was passed on
_ALIKE, _FEWEST_ALIKE = 0.8, 3  # of the rows of a workbook that stand in another one


def changes(chosen: Selection) -> Iterator[Changed]:
    """For every workbook of the period: against the one that it replaced, and against that of the period before.

    Of the latter only the sheets whose rows are carried on: those with a number of their own."""
    for workbook in _standing(chosen):
        sheets = workbook.book.sheets
        carried = [sheet for sheet in sheets if numbered(sheet) is not None]
        for one in _replaced(chosen, workbook):
            yield _changed(chosen, workbook, one, f"上一次报送的 {one.file}（截至 {as_of(one)}）", sheets)
        for one in _before(chosen, workbook):
            yield _changed(chosen, workbook, one, f"上一期的 {one.file}", carried)


def repeated(chosen: Selection) -> Iterator[Finding]:
    """A warning for each workbook that holds what the unit had sent for the period before, or what another unit sends."""
    standing = _standing(chosen)
    events = {workbook.file: _events(workbook) for workbook in standing}
    holders: dict[_Event, list[int]] = defaultdict(list)
    for number, workbook in enumerate(standing):
        for event in events[workbook.file]:
            holders[event].append(number)
    for number, workbook in enumerate(standing):
        events_of_file, unit = events[workbook.file], chosen.unit(workbook)
        for one in _before(chosen, workbook):
            rows = _rows(workbook)
            same = any(rows) and rows == _rows(one)
            how = "完全相同" if same else _alike(len(events_of_file & _events(one)), len(events_of_file))
            if how:
                yield say("W406", Place(workbook.file), file=one.file, how=how, unit=unit)
        shared = Counter(other for event in events_of_file for other in holders[event] if other != number)
        for other in sorted(shared):
            one, how = standing[other], _alike(shared[other], len(events_of_file))
            if how and one.book.key == workbook.book.key:
                yield say("W411", Place(workbook.file), file=one.file, how=how, unit=unit)


def vanished(chosen: Selection) -> Iterator[Finding]:
    """A warning for each ledger of which something that was open in the quarter before is gone."""
    last, answered = select(chosen.inbox, chosen.period.previous()), answered_in_words(chosen.inbox)
    for workbook in _standing(chosen) if chosen.period.months == 3 else ():
        unit = chosen.unit(workbook)
        before = {**last.submissions, **last.checks}.get(unit)
        if before is None or before.book.key != workbook.book.key:
            continue
        old, new = (one.state(w) for one, w in ((last, before), (chosen, workbook)))
        for sheet in workbook.book.sheets:
            gone = _gone(chosen, sheet, old.lines.get(key(sheet), []), new.lines.get(key(sheet), []))
            gone = [number for number in gone if number not in answered.get(title(sheet), ())]
            if gone and key(sheet) in workbook.sheets:
                place = Place(workbook.file, workbook.sheets[key(sheet)].title)
                numbers = listed(gone, _NAMED)
                yield say("W413", place, sheet=title(sheet), count=len(gone), numbers=numbers, unit=unit)


def answered_in_words(inbox: Inbox) -> dict[str, set[str]]:
    """Ledger by its title -> the numbers that the office agreed to answer in words: they are over."""
    rows = of_reviews(inbox, "verification")
    rows = rows[rows["matter"].eq(EXPLAINED) & rows["verdict"].eq(AGREED)]
    return {table: set(rows[rows["table"].eq(table)]["number"]) for table in LEDGERS}


def _gone(chosen: Selection, sheet: type[Sheet], old: Sequence[Line], new: Sequence[Line]) -> list[str]:
    """What was open and is there no longer, by number, else by the columns that it is known by."""
    rule, names = timing(sheet), [column.name for column in columns(sheet)]
    of_year = rule.when is When.YEAR and chosen.period.previous().year == chosen.period.year
    if not of_year and rule.when is not When.LEDGER:
        return []
    keys = {line.key for line in new}

    def open_then(line: Line) -> bool:
        texts = dict(zip(names, line.texts, strict=True))
        passed_on = not texts.get("state") and any(texts.get(name) for name in _PASSED)
        return texts.get("state") not in _ENDED and not passed_on and (of_year or not texts[rule.end])

    return [
        " ".join(filter(None, line.key))
        for line in old
        if line.key and line.key not in keys and open_then(line)
    ]


def _rows(workbook: Workbook) -> list[list[tuple[str, ...]]]:
    return [[row.texts for row in rows_of(workbook, sheet)] for sheet in workbook.book.sheets]


_Event = tuple[str, tuple[str, ...]]  # sheet and the texts of its row


def _events(workbook: Workbook) -> set[_Event]:
    """The rows about things that happened: unlike those of ledgers they never come again."""
    return {
        (title(sheet), row.texts)
        for sheet in workbook.book.sheets
        if timing(sheet).when is When.EVENT
        for row in rows_of(workbook, sheet)
    }


def _alike(same: int, rows: int) -> str:
    """How far the rows are those of another workbook, in words; "" where not so many are that it can be no chance."""
    return (
        f"大多相同（{rows} 行活动记录中有 {same} 行一样）"
        if same >= _FEWEST_ALIKE and same >= _ALIKE * rows
        else ""
    )


def _changed(
    chosen: Selection, workbook: Workbook, before: Workbook, against: str, sheets: Sequence[type[Sheet]]
) -> Changed:
    cells_changed = [one for sheet in sheets for one in differences(sheet, before, workbook)]
    cells = [one for one in cells_changed if None not in one]
    added = sum(one.before is None for one in cells_changed)
    sentences = tuple(map(_sentence, cells[:_NAMED]))
    return Changed(
        file=workbook.file,
        unit=chosen.unit(workbook),
        against=against,
        cells=len(cells),
        added=added,
        removed=len(cells_changed) - len(cells) - added,
        named=sentences,
    )


def _sentence(one: Difference) -> str:
    return f"{one.where} 由 {_brief(one.before)} 变为 {_brief(one.after)}"


def _brief(text: str | None) -> str:
    if not text:
        return "空白"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _standing(chosen: Selection) -> list[Workbook]:
    return [*chosen.submissions.values(), *chosen.checks.values()]


def _replaced(chosen: Selection, workbook: Workbook) -> list[Workbook]:
    """The last workbook of the period in whose place this one stands, if there is one."""
    older = [
        w
        for w in chosen.inbox.workbooks
        if chosen.superseded.get(w.file) == workbook.file and w.sha256 != workbook.sha256
    ]
    return sorted(older, key=lambda w: (as_of(w), w.file))[-1:]


def _before(chosen: Selection, workbook: Workbook) -> list[Workbook]:
    """The unit's last workbook of the period before, if there is one."""
    one = _last_of_units(chosen).get((workbook.book.key, chosen.unit(workbook)))
    return [] if one is None else [one]


@remembered
def _last_of_units(chosen: Selection) -> dict[tuple[str, str], Workbook]:
    """Kind and unit -> its last workbook of the period before."""
    last = chosen.period.previous()
    of_then = [w for w in chosen.inbox.workbooks if period_of(w) == last]
    ordered = sorted(of_then, key=lambda w: (as_of(w), w.file))
    return {(w.book.key, chosen.unit(w)): w for w in ordered}
