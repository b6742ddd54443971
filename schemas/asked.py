"""评价细则: which sheets a plant does not fill in, of those that nothing in its rules uses."""

from __future__ import annotations

from schemas import department, review, target
from schemas import submission_life as life
from schemas import submission_service as service
from schemas import submission_wishes as wishes
from schemas.base import YES_NO, Sheet, Text, column, key, title

SUBMITTED: tuple[type[Sheet], ...] = (  # the sheets of a branch, in the order of its workbook
    target.TargetActual,
    life.Meeting,
    life.Duty,
    life.Training,
    life.Action,
    life.Pairing,
    life.DutyException,
    service.Pledge,
    service.ZonePost,
    wishes.Wish,
    wishes.Request,
    service.Achievement,
    life.MemberGrade,
)
SWITCHED: dict[str, str] = {  # title -> key of the sheets that a plant may do without
    title(sheet): key(sheet)
    for sheet in (
        *SUBMITTED,
        department.Check,
        review.Survey,
        review.PostReview,
        review.CommitteeDuty,
        review.SecretaryAppraisal,
        review.Verification,
    )
}


class Asked(Sheet):
    """一行一张表填不填。没有写的都要填；指标、清单标准用到的表总是要填。"""

    sheet: Text = column(
        "表",
        "支部填报、部门考评或党委考评中的一张表。",
        example="微心愿",
        choices=tuple(SWITCHED),
        unique=True,
    )
    asked: Text = column("填报", "不填的，空白工作簿里就没有这张表。", example="是", choices=YES_NO)

    class Config:
        title = "填报内容"
        name = "asked"
        metadata = {"edition": 2}
