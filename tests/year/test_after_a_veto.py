"""After a veto has ended the step is measured from the star before it, or step by step (rules 10.8)."""

from __future__ import annotations

import pytest
from kit.plant_on_disk import REVIEW, RULES, added, changed, copied, put, quarter, rated_from
from kit.spoilt_plant import day

from pipeline.year.quarters import History
from schemas.words import TEAM

UNIT = (TEAM, "热控二班")
QUARTERS = [quarter(f"2019Q{number}") for number in (1, 2, 3, 4)]


def past(stars: list[int | None], *vetoed: int) -> History:
    """What is known after these quarters; `vetoed`: the quarters (from 1) with a decision."""
    made = History(vetoed=frozenset((f"2019Q{number}", UNIT) for number in vetoed))
    for period, star in zip(QUARTERS, stars, strict=False):
        made.add(period, UNIT, star, None, True)
    return made


@pytest.mark.parametrize(
    ("stars", "vetoed", "before"),
    [
        ([4, 0], (2,), 4),  # the veto took four stars away
        ([4, 0, 0], (2, 3), 4),  # two in a row: measured from the star before both
        ([4, 0, 3], (2,), None),  # it has come back since
        ([4, 4], (2,), None),  # a cap that lowered nothing
        ([4, 2], (), None),  # a fall in score is no veto
        ([0], (1,), None),  # nothing was known before it
        ([4, 0, None], (2,), 4),  # a missed quarter leaves all as it was
    ],
)
def test_the_star_before_a_veto_is_kept_until_the_unit_is_rated_without_one(stars, vetoed, before):
    assert past(stars, *vetoed).before_veto.get(UNIT) == before


@pytest.mark.parametrize(("way", "restored"), [("次期恢复", True), ("逐级", False)])
def test_a_team_comes_back_from_the_star_that_it_had(tmp_path, way, restored):
    folder = copied(tmp_path)
    review, published = "2019Q2/党委考评.xlsx", {"期间": "2019Q2", "单位": UNIT[1]}
    changed(
        folder,
        added(
            review,
            "加减分与否决",
            单位类别=TEAM,
            单位=UNIT[1],
            类型="否决",
            编码="VT06",
            依据文号="示例党〔2019〕19号",
            决定日期=day("2019-05-20"),
            事由="台账数据不实",
        ),
        put(REVIEW, "已公布星级", published, 星级=0),
        put(RULES, "基本设置", {"项目": "否决后恢复"}, 内容=way),
    )
    star = rated_from(folder).star[UNIT]
    assert star.previous_star == 0  # what is shown stays what was published
    step = next(s for s in rated_from(folder).steps_of(UNIT) if s.stage == "步长")
    assert ("否决期满" in step.because) == restored
    assert (step.after > 1) == restored
