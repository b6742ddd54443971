"""The command reopen: a closed quarter is opened for a correction, or the opening taken back; what was closed is kept."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.cli.close import quarterly
from pipeline.cli.console import DONE, FINDINGS, Stages, folders, hold, tell
from pipeline.cli.home import home_at_end
from pipeline.core.period import Period

if TYPE_CHECKING:
    from pipeline.core.archive import Archive
    from pipeline.core.correction import Correction
    from pipeline.core.finding import Finding

_ANSWERS = {"影响": True, "不影响": False}
_QUESTION = "更正开始以后，原来的归档另放一处，请输入期间 {0.name} 确认"
_UNDO_QUESTION = "撤回以后，原来的归档恢复原样，请输入期间 {0.name} 确认"


@click.command()
@folders
@click.option("--reason", help="更正的原因，印在报告和通报上，不写反映人的姓名")
@click.option("--objection", help="依据哪一件异议，例如 检修支部 2019-11-01；不印出来")
@click.option(
    "--material/--slip", default=None, help="影响得分、星级或名次，由会议决定；或者只是不影响结果的笔误"
)
@click.option("--by", help="经办人；不影响结果的，是批准的党群工作部负责人")
@click.option("--decided", help="决定的日期，例如 2019-11-05")
@click.option("--minutes", help="党委会议的纪要号；经党建例会审核的季度不用写")
@click.option("--undo", is_flag=True, envvar="UNDO", help="撤回正在办理的更正，原来的归档恢复原样")
@click.option("--yes", is_flag=True, help="不再询问")
def reopen(
    *,
    source: Path,
    target: Path,
    period: Period | None,
    reason: str | None,
    objection: str | None,
    material: bool | None,
    by: str | None,
    decided: str | None,
    minutes: str | None,
    undo: bool,
    yes: bool,
) -> None:
    """更正已归档的一季：写明原因和决定，原来的归档按次序留存。例如 dualstar reopen --period 2019Q3"""
    from pipeline.core.archive import closed_periods, corrected_periods

    quarterly(period)
    known = sorted({*closed_periods(target), *corrected_periods(target)})
    if period is None and not known:
        raise click.UsageError(f"{target} 里没有归档的季度")
    period = period or known[-1]
    if (target / period.name).is_dir():
        hold(target / period.name)
    if undo:
        _take_back(target, period, yes)
    else:
        archive = _sound(target, period)
        answers = _Answers(
            {"reason": reason, "objection": objection, "by": by, "decided": decided, "minutes": minutes},
            ask=not yes,
        )
        _open(target, period, archive, answers.correction(period, archive, material), yes)
    _write_home(source, target, period)
    sys.exit(DONE)


def _sound(target: Path, period: Period) -> Archive:
    """The archive that is to be corrected; stops the command where there is none, or it is not as it was written."""
    from pipeline.core.archive import broken_chain, kept_numbers, read_archive, say
    from pipeline.core.correction import closed, read_corrections
    from pipeline.core.finding import Place

    numbers = kept_numbers(target, period)
    if not closed(target, period):
        told = {"period": period.title, "value": str(numbers[-1] if numbers else "")}
        _refuse([say("E718" if numbers else "E717", Place(), **told)])
    archive, findings = read_archive(target, period)
    findings += read_corrections(target, period)[1] if numbers else []
    findings += broken_chain(target, archive) if archive is not None else []
    if archive is None or findings:
        _refuse(findings)
    return archive


def _refuse(findings: list[Finding]) -> NoReturn:
    tell(findings)
    click.echo("没有更正，归档没有改动。")
    sys.exit(FINDINGS)


class _Answers:
    """What is known of the correction: given with the command, else asked for."""

    def __init__(self, given: dict[str, str | None], ask: bool) -> None:
        self.given, self.ask = given, ask

    def get(self, name: str, question: str) -> str:
        """The answer, "" where there is none."""
        answer = self.given[name]
        if answer is None and self.ask:
            answer = click.prompt(question, default="", show_default=False)
        return (answer or "").strip()

    def correction(self, period: Period, archive: Archive, material: bool | None) -> Correction:
        """The correction of the archive as it is answered; the archive's own number follows."""
        from pipeline.core.correction import Correction
        from pipeline.report.stage import OFFICIAL

        reason = self.get("reason", "更正的原因（印在报告和通报上，不写反映人的姓名）")
        objection = self.get("objection", "依据哪一件异议，写单位和收到日期（没有异议的直接回车）")
        if material is None and self.ask:
            self.given["material"] = None
            answer = self.get("material", "影响不影响得分、星级或名次（写 影响 或 不影响）")
            material = _ANSWERS.get(answer)
        by = self.get("by", "经办人" if material else "批准更正的党群工作部负责人")
        decided = self.get("decided", "决定更正的日期，例如 2019-11-05")
        numbered = material and archive.stage == OFFICIAL
        minutes = self.get("minutes", "党委会议的纪要号") if numbered else ""
        answered = {
            "更正的原因": reason,
            "影响不影响结果": material is not None,
            "经办人": by,
            "决定的日期（例如 2019-11-05）": _day(decided),
            "党委会议的纪要号": minutes or not numbered,
        }
        _complete([name for name, answer in answered.items() if not answer])
        return Correction(
            period=period.name,
            number=0,
            by=by,
            reason=reason.rstrip("。"),
            material=bool(material),
            objection=objection,
            decided=str(_day(decided)),
            minutes=minutes,
            archive=archive.digest,
        )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _complete(lacking: list[str]) -> None:
    """Stop the command where something is not answered."""
    from pipeline.core.archive import say
    from pipeline.core.finding import Place

    if lacking:
        _refuse([say("E719", Place(), value=one) for one in lacking])


