"""The six kinds of workbook and the sheets of each."""

from __future__ import annotations

from schemas.base import Book, Declaration, Sheet, declaration, key
from schemas.directory import Branch, Person, Team
from schemas.review import (
    Check,
    CommitteeDuty,
    Decision,
    Event,
    Inspection,
    Objection,
    PostReview,
    PublishedStar,
    Receipt,
    SecretaryAppraisal,
    Survey,
)
from schemas.rulebook import (
    BonusRule,
    Coefficient,
    DutyItem,
    Example,
    Gate,
    Indicator,
    Quota,
    Setting,
    Threshold,
    Veto,
)
from schemas.submission_life import Action, Duty, DutyException, Meeting, MemberGrade, Pairing, Training
from schemas.submission_service import Achievement, Pledge, Request, Wish, ZonePost
from schemas.target import Target, TargetActual

_SUBMITTED = (
    TargetActual,
    Meeting,
    Duty,
    Training,
    Action,
    Pairing,
    DutyException,
    Pledge,
    ZonePost,
    Wish,
    Request,
    Achievement,
    MemberGrade,
)

DIRECTORY = Book("directory", "组织名册", "", (Branch, Team, Person))
TARGET = Book("target", "目标责任书", "", (Target,))
SUBMISSION = Book("submission", "支部填报", "支部", _SUBMITTED, _SUBMITTED)
CHECK = Book("check", "部门考评", "考评部门", (Check, TargetActual), (Check, TargetActual))
_REVIEWED = (
    Inspection,
    Survey,
    Event,
    PostReview,
    CommitteeDuty,
    Receipt,
    PublishedStar,
    Decision,
    Objection,
    SecretaryAppraisal,
)
REVIEW = Book("review", "党委考评", "", _REVIEWED, (Inspection, Survey, Event, PostReview, CommitteeDuty))
RULEBOOK = Book(
    "rulebook",
    "评价细则",
    "",
    (Setting, Indicator, Threshold, Gate, Veto, Quota, DutyItem, BonusRule, Coefficient, Example),
)

BOOKS = (DIRECTORY, TARGET, SUBMISSION, CHECK, REVIEW, RULEBOOK)
SHEETS: dict[str, type[Sheet]] = {key(sheet): sheet for book in BOOKS for sheet in book.sheets}
DECLARED: dict[str, Declaration] = {key: declaration(sheet) for key, sheet in SHEETS.items()}
