"""A workbook of an earlier edition brought to the current one: all that it holds, with what the edition lacked added to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.core.finding import Finding, Severity
from pipeline.core.period import Period
from pipeline.excel.cells.cell import is_blank, shown
from pipeline.excel.corrections import accepted
from pipeline.excel.layout import MARK_TITLE
from pipeline.excel.messages import EXAMPLE_CHANGED, OLD_EXAMPLE_CHANGED
from pipeline.excel.read.child import guarded, read_guarded
from pipeline.excel.read.scan import letter
from pipeline.excel.read.values import Rows, values_in
from pipeline.excel.workbook import Workbook
from pipeline.excel.write.leftovers import others
from pipeline.excel.write.problems import Leftover
from pipeline.excel.write.returned import upgraded
from pipeline.intake.collect import Inbox, period_of
from pipeline.intake.forms.blanks import dropdowns, offered_rules
from pipeline.intake.forms.editions import in_layers, in_todays_words, layered
from pipeline.intake.reading.dropped import content
from pipeline.intake.reading.unsent import UPGRADED
from pipeline.intake.select import select
from pipeline.rulebook.defaults import default_rules
from schemas.base import columns, key, title
from schemas.books import BOOKS, RULEBOOK
from schemas.indicator import Computation, Indicator, Line
from schemas.rulebook import FORMER_SETTINGS, Setting

_ANY = Period(2019, 1, 3)  # a period for an inbox without workbooks
_PLANT = "电厂名称"  # the one setting that has no default
_CHANGED_HERE = (EXAMPLE_CHANGED, OLD_EXAMPLE_CHANGED)
Lists = Mapping[str, Sequence[str]]
Settings = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What became of a file: `content` under `name` beside it, or why there is none; what could not be read as a table."""

    name: str = ""
    content: bytes = b""
    refused: Finding | None = None
    unread: tuple[Finding, ...] = ()


def offered(inbox: Inbox) -> dict[str, list[str]]:
    """What dropdowns offer by the newest that lies in the inbox, and by the default rules where it has none."""
    periods = [period for w in inbox.workbooks if (period := period_of(w))]
    chosen = select(inbox, max(periods, key=lambda period: period.end, default=_ANY))
    return dropdowns(chosen) | offered_rules(chosen)


def upgrade(path: Path, lists: Lists) -> Upgrade:
    """The file as a workbook of the current edition; nothing where it is one already. `lists`: what dropdowns offer."""
    data, unopened = content(path.name, path)
    if data is None:
        return Upgrade(refused=unopened[0])
    sent, findings = read_guarded(path.name, data, BOOKS)
    # what concerns a cell is told when the workbook is checked
    errors = [one for one in findings if one.severity is Severity.ERROR and not one.place.row]
    if sent is None:
        return Upgrade(refused=min(findings))
    settings = _lacking(sent)
    if sent.stamped and not sent.old and not settings and layered(sent):
        return Upgrade()
    kept = [*others(data, sent), *_written_over(data, findings)]
    changes = [*_changes(sent, settings), *(("没有读懂", str(one.place), one.message) for one in errors)]
    if kept:
        changes.append(("另存", "其他内容", f"{len(kept)} 格不在表格之内，原样留在“其他内容”"))
    rows = {key(Setting): settings} if settings else {}
    todays = in_layers(in_todays_words(accepted(sent)), under_todays_titles=True)
    content_upgraded = upgraded(todays, lists, kept, rows, changes)
    return Upgrade(f"{UPGRADED}{path.stem}.xlsx", content_upgraded, unread=tuple(errors))


def _written_over(data: bytes, findings: Sequence[Finding]) -> Iterator[Leftover]:
    """What somebody wrote into the lines of help and examples, which the new form prints afresh."""
    places = {(one.place.sheet, one.place.row): one.place for one in findings if one.code in _CHANGED_HERE}
    read = guarded(values_in, data, sorted({tab for tab, _ in places})) if places else {}
    values: Mapping[str, Rows] = read if isinstance(read, dict) else {}
    for (tab, number), place in places.items():
        for at, value in enumerate(values[tab][number - 1] if tab in values else (), start=1):
            if not is_blank(value):
                yield Leftover(replace(place, letter=letter(at)), MARK_TITLE, value)


def _lacking(sent: Workbook) -> Settings:
    """The settings that a rulebook has no row for, with their defaults; none where its sheet could not be read."""
    raw = sent.sheets.get(key(Setting))
    if sent.book.key != RULEBOOK.key or raw is None:
        return []
    at = [column.name for column in columns(Setting)].index("name")
    names = {dict(FORMER_SETTINGS).get(shown(cells[at]), shown(cells[at])) for _, cells in raw.rows}
    return [
        row | ({"value": None} if row["name"] == _PLANT else {})
        for row in default_rules()[key(Setting)]
        if row["name"] not in names
    ]


def _changes(sent: Workbook, settings: Settings) -> Iterator[tuple[str, str, str]]:
    """What the current edition has and this workbook did not: sheets, columns, lines of the cover, settings."""
    for place in sent.defaults:
        yield "增加", place, "以前的一版没有；空着就按默认，和升级以前一样"
    if not layered(sent):
        where = f"{sent.sheets[key(Indicator)].title}表"
        yield "分开", where, f"各行在“{title(Line)}”和“{title(Computation)}”两张表里，行号不变，内容不变"
    for row in settings:
        yield (
            "增加",
            f"{Setting.Config.title} {row['name']}",
            f"按默认填了“{row['value'] or '空着'}”，要改的直接改",
        )
    if any(map(any, sent.problems)):
        yield "去掉", "问题清单", "选了采纳的建议值已经填进去；再检查一次会有新的清单"
