"""One cell of a template workbook: compiled once, evaluated wherever it is repeated; a fault in it is a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel.package import xml_safe

Scope = Mapping[str, object]
Maker = Callable[[Scope], object]
FAULTS = (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError)
_TAGS = ("{{", "{%", "{#")
_WHOLE = re.compile(r"\s*\{\{-?((?:(?!\{\{|\}\}).)+?)-?\}\}\s*", re.DOTALL)
_REPEAT = re.compile(r"\s*\{%-?\s*for\s+(\w+)\s+in\s+(.+?)\s*-?%\}(.*)", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'")
_HEADER_LONGEST = 60  # a page header holds 255 characters in all
REMEDY = "请对照《通报模板说明》改正，或换回原来的模板"
SENTENCES = {
    "E601": "模板不是能打开的 .xlsx 工作簿",
    "E602": "模板里写的名称“{what}”没有对应的数据",
    "E603": "模板这一格的写法不完整，花括号、引号或括号可能没有成对",
    "E604": "模板这一格的写法算不出结果",
    "E605": "模板这一行有两格都写了 for，一行只能有一个",
    "E606": "模板里的链接指向“{what}”，工作簿里没有这张工作表或这个位置",
}


@dataclass(frozen=True, slots=True)
class CellMark:
    """Text whose cell can be the target of links."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class CellLink:
    """Text that leads to a marked cell, or to the sheet of that title."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """`{% for name in items %}` at the head of a cell: its row is repeated; `rest` is the cell's own template."""

    name: str
    items: str
    rest: str


def link(text: str, key: str) -> CellLink | None:
    """What a template's `link(...)` gives: nothing if there is nothing to lead to."""
    return CellLink(text, key) if key else None


def is_template(value: object) -> bool:
    """True for text with a Jinja tag in it; anything else in a template workbook stays as it is."""
    return isinstance(value, str) and any(tag in value for tag in _TAGS)


def repeat(text: str) -> Repeat | None:
    """The row marker that the text begins with; a loop that also ends in the cell is the cell's own business."""
    match = _REPEAT.fullmatch(text)
    return None if match is None or "endfor" in text else Repeat(*match.groups())


def repeated(loop: Repeat, scope: Scope) -> list[object]:
    """The items that the row is repeated for; raises one of FAULTS."""
    items = _expression(loop.items)(scope)
    if isinstance(items, str) or not isinstance(items, Iterable):
        raise TypeError("nothing to repeat a row for")
    return list(items)


def maker(text: str) -> Maker:
    """A function of the names in scope: a cell that is one `{{ … }}` keeps the value's type, any other gives text.

    Raises one of FAULTS, here for a broken template and later for one that cannot be evaluated."""
    if match := _WHOLE.fullmatch(text):
        return _expression(match[1])
    template = _template(text)
    return lambda scope: template.render(scope)


@lru_cache(1_024)
def _template(text: str) -> Template:
    return _CELLS.from_string(text)


def header(text: str, scope: Scope) -> str:
    """A page header or footer, in which `&` in a value is no code; raises one of FAULTS."""
    return _HEADERS.from_string(text).render(scope)


def fault(code: str, place: Place, value: str = "", what: str = "") -> Finding:
    """The finding of that code about a template."""
    return Finding(place, code, Severity.ERROR, SENTENCES[code].format(what=what), REMEDY, value=value)


def explained(error: Exception, place: Place, value: str) -> Finding:
    """What the error means for the person who styled the template."""
    if isinstance(error, UndefinedError):
        names = _QUOTED.findall(error.message or "") or [""]
        return fault("E602", place, value, names[-1])
    return fault("E603" if isinstance(error, TemplateSyntaxError) else "E604", place, value)


@lru_cache(4_096)
def _expression(text: str) -> Maker:
    compiled = _CELLS.compile_expression(text.strip(), undefined_to_none=False)

    def make(scope: Scope) -> object:
        value: object = compiled(scope)
        if isinstance(value, Undefined):
            str(value)  # a strict undefined raises its own explanation
        return value

    return make


def _blank(value: object) -> object:
    return "" if value is None else value


def _header_value(value: object) -> str:
    return xml_safe(str(_blank(value)))[:_HEADER_LONGEST].replace("&", "&&")


def _environment(finalize: Callable[[object], object]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, finalize=finalize
    )
    environment.globals |= {"link": link, "mark": CellMark}
    return environment


_CELLS = _environment(_blank)
_HEADERS = _environment(_header_value)
