"""Who has to send and has not, what came instead, and covers that name nobody."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.arrived import arrived
from pipeline.collect import Inbox
from pipeline.excel.headings import like
from pipeline.findings import Finding, Place
from pipeline.select import Selection, expected
from pipeline.sentences import say
from schemas.books import CHECK, SUBMISSION

UNUSABLE = "E409"  # something came that cannot count
_FILES_NAMED = 3


def missing(inbox: Inbox, chosen: Selection, without: tuple[str, ...]) -> list[Finding]:
    """A finding for every expected workbook that did not come; the branches in `without` are left out on purpose."""
    found = []
    wanted = expected(inbox, chosen)
    for book, here in ((SUBMISSION, chosen.submissions), (CHECK, chosen.checks)):
        absent = [unit for unit in wanted[book.key] if unit not in here and unit not in without]
        came = arrived(inbox, chosen, book, absent, wanted[book.key])
        for unit in absent:
            own = [str(one) for one in came if one.unit in (unit, "")]
            files = "、".join(own[:_FILES_NAMED]) + (f" 等 {len(own)} 份" if len(own) > _FILES_NAMED else "")
            leave = f"；确定不参加本期评定的，用 WITHOUT={unit} 运行" if book is SUBMISSION else ""
            found.append(say(UNUSABLE if own else "E401", Place(), unit=unit, kind=book.title, files=files, leave=leave))
    found += [say("W404", Place(), unit=unit) for unit in without]
    return [*found, *_unknown(inbox, chosen)]


def _unknown(inbox: Inbox, chosen: Selection) -> Iterator[Finding]:
    """Covers that name no branch of the directory; a branch whose row there is faulty stands in it nonetheless."""
    if chosen.directory is None:
        return
    rows = inbox.frames["branch"]
    known = set(rows[rows.index.isin({chosen.directory.file}, level="file")]["branch"].dropna())
    for unit, workbook in chosen.submissions.items():
        if unit not in known:
            cell, near = workbook.cover.get("unit"), like(unit, known - set(chosen.submissions))
            yield say("E408", cell.place if cell else Place(workbook.file), column="单位", value=unit,
                      hint=f"，是不是“{near}”" if near else "", unit=unit)
