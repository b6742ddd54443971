"""Laws of supplements, in memory: what is merged is one workbook with the merged rows, in whatever order the files come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples

from pipeline.core.finding import Place
from pipeline.excel.workbook import CoverCell, RawSheet, SheetAccount, Workbook
from pipeline.intake.collect import inbox_of
from pipeline.intake.sent.standing import standing
from pipeline.intake.sent.supplements import merged
from schemas.base import columns, key, title
from schemas.books import SHEETS, SUBMISSION
from schemas.cover import SUPPLEMENT, WHOLE

KEYED, PLAIN = SHEETS["wish"], SHEETS["action"]
Cells = tuple[tuple[str, str], ...]  # number and content of wishes; actions have the content alone
SENT = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=5, unique_by=lambda one: one[0]
)
DAYS = st.lists(st.integers(11, 28), min_size=1, max_size=4, unique=True)


def workbook(file: str, day: str, way: str, wishes: Cells, actions: Cells = ()) -> Workbook:
    """A branch's workbook with these rows."""
    at = Place(file, "封面")
    fields = {"unit": "甲支部", "period": "2019Q3", "as_of": day, "way": way}
    return Workbook(
        file=file,
        sha256=file,
        book=SUBMISSION,
        stamped=True,
        old=False,
        from_1904=False,
        cover={name: CoverCell(value, value, at) for name, value in fields.items()},
        ticks={},
        sheets={key(KEYED): _raw(KEYED, wishes), key(PLAIN): _raw(PLAIN, actions)},
    )


def _raw(sheet, rows) -> RawSheet:
    order = [column.name for column in columns(sheet)]
    number, content = ("wish", "content") if sheet is KEYED else ("", "theme")
    cells = [
        (at, tuple({number: name, content: text}.get(one, "") if one else "" for one in order))
        for at, (name, text) in enumerate(rows, 6)
    ]
    return RawSheet(
        title=title(sheet),
        head_row=3,
        letters={},
        rows=cells,
        given=frozenset(),
        extra={},
        hidden=(),
        account=SheetAccount(len(cells), len(cells), 0, 0),
    )


def texts(state, sheet) -> set[tuple[str, ...]]:
    return {line.texts for line in state.lines[key(sheet)]}


@examples(60)
@given(base=SENT, more=st.lists(SENT, max_size=4))
def test_what_is_merged_is_one_workbook_with_the_merged_rows(base, more):
    wishes, actions = dict(base), {content: "" for _, content in base}
    for one in more:
        wishes |= dict(one)
        actions |= {content: "" for _, content in one}
    first = workbook("0.xlsx", "2019-09-10", WHOLE, base, list({c: (n, c) for n, c in base}.values()))
    others = [
        workbook(f"{at}.xlsx", f"2019-09-{10 + at}", SUPPLEMENT, one, one) for at, one in enumerate(more, 1)
    ]
    one = workbook("x.xlsx", "2019-09-30", WHOLE, list(wishes.items()), [("", text) for text in actions])
    state, whole = merged([first, *others], {}, {}), merged([one], {}, {})
    assert texts(state, KEYED) == texts(whole, KEYED) and texts(state, PLAIN) == texts(whole, PLAIN)
    read = sum(len(raw.rows) for book in (first, *others) for raw in book.sheets.values())
    assert read == sum(map(len, state.lines.values())) + len(state.replaced)


@examples(60)
@given(base=SENT, days=DAYS, data=st.data())
def test_the_order_and_the_names_of_the_files_change_nothing(base, days, data):
    sent = [workbook("0", "2019-09-10", WHOLE, base)]
    sent += [workbook(str(day), f"2019-09-{day}", SUPPLEMENT, data.draw(SENT)) for day in days]
    names = data.draw(st.permutations([f"{at}.xlsx" for at in range(len(sent))]))
    other = [replace(one, file=name, sha256=name) for one, name in zip(sent, names, strict=True)]
    states = []
    for books in (sent, data.draw(st.permutations(other))):
        stands = standing("甲支部", books, (), dict, {})
        assert stands.workbook is not None and stands.workbook.cover["way"].value == WHOLE
        states.append(texts(merged([stands.workbook, *stands.supplements], {}, {}), KEYED))
    assert states[0] == states[1]


def test_the_rows_that_count_keep_their_own_cells():
    books = [
        workbook("a.xlsx", "2019-09-10", WHOLE, [("a", "x"), ("b", "x")]),
        workbook("b.xlsx", "2019-09-12", SUPPLEMENT, [("b", "y")]),
    ]
    state = merged(books, {}, {})
    assert [line.row for line in state.lines["wish"]] == [("a.xlsx", "微心愿", 6), ("b.xlsx", "微心愿", 6)]
    assert state.replaced == {("a.xlsx", "微心愿", 7): ("b.xlsx", "微心愿", 6)}
    inbox = inbox_of(Path(), books, [], {}, {})
    assert len(inbox.frames["wish"]) == 3
