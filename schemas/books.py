"""The six kinds of workbook and the sheets of each."""

from __future__ import annotations

from schemas import asked, department, directory, indicator, levels, review, rulebook, survey, target, yearly
from schemas.base import Book, Declaration, Sheet, declaration, key

_CHECKED = (department.Check, target.TargetActual, department.UnitCheck, department.Reported)
_REVIEWED = (
    review.Inspection,
    review.Survey,
    survey.Ballot,
    review.Event,
    review.PostReview,
    review.CommitteeDuty,
)
_RECORDED = (
    review.Receipt,
    review.PublishedStar,
    review.Decision,
    review.Objection,
    review.SecretaryAppraisal,
    review.Verification,
    yearly.Application,
    yearly.YearEnd,
)
_RULES = (
    rulebook.Setting,
    indicator.Line,
    indicator.Band,
    survey.SurveyGroup,
    survey.SurveyAnswer,
    levels.Threshold,
    levels.Gate,
    levels.Veto,
    levels.Quota,
    rulebook.DutyItem,
    rulebook.BonusRule,
    rulebook.BonusLimit,
    rulebook.Coefficient,
    rulebook.WorkDay,
    asked.Asked,
    rulebook.Example,
    indicator.Computation,
    indicator.Indicator,
)

DIRECTORY = Book("directory", "组织名册", "", (directory.Branch, directory.Team, directory.Person))
TARGET = Book("target", "目标责任书", "", (target.Target,))
SUBMISSION = Book("submission", "支部填报", "支部", asked.SUBMITTED, ticks=asked.SUBMITTED)
CHECK = Book(
    "check",
    "部门考评",
    "考评部门",
    (_CHECKED[0], department.Conclusion, *_CHECKED[1:], department.PassedItem),
    ticks=_CHECKED,
)
REVIEW = Book("review", "党委考评", "", (*_REVIEWED, *_RECORDED), ticks=_REVIEWED)
RULEBOOK = Book("rulebook", "评价细则", "", _RULES)

BOOKS = (DIRECTORY, TARGET, SUBMISSION, CHECK, REVIEW, RULEBOOK)
SHEETS: dict[str, type[Sheet]] = {key(sheet): sheet for book in BOOKS for sheet in book.sheets}
DECLARED: dict[str, Declaration] = {key: declaration(sheet) for key, sheet in SHEETS.items()}
