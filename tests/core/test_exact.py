from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.exact import exact, half_up, shared

F = Fraction

POINTS = st.lists(st.integers(1, 4000).map(lambda n: F(n, 100)), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.1, F(1, 10)),
        (94.995, F(94995, 1000)),
        (7, F(7)),
        ("0.29", F(29, 100)),
        (0.1 + 0.2, F(3, 10)),
        (1e-12, F(0)),
        (-0.0, F(0)),
    ],
)
def test_a_number_is_the_decimal_that_a_person_sees(value: float | str, said: F):
    assert exact(value) == said


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("94.995", "95"),
        ("94.9949", "94.99"),
        ("0.125", "0.13"),
        ("0.135", "0.14"),
        ("2.675", "2.68"),
        ("0", "0"),
        ("-0.125", "-0.12"),
        ("1/3", "0.33"),
    ],
)
def test_half_a_hundredth_is_rounded_up(value: str, printed: str):
    assert half_up(F(value), 2) == F(printed)


@given(st.permutations([0.1, 0.2, 0.3, 0.7, 1.1, 2.6]))
def test_the_order_of_a_sum_of_floats_does_not_show(numbers: list[float]):
    assert exact(sum(numbers)) == 5


@given(POINTS, st.integers(1, 10000))
def test_shared_points_add_up_to_the_whole_and_none_is_a_hundredth_off(points: list[F], cents: int):
    total = F(cents, 100)
    parts = shared(points, total, 2)
    assert sum(parts) == total
    assert all(abs(part - total * p / sum(points)) < F(1, 100) for part, p in zip(parts, points, strict=True))


@given(POINTS)
def test_points_that_all_apply_are_left_as_they_are(points: list[F]):
    assert shared(points, sum(points, F(0)), 2) == points


def test_the_hundredth_left_over_goes_to_the_first_of_equals():
    assert shared([F(1), F(1), F(1)], F(10), 2) == [F("3.34"), F("3.33"), F("3.33")]
