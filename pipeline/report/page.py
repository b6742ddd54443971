"""The template environment: where templates lie, what is escaped, and the filters they may use."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from typing import NamedTuple

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket

import templates
from pipeline.core import chinese

KEPT = Path(templates.__path__[0]) / "__pycache__"


@dataclass(frozen=True, slots=True)
class Box:
    figure: str
    label: str


@dataclass(frozen=True, slots=True)
class Find:
    """What a page is searched by: a line a unit (name, branch, level, changed, lacking), and a line a level."""

    units: str
    levels: str


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands at the head of every page, and again on every printed sheet."""

    title: str
    subtitle: str
    plant: str
    facts: tuple[str, ...]
    stage: str
    stage_sentence: str
    internal: bool
    notes: tuple[str, ...]
    find: Find | None = None  # of the office's pages with many rows

    @property
    def sample(self) -> bool:
        return "示例" in self.plant

    @property
    def marks(self) -> str:
        """The tags in one line, for the margin of printed sheets."""
        return "　".join(
            [self.stage, *(["内部"] if self.internal else []), *(["示例"] if self.sample else [])]
        )


def css_text(text: str) -> str:
    """The text between the quotes of a CSS string; all but letters and digits as escapes, so nothing can end it."""
    return "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text)


def unnamed(because: str, name: str) -> str:
    """Without 三会一课·支委会： at its beginning, where the name stands in the same line."""
    named, mark, rest = because.partition("：")
    return rest if mark and named.endswith(name) else because


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates, kept beside their sources as Python keeps its modules."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """A file that was cut short, as by a power failure, is as good as none."""
        try:
            super().load_bytecode(bucket)
        except (EOFError, UnpicklingError, ValueError):
            bucket.reset()


def compiled_templates() -> CompiledTemplates | None:
    """Where compiled templates are kept; made anew when their source, the library, the interpreter or this module changes.

    None where Python keeps nothing of its modules either."""
    if sys.dont_write_bytecode or not os.access(KEPT, os.W_OK):
        return None
    made_by = sha256(version("jinja2").encode() + Path(__file__).read_bytes()).hexdigest()[:12]
    return CompiledTemplates(str(KEPT), f"%s.{made_by}.template")


@cache
def environment() -> Environment:
    """The one environment; everything that comes from a cell is escaped, an unknown name in a template is an error."""
    made = Environment(
        loader=PackageLoader("templates", ""),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled_templates(),
    )
    made.filters.update(
        level=chinese.star_word,
        or_more=chinese.level_or_more,
        glyphs=chinese.glyphs,
        points=chinese.points,
        brief=partial(chinese.plain, places=2),
        day=chinese.day,
        circled=chinese.circled,
        css_text=css_text,
        unnamed=unnamed,
    )
    return made


def rendered(template: str, **values: object) -> bytes:
    """The page as UTF-8 bytes."""
    return environment().get_template(template).render(values).encode()


_SHORT = "编码 三比 三责 缺数时 单元格 单位类别 星级 得分 谁做 频次 最迟 应得 算出"


class RuleRow(NamedTuple):
    """A row of a table of rules; `kind`: "part" of the indicator above, or "whole" where it only sums up its parts."""

    cells: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A table of rules: headings, rows, and what to know before reading them."""

    anchor: str
    title: str
    note: str
    heads: tuple[str, ...]
    lines: tuple[RuleRow, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """The class of each column: numbers to the right, short words unbroken."""
        return tuple("n" if h == "标准分" else "w" if h in _SHORT.split() else "" for h in self.heads)
