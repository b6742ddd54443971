"""The seven steps of a quarter, each with its state by what lies in the folders; and what is to be done today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli.desk.plant import View
from pipeline.core.archive import FOLDER as ARCHIVE
from pipeline.core.finding import alike, sentence_of
from pipeline.core.period import Period
from pipeline.intake.account import MISSING, NOT_COUNTED, Received
from pipeline.intake.examine import Examined
from pipeline.mail.ledger import WORDS, State, load
from pipeline.report.notices.earlier import ACCOUNT
from pipeline.report.stage import Stage, is_decided, next_step, stage_of
from schemas.books import CHECK, SUBMISSION

_MOST_TODAY = 5
_NAMED = 3
_OF_UNITS = (SUBMISSION.title, CHECK.title)  # the others come from the office, and are named by their kind


@dataclass(frozen=True, slots=True)
class DeskStep:
    """One step: whether it is done, how it stands, and what is done next for it; `command`: what has to be typed for it."""

    title: str
    done: bool
    state: str
    act: str
    command: str = ""


def steps(view: View, target: Path) -> list[DeskStep]:
    """The seven steps of the period; none before there is a period."""
    examined = view.examined
    if examined is None:
        return []
    folder, period = target / examined.chosen.period.name, examined.chosen.period
    stage = None if examined.tables is None else stage_of(examined.tables, not examined.clean)
    received = [one for one in examined.intake.received if one.state not in NOT_COUNTED]
    return [
        _blanks(folder, received),
        _collected(received),
        _checked(examined),
        _rated(folder, examined),
        _decided(stage),
        _mailed(folder, period),
        _archived(folder, period),
    ]


def next_of(every: list[DeskStep]) -> int:
    """Where the next step stands in the list; its length where all is done."""
    return next((number for number, one in enumerate(every) if not one.done), len(every))


def _blanks(folder: Path, received: list[Received]) -> DeskStep:
    count = len(list((folder / "blanks").glob("*.xlsx"))) if (folder / "blanks").is_dir() else 0
    sent = any(one.state != MISSING for one in received)
    state = f"空白表 {count} 份" if count else "已在报送" if sent else "还没有生成"
    return DeskStep("发空白表", bool(count) or sent, state, "按“生成空白表”，发给各支部、各部门。")


def _collected(received: list[Received]) -> DeskStep:
    absent = [_name(one) for one in received if one.state == MISSING]
    state = f"已收 {len(received) - len(absent)} / {len(received)}"
    if absent:
        state += f"，缺 {_some(absent)}"
    return DeskStep("收工作簿", not absent, state, "收到的拖进来；没交的按“催办”。")


def _name(one: Received) -> str:
    return one.unit if one.kind in _OF_UNITS else f"“{one.kind}”"


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 家" if len(names) > _NAMED else "")


def _checked(examined: Examined) -> DeskStep:
    faulty = sorted({one.place.file for one in examined.stops if one.place.file})
    others = [one for one in examined.stops if not one.place.file]
    state = "没有错误"
    if faulty:
        state = f"{len(faulty)} 份有错误"
    elif others:
        state = "缺材料，还不能评星"
    return DeskStep("检查", not examined.stops, state, "标红的返还表退给填报单位，改好再收。")


def _rated(folder: Path, examined: Examined) -> DeskStep:
    run = _run(folder / "report" / ACCOUNT)
    act = "按“评星、出报告”；有错误时只能试算。"
    if run is None:
        return DeskStep("评星", False, "还没有报告", act)
    current = run.get("inputs") == dict(examined.intake.sources)
    stage = str(run.get("stage", ""))
    state = f"报告已出（{stage}）" if current else f"报告（{stage}）以后工作簿有变动"
    return DeskStep("评星", current and examined.clean, state, act)


def _run(path: Path) -> dict[str, object] | None:
    """What the last report says of itself, None where there is none that can be read."""
    try:
        run = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return run if isinstance(run, dict) else None


def _decided(stage: Stage | None) -> DeskStep:
    if stage is None:
        return DeskStep("审定", False, "材料没有收齐", "登记在“党委考评”工作簿的“审定”表。")
    return DeskStep("审定", is_decided(stage), f"{stage.name}：{stage.sentence}", next_step(stage))


def _mailed(folder: Path, period: Period) -> DeskStep:
    counts = _counts(folder / "mail")
    state = "，".join(f"{word} {counts[one]}" for one, word in WORDS.items() if counts.get(one)) or "还没有写"
    waiting = any(counts.get(one) for one in (State.PREPARED, State.FAILED, State.UNKNOWN))
    done = bool(counts.get(State.SENT)) and not waiting
    act = "按“写邮件”，逐封看过预览；发送要在终端输入期间确认。"
    return DeskStep("发邮件", done, state, act, f"make send PERIOD={period.name}")


def _counts(folder: Path) -> dict[State, int]:
    counts: dict[State, int] = {}
    for entry in load(folder)[0].entries if folder.is_dir() else ():
        counts[entry.state] = counts.get(entry.state, 0) + 1
    return counts


def _archived(folder: Path, period: Period) -> DeskStep:
    done = (folder / ARCHIVE).is_dir()
    state = "已归档" if done else "还没有归档"
    return DeskStep(
        "归档", done, state, "审定以后在终端运行，打印归档单签字。", f"make close PERIOD={period.name}"
    )


def today(view: View, every: list[DeskStep]) -> list[str]:
    """At most five lines: the next step first, then who has to be asked and what has to go back."""
    return list(_today(view, every))[:_MOST_TODAY]


def _today(view: View, every: list[DeskStep]) -> Iterator[str]:
    examined = view.examined
    if examined is None:
        yield "还没有任何一期的工作簿：先写明期间，按“生成空白表”。"
        return
    number = next_of(every)
    if number < len(every):
        yield f"第 {number + 1} 步“{every[number].title}”：{every[number].act}"
    else:
        yield "这一季的七步都办完了。"
    absent = [_name(one) for one in examined.intake.received if one.state == MISSING]
    if absent:
        yield f"还没有交：{'、'.join(absent[:8])}{'等' if len(absent) > 8 else ''}。"
    faulty = sorted({one.place.file.rpartition("/")[2] for one in examined.stops if one.place.file})
    if faulty:
        yield f"要退回改：{'、'.join(faulty[:4])}{f'等 {len(faulty)} 份' if len(faulty) > 4 else ''}。"
    for group in alike(one for one in examined.stops if not one.place.file):
        if not any(unit in group[0].message for unit in absent):
            yield f"{sentence_of(group)}。{group[0].remedy}。"