def _open(target: Path, period: Period, archive: Archive, correction: Correction, yes: bool) -> None:
    from dataclasses import replace

    from pipeline.core.archive import INPUT, kept_numbers
    from pipeline.core.correction import reopen as open_again

    if findings := list(_mistimed(target, period, correction)):
        _refuse(findings)
    if not yes and click.prompt(_QUESTION.format(period), default="", show_default=False) != period.name:
        click.echo("没有更正：输入的期间不对。")
        sys.exit(FINDINGS)
    number = max(kept_numbers(target, period), default=0) + 1
    folder = open_again(target, period, replace(correction, number=number))
    click.echo(f"{period.title}第{number}次更正开始办理，原来的归档留在 {folder}")
    tell(list(resting_on(target, period)))
    without = f" WITHOUT={'、'.join(archive.without)}" if archive.without else ""
    click.echo(
        f"下一步：改好 input 里的工作簿（归档时的原件在 {folder.name}/定稿归档/{INPUT}），"
        f"运行 make report PERIOD={period.name}{without}，核对更正前后的星级；星级有变的重新审定、公示，"
        f"登记在“党委考评”的“审定”表；最后运行 make close PERIOD={period.name}{without}。"
        f"开错了的，运行 make reopen PERIOD={period.name} UNDO=1 撤回。"
    )


def _mistimed(target: Path, period: Period, correction: Correction) -> Iterator[Finding]:
    """A finding where the correction was decided before what it corrects, or has not been yet."""
    from pipeline.core.archive import INPUT, folder_of, say
    from pipeline.core.finding import Place
    from pipeline.intake.select import select
    from pipeline.run import read
    from schemas.words import CHECKED

    with Stages().stage("读取归档的审定"):
        steps = select(read(folder_of(target, period) / INPUT), period).rows("decision")
    days = steps[steps["step"].ne(CHECKED).fillna(True)]["date"].dropna()
    last = max((day.date() for day in days), default=period.end)
    if correction.day <= last:
        yield say("E720", Place(), value=correction.decided, before=last)
    if correction.day > dt.date.today():
        yield say("E723", Place(), value=correction.decided)


def resting_on(target: Path, period: Period) -> Iterator[Finding]:
    """A warning for each later archive, and for the year, that was made from the period as it was before its correction."""
    from pipeline.core.archive import closed_periods, read_archive, say, superseded
    from pipeline.core.finding import Place

    for later in (one for one in closed_periods(target) if one > period):
        archive, _ = read_archive(target, later)
        yield from superseded(target, archive) if archive is not None else ()
    if (target / period.whole_year().name / "annual").is_dir():
        yield say("W703", Place(), value=str(period.year))


def _take_back(target: Path, period: Period, yes: bool) -> None:
    from pipeline.core.archive import kept_numbers, say
    from pipeline.core.correction import closed, take_back
    from pipeline.core.finding import Place

    numbers = kept_numbers(target, period)
    if closed(target, period) or not numbers:
        _refuse([say("E722", Place(), period=period.title)])
    if not yes and click.prompt(_UNDO_QUESTION.format(period), default="", show_default=False) != period.name:
        click.echo("没有撤回：输入的期间不对。")
        sys.exit(FINDINGS)
    take_back(target, period, numbers[-1])
    click.echo(f"{period.title}第{numbers[-1]}次更正已撤回，归档恢复原样。")
    click.echo(
        f"下一步：运行 make check PERIOD={period.name}；工作簿改过的，照指出的把归档时的原件复制回 input。"
    )


def _write_home(source: Path, target: Path, period: Period) -> None:
    """Bring the 首页 of the period up to its archive, where its workbooks are at hand."""
    from pipeline.run import examine_period, read

    if source.is_dir():
        home_at_end(examine_period(read(source), period, (), target), target)
