"""What a unit changed since it last sent its workbook, and what differs from its workbook of the period before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.core.finding import Finding, Place
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import as_of, period_of
from pipeline.intake.messages import say
from pipeline.intake.select import Selection
from pipeline.intake.sent.versions import Difference, differences, numbered, rows_of
from schemas.base import Sheet, When, timing, title


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
        told = "，".join(words.format(count) for count, words in counts if count)
        more = " 等" if self.cells > len(self.named) else ""
        return "；".join(filter(None, [f"本次{told}" if told else "没有改动", "、".join(self.named) + more]))


_NAMED, _LONGEST = 8, 24
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
    for workbook in standing:
        rows, own, unit = _rows(workbook), events[workbook.file], chosen.unit(workbook)
        for one in _before(chosen, workbook):
            how = "完全相同" if any(rows) and rows == _rows(one) else _alike(own, _events(one))
            if how:
                yield say("W406", Place(workbook.file), file=one.file, how=how, unit=unit)
        for one in (w for w in standing if w is not workbook and w.book.key == workbook.book.key):
            if how := _alike(own, events[one.file]):
                yield say("W411", Place(workbook.file), file=one.file, how=how, unit=unit)


def _rows(workbook: Workbook) -> list[list[tuple[str, ...]]]:
    return [[row.texts for row in rows_of(workbook, sheet)] for sheet in workbook.book.sheets]


def _events(workbook: Workbook) -> set[tuple[str, tuple[str, ...]]]:
    """The rows about things that happened: unlike those of ledgers they never come again."""
    return {
        (title(sheet), row.texts)
        for sheet in workbook.book.sheets
        if timing(sheet).when is When.EVENT
        for row in rows_of(workbook, sheet)
    }


def _alike(own: Set[tuple[str, tuple[str, ...]]], others: Set[tuple[str, tuple[str, ...]]]) -> str:
    """How far the rows are those of another workbook, in words; "" where not so many are that it can be no chance."""
    same = len(own & others)
    return (
        f"大多相同（{len(own)} 行活动记录中有 {same} 行一样）"
        if same >= _FEWEST_ALIKE and same >= _ALIKE * len(own)
        else ""
    )


def _changed(
    chosen: Selection, workbook: Workbook, before: Workbook, against: str, sheets: Sequence[type[Sheet]]
) -> Changed:
    found = [one for sheet in sheets for one in differences(sheet, before, workbook)]
    cells = [one for one in found if None not in one]
    added = sum(one.before is None for one in found)
    told = tuple(map(_sentence, cells[:_NAMED]))
    return Changed(
        file=workbook.file,
        unit=chosen.unit(workbook),
        against=against,
        cells=len(cells),
        added=added,
        removed=len(found) - len(cells) - added,
        named=told,
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
    last, unit = chosen.period.previous(), chosen.unit(workbook)
    found = [w for w in chosen.inbox.of(workbook.book.key) if period_of(w) == last and chosen.unit(w) == unit]
    return sorted(found, key=lambda w: (as_of(w), w.file))[-1:]
