"""What an evaluation gives and the renderers take: frames with one row a fact, and the little around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.finding import Finding
from pipeline.core.period import Period
from pipeline.evidence.figures import Figure
from pipeline.excel.workbook import Cells
from pipeline.rating.explain import Shortfall
from pipeline.rulebook.lines import RuleLine

# Columns of the frames, in the order in which report/data/*.csv prints them.
STARS = ("period", "unit_kind", "unit", "parent", "score", "score_star", "capped_star", "star", "previous_star",
         "because", "status", "bonus", "total", "place", "group", "responsible", "pending")
SCORES = ("period", "unit_kind", "unit", "indicator", "points", "max_points", "value", "because", "name", "parent_indicator",
          "standard_points", "ratio", "self_points", "checked_points", "board", "side", "duty", "applies")
RANKS = ("period", "board", "unit_kind", "unit", "parent", "quantity", "quality", "score", "rank", "group")
TRACE = ("period", "unit_kind", "unit", "stage", "rule", "place", "before", "after", "because")
EVIDENCE = ("period", "unit_kind", "unit", "indicator", "file", "sheet", "row", "cell", "value")
HISTORY = ("period", "unit_kind", "unit", "star", "score", "published")


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the result has got: 试算稿, 过程评价, 初评稿, 公示稿 or 正式通报, and a sentence that says why."""

    name: str
    sentence: str
    signed: tuple[str, ...] = ()  # branches that have checked their data
    meeting: str = ""  # 党委会 date and minutes number
    notice: str = ""  # from – until


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection and what became of it; `answered` is "" while it is open."""

    unit: str
    matter: str
    received: str
    handler: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class Received:
    """One expected workbook: whose, its file if it came, what became of it."""

    kind: str
    unit: str
    file: str
    as_of: str
    state: str  # 已采用 / 缺报 / 有错误 / 按要求不计; of those that do not count, why
    late: str  # 是 / 否 / "" where the register is silent
    errors: int
    warnings: int
    note: str = ""  # of one that is missing: what came instead and cannot count


@dataclass(frozen=True, slots=True)
class Account:
    """Rows of a sheet in a file: read = used + refused + other + blank (law 1)."""

    file: str
    sheet: str
    read: int
    used: int
    refused: int
    other: int
    blank: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a workbook: who saved it, its rows (read = used + refused + other + blank), and its cells by fate.

    `hidden` rows are used like others; `repaired` cells were understood in another way than they were written."""

    file: str
    kind: str
    unit: str
    program: str
    read: int
    used: int
    refused: int
    other: int
    blank: int
    hidden: int
    repaired: int
    cells: Cells
    cells_refused: int  # of cells.used, those in refused rows
    cells_other: int  # of cells.used, those in rows of other periods


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


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in: the board of expected workbooks, the row accounts, every finding, and each input's sha256."""

    received: tuple[Received, ...]
    accounts: tuple[Account, ...]
    findings: tuple[Finding, ...]
    sources: Mapping[str, str]
    receipts: tuple[Receipt, ...] = ()
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One evaluated period. Frames have the columns named above; stars are Int64 with NA where no star is given."""

    period: Period
    plant: str
    version: str
    digest: str  # first 12 hex digits over the rulebook and all inputs
    stage: Stage
    level: str  # full / top3 / band
    stars: pd.DataFrame
    scores: pd.DataFrame
    ranks: pd.DataFrame
    trace: pd.DataFrame
    evidence: pd.DataFrame
    history: pd.DataFrame
    shortfalls: tuple[Shortfall, ...]
    figures: tuple[Figure, ...]
    rules: tuple[RuleLine, ...]
    thresholds: Mapping[str, tuple[float, ...]]  # unit kind -> lowest scores of 1..5 stars
    warnings: tuple[str, ...]  # quota warnings and other sentences of the period
    intake: Intake
    without: tuple[str, ...] = ()  # branches left out on purpose
    absent: tuple[str, ...] = ()  # branches without a readable workbook (drafts only)
    recused: tuple[str, ...] = ()
    objections: tuple[Objection, ...] = ()
    paired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # branch without own teams -> its paired teams
    persons: pd.DataFrame = field(default_factory=pd.DataFrame)  # everyone: person, name, branch, team
    evaluated_to: dt.date | None = None  # the last day of the period
