"""A question asked once: what is worked out of something that nobody changes is kept as long as the thing itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Remembering(Protocol):
    """Something that nobody changes and that keeps what was worked out of it."""

    @property
    def memo(self) -> dict[tuple[object, ...], Any]:
        """Function and further arguments -> the answer."""
        ...


_Of = TypeVar("_Of", bound=Remembering)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def remembered(work: Callable[Concatenate[_Of, _P], _R]) -> Callable[Concatenate[_Of, _P], _R]:
    """The function asked once of its first argument and the same further ones; nobody may change what it gives."""

    @wraps(work)
    def ask(of: _Of, /, *rest: _P.args, **named: _P.kwargs) -> _R:
        asked = (work, *rest, *named.items())
        if asked not in of.memo:
            of.memo[asked] = work(of, *rest, **named)
        answer: _R = of.memo[asked]
        return answer

    return ask
