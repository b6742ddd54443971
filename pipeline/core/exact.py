"""Exact numbers: what a cell says as a fraction, and rounding half up to the printed places."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor


def exact(value: float | int | str) -> Fraction:
    """The decimal a person sees, exactly: 0.1 is 1/10. Floats are first cut to nine places, so that the noise of a sum
    in another order changes nothing."""
    return Fraction(Decimal(repr(round(value, 9)))) if isinstance(value, float) else Fraction(value)


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded half up to `places` decimals (rules 3.2); numpy, pandas and Python round half to even."""
    scale = 10**places
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def shared(points: Sequence[Fraction], total: Fraction, places: int) -> list[Fraction]:
    """`total` shared in proportion to `points`, each rounded to `places`, and together exactly `total`.

    The hundredths that rounding leaves over go to the largest remainders, the first of equals first: the maxima of the
    parts that are printed then add up to the whole."""
    scale, sum_of_points = 10**places, sum(points, Fraction(0))
    parts = [total * p / sum_of_points * scale for p in points]
    whole = [floor(p) for p in parts]
    left = int(total * scale) - sum(whole)
    by_remainder = sorted(range(len(parts)), key=lambda i: (whole[i] - parts[i], i))
    for i in by_remainder[:left]:
        whole[i] += 1
    return [Fraction(w, scale) for w in whole]
