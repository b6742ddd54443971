"""Bounds: of a share that few votes gave, of its change between two surveys, and of a place under every weighting. Pure numbers.

Floating-point numbers here are no scores: what is scored stays exact."""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

SURE = (
    1.2816  # one-sided 90 %: a stricter one would leave a team of five no bound worth printing (stars.md 8)
)
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def wilson(share: float, votes: int, sure: float = SURE) -> tuple[float, float]:
    """Bounds of a share that so many votes gave."""
    whole = 1 + sure * sure / votes
    middle = (share + sure * sure / 2 / votes) / whole
    half = sure * sqrt(share * (1 - share) / votes + sure * sure / 4 / votes**2) / whole
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(before: tuple[float, int], after: tuple[float, int], sure: float = SURE) -> tuple[float, float]:
    """Bounds of the change between two shares, each with its votes, from the Wilson bounds of both (Newcombe 1998, method 10)."""
    (old, _), (new, _) = before, after
    (old_low, old_high), (new_low, new_high) = wilson(*before, sure), wilson(*after, sure)
    change = new - old
    return (
        change - sqrt((new - new_low) ** 2 + (old_high - old) ** 2),
        change + sqrt((new_high - new) ** 2 + (old - old_low) ** 2),
    )


def certain_places(
    weights: Floats, low: Floats, high: Floats, beside: Floats, spread: float, slack: float = 0.0
) -> list[tuple[int, int]]:
    """Best and worst place that a unit can have, whatever the weights within `spread` of theirs.

    A row a unit, a column an indicator: its weight (0 where it does not apply) and the share that was reached at least and at
    most; `beside`: what is added, as a share of the full score; `slack`: by how much rounding may hide a difference."""
    above = _always_above(weights, low, high, beside, spread, slack)
    units = len(weights)
    return [(1 + int(above[:, at].sum()), units - int(above[at].sum())) for at in range(units)]


def _always_above(
    weights: Floats, low: Floats, high: Floats, beside: Floats, spread: float, slack: float
) -> Flags:
    """[i, j]: unit i is above unit j under every weighting. Of two units with the same weights this is exact: the sum over the
    indicators is least where each that speaks for i weighs least. Of others it holds where the least of i exceeds the most of j."""
    units = len(weights)
    least = np.array([_extreme(*one, spread) for one in zip(weights, low, strict=True)]) + beside
    most = beside - np.array([_extreme(w, -h, spread) for w, h in zip(weights, high, strict=True)])
    above = least[:, None] - most[None, :] > slack
    for i in range(units):
        same = np.isclose(weights, weights[i]).all(axis=1)
        terms = weights[i] * (low[i] - high[same] + (beside[i] - beside[same] - slack)[:, None])
        above[i, same] |= np.where(terms > 0, (1 - spread) * terms, (1 + spread) * terms).sum(axis=1) > 0
    np.fill_diagonal(above, False)
    return np.asarray(above, dtype=np.bool_)


def _extreme(weights: Floats, shares: Floats, spread: float) -> float:
    """The least weighted mean of the shares: the lowest of them weigh most, the rest least."""
    order = np.argsort(shares)
    w, s = weights[order], shares[order]
    heavy = np.concatenate([[0.0], np.cumsum(w)]), np.concatenate([[0.0], np.cumsum(w * s)])
    whole, parts = heavy[0][-1], heavy[1][-1]
    means = ((1 - spread) * parts + 2 * spread * heavy[1]) / ((1 - spread) * whole + 2 * spread * heavy[0])
    return float(means.min())
