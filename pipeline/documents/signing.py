"""目标责任书 before anything is reached: what is signed in January, from the workbook of the year's goals and the directory."""

from __future__ import annotations

from importlib.resources import files

from pipeline.core.finding import Finding, has_errors
from pipeline.core.period import Period
from pipeline.documents.form import Form, fill, form
from pipeline.documents.goals import TEMPLATE, agreed, goals_of
from pipeline.documents.opening import Context, labels
from pipeline.evidence.people import heads
from pipeline.excel.workbook import Workbook
from pipeline.intake.assemble import renamed
from pipeline.intake.collect import Inbox, by_file, cover
from pipeline.intake.forms.blanks import latest
from pipeline.intake.select import canonical, select
from schemas.books import SHEETS
from schemas.words import TEAM

READY, ROOM = "签订稿", "　　　　"
FAULTY = "目标责任书工作簿还有错误，没有生成各单位的目标责任书；运行 make check，改好以后再生成"
Letters = dict[str, bytes]


def signing(inbox: Inbox, period: Period) -> Letters | str:
    """目标责任书/<unit>.docx for every unit with goals in the target workbook that covers the period, none where there is no such
    workbook; a sentence instead where the workbook or the template is at fault.

    In January there is no directory of the new year yet: the last one tells who is responsible first."""
    chosen = select(inbox, period)
    before = latest(inbox, period)
    directory = chosen.directory or (select(inbox, before).directory if before else None)
    if chosen.target is None or directory is None:
        return {}
    if has_errors(by_file(inbox.findings)[chosen.target.file]):
        return FAULTY
    path = f"docx/{TEMPLATE}.docx"
    blank = form(files("templates").joinpath(path).read_bytes(), f"templates/{path}")
    made: Letters = {}
    for name, context in _contexts(inbox, chosen.target, directory).items():
        letter = fill(blank, _opening(chosen.target, period) | context) if isinstance(blank, Form) else blank
        if isinstance(letter, Finding):
            return f"模板有问题：{letter.place} {letter.message}。{letter.remedy}"
        made[f"{TEMPLATE}/{name}.docx"] = letter
    return made


def _opening(target: Workbook, period: Period) -> Context:
    return {"plant": cover(target, "plant"), "period": period.whole_year().title, "year": period.year, "stage": READY,
            "reservations": "", "wording": "", "last_day": "", "results": False, "reached": ""}


def _contexts(inbox: Inbox, target: Workbook, directory: Workbook) -> dict[str, Context]:
    """File name -> what stands in the letter of a unit; room for the name of a person whom the directory does not give."""
    frames = {key: inbox.rows(key, {directory.file}) for key in ("branch", "team", "person")}
    rows = renamed(SHEETS["target"], inbox.rows("target", {target.file}), canonical(inbox, directory))
    parents = {(TEAM, team): branch for team, branch in zip(frames["team"]["team"], frames["team"]["branch"], strict=True)}
    first, goals = heads(frames), goals_of(rows, frames["person"])
    return {name: agreed(key, goals, parents.get(key, ""), first[key].name if key in first else ROOM)
            for key, name in labels(sorted(goals)).items()}
