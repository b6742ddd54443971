"""The pages of the desk: which address gives what. What is shown comes from the folders each time."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from pipeline.cli.console import not_written
from pipeline.cli.desk import drop, results
from pipeline.cli.desk.guard import CSRF, MOST_FILES, MOST_SENT, Guard
from pipeline.cli.desk.plant import PlantFolder, View
from pipeline.cli.desk.tasks import BY_COMMAND, TASKS, Runner
from pipeline.cli.home import written_in
from pipeline.core.archive import FOLDER as ARCHIVE
from pipeline.core.period import parse_period
from pipeline.excel.workbook import Workbook
from pipeline.intake.account import ELSEWHERE
from pipeline.intake.collect import unit_of
from pipeline.report.notices.explain import counted_sheets
from pipeline.report.notices.steps import GATHERING, Written, steps, today, todos
from pipeline.report.page import rendered
from pipeline.report.pages.card import card
from pipeline.report.result import Result
from schemas.words import BRANCH

Log = Callable[[str], object]
_MOST_DROPS = 10  # whose answers are kept to be looked at; the workbooks themselves lie in the folder
_MEGABYTE = 1_000_000
_SAID = {
    401: "请用收件台打印的地址打开这一页：在打开收件台的窗口里复制那一行。",
    403: "这个请求不是从收件台自己的页面发出的，没有办理。请回到收件台再试一次。",
    404: "没有这一页，或文件已经不在。",
    405: "没有这一页，或文件已经不在。",
    413: f"一次至多放 {MOST_FILES} 个文件，合计不超过 {MOST_SENT // _MEGABYTE} MB。请分几次放。",
    421: "只能用收件台打印的地址打开。",
    500: "收件台出错了，这一步没有办成；收到的工作簿没有改动。请再试一次，还不行就关闭收件台重新打开。",
}
_ACTS = {  # target of make of a step, or its name -> what is done for it here
    "templates": "按“生成空白表”，发给各支部、各部门。",
    GATHERING: "收到的拖进来；没交的按“催办”。",
    "check": "按“检查”；有错误的把返还表退回去，改好再收。",
    "report": "按“评星、出报告”；有错误时只能试算。",
    "审定": "登记在“党委考评”工作簿的“审定”表，再拖进来。",
    "mail": "按“写邮件”，逐封看过预览；发送要在终端输入期间确认：",
    "close": "审定以后在终端输入命令，打印归档单签字：",
}
_UNRATED = "缺少评星所必需的工作簿，或评价细则有误，还不能评星。先按“检查”看缺什么。"
_ARCHIVED = "这一期已经归档，不再测算。结果看归档的报告。"
pages = Blueprint("desk", __name__)


class DeskApp(Flask):
    """The application; of what goes wrong it logs the kind and the line, never what somebody wrote."""

    plant: PlantFolder
    guard: Guard
    runner: Runner
    log: Log
    drops: OrderedDict[str, drop.Drop]

    def log_exception(self, exc_info: Any) -> None:
        """One line without a name: the message of an exception may hold what stands in a cell."""
        kind, _, trace = exc_info
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        self.log(f"出错：{kind.__name__} {where}")


def desk_app(plant: PlantFolder, guard: Guard, log: Log) -> DeskApp:
    """The desk over the folders of a plant."""
    app = DeskApp(__name__, static_folder=None)
    app.plant, app.guard, app.log = plant, guard, log
    app.runner, app.drops = Runner(plant.source, plant.target), OrderedDict()
    guard.watch_over(app)
    app.register_blueprint(pages)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OSError, lambda error: (_page("notice", sentence=not_written(error)), 500))
    return app


def _desk() -> DeskApp:
    assert isinstance(current_app, Flask)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(app, DeskApp)
    return app


def _page(name: str, **values: object) -> Response:
    app = _desk()
    period = app.plant.period
    shared = {"csrf": app.guard.csrf, "field": CSRF, "run": app.runner.last, "period": period}
    limits = {"most_files": MOST_FILES, "most_bytes": MOST_SENT}
    return Response(rendered(f"desk/{name}.html.j2", **shared, **limits, **values), mimetype="text/html")


def _refused(error: HTTPException) -> tuple[Response, int]:
    code = error.code or 500
    sentence = _SAID.get(code, _SAID[404] if code < 500 else _SAID[500])
    return Response(rendered("desk/refused.html.j2", sentence=sentence), mimetype="text/html"), code


@pages.get("/")
def home() -> Response:
    """The seven steps, the drop area, the board, the buttons, the results."""
    app = _desk()
    with app.plant.lock:
        view = app.plant.current()
        examined, period, target = view.examined, view.period, app.plant.target
        written = written_in(target / period.name, examined) if period and examined else Written()
        return _page(
            "home",
            steps=steps(examined, written) if examined else (),
            acts=_ACTS,
            today=today(todos(examined, written)) if examined else [],
            received=_board(view),
            others=_others(view),
            advised=_advised(view),
            tasks=TASKS,
            following=_following(view),
            groups=results.offered(target, period) if period else [],
            periods=results.known_periods(target),
        )


def _board(view: View) -> list[object]:
    examined = view.examined
    return [] if examined is None else [r for r in examined.intake.received if r.state != ELSEWHERE]


def _advised(view: View) -> set[str]:
    """The branches whose workbook counts, where the period can be rated."""
    return {unit for one in _counting(view) if (unit := unit_of(one))}


def _counting(view: View) -> list[Workbook]:
    """The workbooks of branches that count, where the period can be rated."""
    examined = view.examined
    return [] if examined is None or examined.tables is None else [*examined.chosen.submissions.values()]


def _rated(app: DeskApp) -> tuple[Result | None, str]:
    """The period rated by what lies there now; None with the reason. What is archived is not rated again beside its archive."""
    view = app.plant.current()
    if view.period is not None and (app.plant.target / view.period.name / ARCHIVE).exists():
        return None, _ARCHIVED
    rated = app.plant.rated(view)
    return rated, "" if rated else _UNRATED


def _others(view: View) -> list[str]:
    """The files that gave no workbook that counts on the board."""
    examined = view.examined
    named = set() if examined is None else {one.file for one in examined.intake.received}
    told = {one.file for one in view.inbox.workbooks}
    return [file for file in view.inbox.paths if file not in named and file not in told]


def _following(view: View) -> str:
    """The period whose blanks are written next; "" before there is one."""
    return view.period.following().name if view.period is not None else ""


@pages.post("/drop")
def dropped() -> AnyResponse:
    """Workbooks that were dropped or chosen: kept, or only tried."""
    app = _desk()
    files = [one for one in request.files.getlist("files") if one.filename]
    if not files:
        return _page("notice", sentence="没有选文件。请把工作簿拖进来，或按“选择文件”。")
    if len(files) > MOST_FILES:
        abort(413)
    sent = [drop.DroppedFile(one.filename or "", one.read()) for one in files]
    tried = "try" in request.form
    answer = (drop.attempt if tried else drop.keep)(app.plant, sent)
    app.log(f"{'试查' if tried else '收到'} {len(sent)} 个文件")
    number = secrets.token_hex(8)
    app.drops[number] = answer
    while len(app.drops) > _MOST_DROPS:
        app.drops.popitem(last=False)
    return redirect(url_for("desk.answers", number=number), 303)


@pages.get("/drops/<number>")
def answers(number: str) -> Response:
    """What was found in what was dropped."""
    answer = _desk().drops.get(number) or abort(404)
    return _page("answers", drop=answer, links=f"/drops/{number}/", counted=())


@pages.get("/drops/<number>/<int:place>")
def copy(number: str, place: int) -> Response:
    """The marked copy of one of the workbooks that were dropped."""
    answer = _desk().drops.get(number) or abort(404)
    if not 1 <= place <= len(answer.answers) or not answer.answers[place - 1].copy:
        abort(404)
    return _workbook(answer.answers[place - 1])


@pages.get("/file")
def file() -> Response:
    """What there is to say of a file in the input folder; with copy=1 its marked copy."""
    app, name = _desk(), request.args.get("name", "")
    every = drop.answers_of(app.plant, name) or abort(404)
    if "copy" in request.args:
        marked = next((one for one in every if one.copy), None) or abort(404)
        return _workbook(marked)
    return _page(
        "answers",
        drop=drop.Drop(False, (), every),
        links="",
        counted={one.file for one in _counting(app.plant.current())},
        kept=name if name in app.plant.current().inbox.paths else "",
    )


@pages.get("/advice")
def advice() -> Response:
    """What a unit lacks, and 下季度改进建议; of a branch also of its teams."""
    app, name = _desk(), request.args.get("unit", "")
    result, why = _rated(app)
    if result is None:
        return _page("notice", sentence=why)
    stars = [star for star in result.stars_of(BRANCH) if star.unit == name] or abort(404)
    cards = [card(star, result) for star in (*stars, *(t for s in stars for t in result.teams_of(s)))]
    return _page("advice", unit=name, cards=cards, stage=result.stage)


@pages.get("/counted")
def counted() -> Response:
    """What every row of a workbook counted for."""
    app, name = _desk(), request.args.get("name", "")
    result, why = _rated(app)
    if result is None:
        return _page("notice", sentence=why)
    sheets = counted_sheets(result, name) or abort(404)
    return _page("counted", file=name, sheets=sheets)


def _workbook(answer: drop.DropAnswer) -> Response:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    headers = {"Content-Disposition": results.attachment(answer.copy_name)}
    return Response(answer.copy, mimetype=kind, headers=headers)


@pages.post("/take-out")
def take_out() -> Response:
    """A file taken out of the input, and kept beside it."""
    app = _desk()
    sentence = drop.take_out(app.plant, request.form.get("name", "")) or abort(404)
    app.log("移出 1 个文件")
    return _page("notice", sentence=sentence)


@pages.post("/period")
def choose() -> AnyResponse:
    """Another period to work on; an empty field is the newest."""
    app, text = _desk(), request.form.get("period", "").strip()
    period = parse_period(text) if text else None
    if text and period is None:
        return _page("notice", sentence=f"“{text}”看不出是哪一期，请写成 2019Q3 或 2019-08。")
    app.plant.choose(period)
    return redirect("/", 303)


@pages.post("/run")
def start() -> AnyResponse:
    """A command started, if no other one runs."""
    app = _desk()
    task = BY_COMMAND.get(request.form.get("command", "")) or abort(404)
    text = request.form.get("period", "").strip()
    period = parse_period(text)
    if period is None:
        return _page("notice", sentence=f"“{text}”看不出是哪一期，请写成 2019Q3 或 2019-08。")
    if not app.runner.start(task, period, "draft" in request.form):
        return _page("notice", sentence="另一个命令还没有结束，请等它完成再按。")
    app.log(f"运行 {task.command} {period.name}")
    return redirect("/run", 303)


@pages.get("/run")
def running() -> Response:
    """What the running command says, or the last one said."""
    run = _desk().runner.last
    if run is None:
        abort(404)
    there = run.status is not None and run.task.page in results.listed(_desk().plant.target, run.period.name)
    return _page("run", first=results.link(run.period.name, run.task.page) if there else "")


@pages.get("/results/<period>/")
def period_results(period: str) -> Response:
    """All that there is of a period."""
    span = parse_period(period)
    if span is None or span.name != period:
        abort(404)
    return _page("results", title=span.title, groups=results.offered(_desk().plant.target, span))


@pages.get("/results/<period>/<path:path>")
def result(period: str, path: str) -> Response:
    """A file that a command has written."""
    file = results.listed(_desk().plant.target, period).get(path) or abort(404)
    return results.opened(file)


@pages.get("/style.css")
def style() -> Response:
    """The style of the report's pages, and what the desk has besides."""
    return Response(results.source("report.css") + results.source("desk/desk.css"), mimetype="text/css")


@pages.get("/desk.js")
def script() -> Response:
    """What a page does besides: dragging first, then what the report's tables do; every page works without."""
    return Response("".join([results.source("desk/desk.js"), *results.scripts()]), mimetype="text/javascript")


@pages.get("/favicon.ico")
def icon() -> Response:
    """What browsers ask for by themselves: there is none."""
    return Response(status=204)
