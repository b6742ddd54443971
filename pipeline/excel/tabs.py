"""Which sheet of a file holds which sheet of the form: by its title, and by its headings where the title is another sheet's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.core.finding import Finding, Place
from pipeline.excel.headings import share
from pipeline.excel.messages import say
from pipeline.excel.values import Rows
from schemas.base import Sheet, title

_MOST_OF_THEM = 0.5


@dataclass(frozen=True, slots=True)
class Tabs:
    """`moved`: sheet of the form -> title in the file under which it stands; `foreign`: sheet -> what stands under its title
    instead, which is no sheet of its own since the file has that one besides."""

    moved: dict[type[Sheet], str] = field(default_factory=dict)
    foreign: dict[type[Sheet], type[Sheet]] = field(default_factory=dict)

    def finding(self, file: str) -> list[Finding]:
        """One sentence for all titles that stand over another sheet's headings."""
        if not self.moved:
            return []
        pairs = "，".join(f"“{tab}”里是“{title(sheet)}”" for sheet, tab in sorted(self.moved.items(), key=lambda one: one[1]))
        return [say("E133", Place(file, min(self.moved.values())), value=pairs)]

    def other(self, file: str, sheet: type[Sheet], tab: str) -> Finding:
        """The sentence for a sheet in whose place another one was pasted."""
        return say("E134", Place(file, tab), title=title(sheet), value=title(self.foreign[sheet]))


def tabs(sheets: Iterable[type[Sheet]], named: Mapping[type[Sheet], str], values: Mapping[str, Rows]) -> Tabs:
    """The sheets whose title is wrong; `named`: sheet -> its title in the file, `values`: title -> rows, as far as they were read."""
    read = {sheet: tab for sheet, tab in named.items() if tab in values}
    meant = {sheet: found for sheet, tab in read.items() if (found := _meant(sheet, sheets, values[tab]))}
    made = Tabs()
    for sheet, other in meant.items():
        if (other in meant or other not in named) and other not in made.moved:
            made.moved[other] = read[sheet]
        else:
            made.foreign[sheet] = other
    return made


def _meant(sheet: type[Sheet], sheets: Iterable[type[Sheet]], rows: Rows) -> type[Sheet] | None:
    """The other sheet of the form that has more of its headings here, and most of them; None where there is none."""
    own = share(sheet, rows)
    if own == 1:
        return None
    best = max((one for one in sheets if one is not sheet), key=lambda one: share(one, rows), default=sheet)
    return best if share(best, rows) > max(own, _MOST_OF_THEM) else None
