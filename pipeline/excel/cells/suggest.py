"""The value that was probably meant, to be accepted in 问题清单 instead of being typed again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from pipeline.core.alike import nearest, one_off, same_code
from pipeline.excel.cells.cell import Broken
from pipeline.excel.cells.kinds import ITEM_MARK, parse, show
from pipeline.excel.cells.named import Offered
from pipeline.excel.package import xml_safe
from schemas.base import Column, Kind

Options = tuple[str, ...]


def options(column: Column, lists: Mapping[str, Sequence[str]]) -> Options:
    """What the column's dropdown offers; empty where it has none."""
    offered = column.choices or lists.get(column.refers_to, ())
    return tuple(
        dict.fromkeys(
            one if isinstance(one, Offered) else xml_safe(str(one)) for one in offered if str(one).strip()
        )
    )


_CODE = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
_ALL_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]*")
_END = re.compile(r"(?P<begin>.*?)(?P<digits>[0-9]{1,9})")
_LEAST_NAME = 4  # letters of a name that a slip is found in; shorter ones are people's, and one letter off is somebody else
_NO_LETTERS = re.compile(r"[\W_]+")
_NOBODY: Mapping[str, Collection[str]] = {}
Suggest = Callable[[Column, object], str]
# "sheet.column" of codes -> names without signs, as of `name_in`, -> codes
Named = Mapping[str, Mapping[str, Collection[str]]]


def suggestions(lists: Mapping[str, Sequence[str]], named: Named) -> Suggest:
    """`suggestion` for these lists and names; the same value in the same column is thought about once."""
    offered = cache(lambda column: options(column, lists))
    return lru_cache(None, typed=True)(
        lambda column, raw: suggestion(column, raw, offered(column), named.get(column.refers_to, _NOBODY))
    )


def suggestion(
    column: Column, raw: object, offered: Options, named: Mapping[str, Collection[str]] = _NOBODY
) -> str:
    """How the cell was understood, or what it means of all that the column's dropdown offers; "" where neither helps."""
    if isinstance(raw, Broken):
        return ""
    parsed = parse(column.kind, raw, column.choices)
    text = show(column.kind, parsed.value)
    if not offered or not text or text in offered:
        return parsed.repaired
    if column.kind is Kind.LIST:
        return _every_item(text.split(ITEM_MARK), offered, named) or parsed.repaired
    if column.kind is Kind.CODE and column.refers_to:
        return meant_code(text, offered, named)
    return meant(text, offered) or parsed.repaired


def next_numbers(numbers: Iterable[str], count: int) -> list[str]:
    """So many numbers that are free after the last one of a sheet that ends with digits: after WX-JX-2019Q3-09 WX-JX-2019Q3-10.

    None where no number ends with digits."""
    known = list(numbers)
    last = next(filter(None, map(_END.fullmatch, reversed(known))), None)
    if last is None:
        return []
    begin, digits = last["begin"], last["digits"]
    following = (f"{begin}{at:0{len(digits)}}" for at in itertools.count(int(digits) + 1))
    return list(itertools.islice((one for one in following if one not in {*known}), count))


def _every_item(items: Sequence[str], offered: Options, named: Mapping[str, Collection[str]]) -> str:
    """The list with each item as it is offered; "" where one of them is in doubt, or nothing is to be changed."""
    coded = all(map(_ALL_CODE.fullmatch, offered))
    meant_items = [
        one if one in offered else meant_code(one, offered, named) if coded else meant(one, offered)
        for one in items
    ]
    return (
        ITEM_MARK.join(dict.fromkeys(meant_items)) if all(meant_items) and meant_items != list(items) else ""
    )


@lru_cache(4_096)
def meant(text: str, offered: tuple[str, ...]) -> str:
    """The one offered text that is nearest; "" where another is as near."""
    return nearest(text, offered)


def meant_code(text: str, known: Iterable[str], named: Mapping[str, Collection[str]] = _NOBODY) -> str:
    """The one known code that is written with other zeros, capitals or hyphens, has words around it, or is called by its
    name; "" if in doubt.

    A code that is merely similar is another thing's. `named`: names without signs, as of `name_in`, -> codes."""
    codes, words = _CODE.findall(text), name_in(text)
    if _ALL_CODE.fullmatch(text):
        matches = same_code(text, known)
    elif codes:
        matches = set(codes).intersection(known) or same_code(codes[0], known) if len(codes) == 1 else set()
        matches = matches.intersection(named[words]) if words in named else matches
    else:
        matches = set(named.get(words, ())) or _called_nearly(words, named)
    return matches.pop() if len(matches) == 1 else ""


def _called_nearly(words: str, named: Mapping[str, Collection[str]]) -> set[str]:
    longer = [name for name in named if len(name) >= _LEAST_NAME]
    return set(named[near]) if len(words) >= _LEAST_NAME and (near := nearest(words, longer)) else set()


def similar_code(text: str, known: Iterable[str]) -> str:
    """The one known code that is a single sign off: worth a look, never a suggestion."""
    return one_off(text, known) if _ALL_CODE.fullmatch(text) else ""


def name_in(text: str) -> str:
    """The words of a text, without codes and signs: 张三 of 张三(00123)."""
    return _NO_LETTERS.sub("", _CODE.sub("", text))
