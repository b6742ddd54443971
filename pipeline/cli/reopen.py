"""The command reopen: a closed quarter is opened for a correction, or the opening taken back; what was closed is kept."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.cli.close import quarterly
from pipeline.cli.console import DONE, FINDINGS, Stages, folders, hold, tell
from pipeline.cli.home import home_at_end
from pipeline.core.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    material: bool | None,
    undo: bool,
    yes: bool,
    **given: str | None,
) -> None:
    """更正已归档的一季：写明原因和决定，原来的归档按次序留存。例如 dualstar reopen --period 2019Q3"""
    from pipeline.core.archive import periods_with_archives

    quarterly(period)
    known = periods_with_archives(target)
    if period is None and not known:
        raise click.UsageError(f"{target} 里没有归档的季度")
    period = period or known[-1]
    if (target / period.name).is_dir():
        hold(target / period.name)
    if undo:
        _take_back(target, period, yes)
    else:
        archive = _sound(target, period)
        answers = _Asked(given, ask=not yes)
        _open(target, period, archive, answers.correction(period, archive, material), yes)
    _write_home(source, target, period)
    sys.exit(DONE)


def _sound(target: Path, period: Period) -> Archive:
    """The archive that is to be corrected; stops the command where there is none, or it is not as it was written."""
    from pipeline.core.archive import read_archive
    from pipeline.core.correction import obstacles

    archive, _ = read_archive(target, period)
    if (findings := obstacles(target, period)) or archive is None:
        _refuse(findings)
    return archive


def _refuse(findings: list[Finding]) -> NoReturn:
    tell(findings)
    click.echo("没有更正，归档没有改动。")
    sys.exit(FINDINGS)


class _Asked:
    """What is known of the correction: given with the command, else asked for."""

    def __init__(self, given: Mapping[str, str | None], ask: bool) -> None:
        self.given, self.ask = given, ask

    def get(self, name: str, question: str) -> str:
        """The answer, "" where there is none."""
        answer = self.given.get(name)
        if answer is None and self.ask:
            answer = click.prompt(question, default="", show_default=False)
        return (answer or "").strip()

    def correction(self, period: Period, archive: Archive, material: bool | None) -> Correction:
        """The correction of the archive as it is answered; the archive's own number follows."""
        from pipeline.core.correction import Correction, unanswered
        from pipeline.report.stage import OFFICIAL

        reason = self.get("reason", "更正的原因（印在报告和通报上，不写反映人的姓名）")
        objection = self.get("objection", "依据哪一件异议，写单位和收到日期（没有异议的直接回车）")
        if material is None:
            material = _ANSWERS.get(self.get("material", "影响不影响得分、星级或名次（写 影响 或 不影响）"))
        by = self.get("by", "经办人" if material else "批准更正的党群工作部负责人")
        day = _day(self.get("decided", "决定更正的日期，例如 2019-11-05"))
        numbered = material and archive.stage == OFFICIAL
        minutes = self.get("minutes", "党委会议的纪要号") if numbered else ""
        findings = unanswered(
            {
                "更正的原因": reason,
                "影响不影响结果": material is not None,
                "经办人": by,
                "决定的日期，例如 2019-11-05": day,
                "党委会议的纪要号": minutes or not numbered,
            }
        )
        if findings or day is None:
            _refuse(findings)
        return Correction(
            period=period.name,
            number=0,
            by=by,
            reason=reason.rstrip("。"),
            material=bool(material),
            objection=objection,
            decided=day.isoformat(),
            minutes=minutes,
            archive=archive.digest,
        )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _open(target: Path, period: Period, archive: Archive, correction: Correction, yes: bool) -> None:
    from pipeline.core.archive import FOLDER, INPUT, kept_numbers
    from pipeline.core.correction import mistimed, resting_on
    from pipeline.core.correction import reopen as open_again

    if findings := mistimed(correction.day, _decided(target, period), dt.date.today()):
        _refuse(findings)
    _confirmed(_QUESTION, period, yes)
    number = max(kept_numbers(target, period), default=0) + 1
    folder = open_again(target, period, replace(correction, number=number))
    click.echo(f"{period.title}第{number}次更正开始办理，原来的归档留在 {folder}")
    tell(resting_on(target, period))
    with_names = f"PERIOD={period.name}"
    if archive.without:
        with_names += f" WITHOUT={'、'.join(archive.without)}"
    click.echo(
        f"下一步：改好 input 里的工作簿（归档时的原件在 {folder / FOLDER / INPUT}），运行 make report {with_names}，"
        "核对更正前后的星级；星级有变的重新公示，公示和通报的日期登记在“党委考评”的“审定”表；"
        f"最后运行 make close {with_names}。开错了的，运行 make reopen PERIOD={period.name} UNDO=1 撤回。"
    )


def _confirmed(question: str, period: Period, yes: bool) -> None:
    if not yes and click.prompt(question.format(period), default="", show_default=False) != period.name:
        click.echo("没有改动：输入的期间不对。")
        sys.exit(FINDINGS)


def _decided(target: Path, period: Period) -> dt.date:
    """The last day of 审定 in the archive, 支部核对 apart; without any the last day of the period."""
    from pipeline.core.archive import INPUT, folder_of
    from pipeline.intake.select import select
    from pipeline.run import read
    from schemas.words import CHECKED

    with Stages().stage("读取归档的审定"):
        steps = select(read(folder_of(target, period) / INPUT), period).rows("decision")
    days = steps[steps["step"].ne(CHECKED).fillna(True)]["date"].dropna()
    return max((day.date() for day in days), default=period.end)


def _take_back(target: Path, period: Period, yes: bool) -> None:
    from pipeline.core.archive import kept_numbers
    from pipeline.core.correction import nothing_to_take_back, take_back

    if findings := nothing_to_take_back(target, period):
        _refuse(findings)
    _confirmed(_UNDO_QUESTION, period, yes)
    number = kept_numbers(target, period)[-1]
    take_back(target, period, number)
    click.echo(f"{period.title}第{number}次更正已撤回，归档恢复原样。")
    click.echo(
        f"下一步：运行 make check PERIOD={period.name}；工作簿改过的，照指出的把归档时的原件复制回 input。"
    )


def _write_home(source: Path, target: Path, period: Period) -> None:
    """Bring the 首页 of the period up to its archive, where its workbooks are at hand."""
    from pipeline.run import examine_period, read

    if source.is_dir():
        home_at_end(examine_period(read(source, target), period, (), target), target)
