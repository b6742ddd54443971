from fractions import Fraction

import pytest
from kit.tiny_plant import rulebook

from pipeline.rating.quota import quota_warnings, slots
from pipeline.rating.stars import FIRST, RATED, Standing
from pipeline.rulebook.levels import Quota

F = Fraction


def quota(share: str, rounding: str = "舍去", minimum: int = 0) -> Quota:
    return Quota("党支部", 5, F(share), rounding, minimum, "")


@pytest.mark.parametrize(
    ("share", "rounding", "minimum", "rated", "places"),
    [
        ("0.1", "舍去", 1, 8, 1),
        ("0.1", "舍去", 1, 19, 1),
        ("0.1", "舍去", 1, 20, 2),
        ("0.4", "舍去", 0, 8, 3),
        ("0.29", "舍去", 0, 100, 29),
        ("0.07", "进位", 0, 100, 7),
        ("0.1", "进位", 0, 11, 2),
        ("0.1", "四舍五入", 0, 15, 2),
        ("0.1", "四舍五入", 0, 14, 1),
        ("0.4", "舍去", 0, 2, 0),
        ("0.1", "舍去", 1, 0, 1),
    ],
)
def test_places_are_counted_exactly(share: str, rounding: str, minimum: int, rated: int, places: int):
    assert slots(quota(share, rounding, minimum), rated) == places


def plant(stars: list[int | None], kind: str = "党支部") -> dict[tuple[str, str], Standing]:
    return {
        (kind, str(n)): Standing((kind, str(n)), "", FIRST if star is None else RATED, F(90), None, star=star)
        for n, star in enumerate(stars)
    }


def warned(stars: list[int | None]) -> list[str]:
    return [sentence for _, sentence in quota_warnings(rulebook(), plant(stars))]


def test_as_many_as_there_are_places_is_no_warning():
    assert warned([5, 4, 4, 3, 3, 3, 3, 3]) == []


def test_one_too_many_at_the_top_is_a_warning():
    assert warned([5, 5, 4, 3, 3, 3, 3, 3]) == [
        "党支部五星有 2 个，名额 1 个（参评 8 个）；季度只预警，年度定星时执行"
    ]


def test_four_and_five_stars_share_their_places():
    assert warned([5, 4, 4, 4, 3, 3, 3, 3]) == [
        "党支部四星及以上有 4 个，名额 3 个（参评 8 个）；季度只预警，年度定星时执行"
    ]


def test_units_that_are_not_rated_take_no_place_and_give_none():
    assert warned([5, 4, 4, 4, *[3] * 6, *[None] * 9]) == []
    assert warned([5, 4, 4, 4, *[3] * 5, *[None] * 9]) != []


def test_teams_and_branches_have_places_of_their_own():
    both = plant([5, 3, 3]) | plant([5, 3, 3], "班组")
    assert quota_warnings(rulebook(), both) == []


def test_a_warning_changes_no_star():
    standings = plant([5] * 8)
    quota_warnings(rulebook(), standings)
    assert {s.star for s in standings.values()} == {5}


def test_a_suspended_unit_is_rated_and_its_star_is_not_counted():
    """Otherwise the warning would tell the star that nobody may know yet."""
    found = plant([5, 5, 3])
    found["党支部", "1"].pending = "正在调查"
    assert [sentence for quota, sentence in quota_warnings(rulebook(), found) if quota.star == 5] == []
