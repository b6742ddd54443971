"""One fault for every message about archives: each in a folder of its own, with an archive by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kit.plant_on_disk import added, changed, edited, gone, put, quarter, sample_rated
from kit.small_archive import BEFORE, CLOSED, SENT, archive_by_hand, laid, opened_again, results, told_of
from kit.small_result import small_result
from kit.spoilt import Fault, Scene, Told
from pipeline.core.archive import ACCOUNT, FOLDER, broken_chain, superseded, unchained
from pipeline.core.correction import (
    Corrected,
    mistimed,
    nothing_to_take_back,
    obstacles,
    resting_on,
    unanswered,
)
from pipeline.core.finding import Finding
from pipeline.report.notices.archive import (
    corrected_otherwise,
    figure_changes,
    not_current,
    past_otherwise,
    rated_otherwise,
    recomputed_otherwise,
    undecided,
)
from pipeline.report.rows import PastStar
from pipeline.report.stage import NOTICE

Findings = list[Finding]
Meets = Callable[[Path], Findings]
RENAMED, _DAY = "2019Q3/人资.xlsx", dt.date(2019, 10, 21)
_CASES: dict[str, Meets] = {}


def case(code: str, says: str, meets: Meets, file: str = "", sheet: str = "", cell: str = "") -> Fault:
    """A fault that is met in a folder of its own, told at this place."""

    def spoil(folder: Path) -> list[Told]:
        (folder / code).mkdir()
        return [(code, file, sheet, cell)]

    _CASES[code] = meets
    return Fault(code, says, spoil)


def _looked(folder: Path, _: tuple[str, ...]) -> Iterator[Finding]:
    for one in sorted(folder.iterdir()):
        yield from _CASES[one.name](one)


def after(spoil: Callable[[Path], object]) -> Meets:
    """What is told once this was done to a folder with a sound archive."""

    def meets(folder: Path) -> Findings:
        laid(folder)
        archive_by_hand(folder)
        spoil(folder)
        return told_of(folder)

    return meets


def _kept(folder: Path, name: str) -> Path:
    return folder / "output" / CLOSED / FOLDER / name


def _saved_again(folder: Path) -> None:
    with edited(folder / "input" / SENT):
        pass


def _other_chain(folder: Path) -> Findings:
    laid(folder)
    archive_by_hand(folder, BEFORE)
    last = archive_by_hand(folder)
    archive_by_hand(folder, BEFORE, results(score="84.00"))
    return broken_chain(folder / "output", last)


def _opened(folder: Path) -> Path:
    """The output folder with an archive that is being corrected."""
    laid(folder)
    archive_by_hand(folder)
    opened_again(folder)
    return folder / "output"


def _superseded(folder: Path) -> Findings:
    laid(folder)
    archive_by_hand(folder, BEFORE)
    last = archive_by_hand(folder)
    opened_again(folder, BEFORE)
    return superseded(folder / "output", last)


def _of_the_year(folder: Path) -> Findings:
    (folder / "output/2019/annual").mkdir(parents=True)
    return resting_on(folder / "output", quarter(CLOSED))


def _more_than_a_slip(folder: Path) -> Findings:
    laid(folder)
    archive_by_hand(folder)
    slip = Corrected(opened_again(folder, material=False, minutes=""), {}, "")
    rated = sample_rated()
    under = replace(rated.examined, correction=slip)
    return corrected_otherwise(replace(rated, source=(under, rated.evaluation)), results())


def _undecided(_: Path) -> Findings:
    rated = small_result()
    return undecided(replace(rated, stage=replace(rated.stage, name=NOTICE, light=False)))


def _again(folder: Path) -> Findings:
    laid(folder)
    return recomputed_otherwise(archive_by_hand(folder), results(), results(star="4"), same_program=True)


FAULTS = (
    case("E700", "an account cut short", after(lambda at: _kept(at, ACCOUNT).write_bytes(b"{"))),
    case("E701", "a page edited", after(lambda at: _kept(at, "report/index.html").write_bytes(b"2"))),
    case("E702", "a copy taken away", after(lambda at: _kept(at, f"input/{SENT}").unlink())),
    case("E703", "a file laid in", after(lambda at: _kept(at, "report/说明.txt").write_bytes(b"1"))),
    case("E704", "the archive before was replaced", _other_chain),
    case(
        "E705",
        "a cell changed",
        after(lambda at: changed(at / "input", put(SENT, "班组考评", 1, 扣分=0))),
        *(SENT, "班组考评", "D6"),
    ),
    case(
        "E706",
        "a row added",
        after(lambda at: changed(at / "input", added(SENT, "班组考评", 班组="锅炉班", 扣分=1))),
        *(SENT, "班组考评"),
    ),
    case(
        "E707",
        "a row gone",
        after(lambda at: changed(at / "input", gone(SENT, "班组考评", 2))),
        SENT,
        "班组考评",
    ),
    case("E708", "saved again", after(_saved_again), SENT),
    case("E709", "taken away", after(lambda at: (at / "input" / SENT).unlink()), SENT),
    case("E710", "one more", after(lambda at: laid(at, "2019Q3/组织名册.xlsx")), "2019Q3/组织名册.xlsx"),
    case("E711", "not decided yet", _undecided),
    case("E712", "another report", lambda at: not_current(at / CLOSED / "report", results())),
    case(
        "E713",
        "rated otherwise",
        lambda _: rated_otherwise("2019年第三季度", figure_changes(results(), results(star="4"))),
    ),
    case("E714", "recomputed otherwise", _again),
    case("E715", "no longer a workbook", after(lambda at: (at / "input" / SENT).write_bytes(b"PK")), SENT),
    case(
        "E716",
        "other stars of a closed period",
        lambda _: past_otherwise(
            [PastStar(CLOSED, "党支部", "检修支部", 4, 83.5, published=True)], quarter(CLOSED), results()
        ),
    ),
    case("E717", "not closed", lambda at: obstacles(at / "output", quarter(CLOSED))),
    case("E718", "being corrected", lambda at: obstacles(_opened(at), quarter(CLOSED))),
    case("E719", "no reason given", lambda _: unanswered({"更正的原因": ""})),
    case("E720", "decided too early", lambda _: mistimed(_DAY, _DAY, _DAY)),
    case("E721", "more than a slip", _more_than_a_slip),
    case("E722", "nothing to take back", lambda at: nothing_to_take_back(at / "output", quarter(CLOSED))),
    case("E723", "not decided yet", lambda _: mistimed(_DAY, dt.date.min, dt.date.min)),
    case("W702", "an earlier archive corrected", _superseded),
    case("W703", "a year made before", _of_the_year),
    case(
        "W700",
        "renamed",
        after(lambda at: shutil.move(at / "input" / SENT, at / "input" / RENAMED)),
        RENAMED,
    ),
    case("W701", "the first archive", lambda at: unchained(archive_by_hand(laid(at).parent))),
)


ARCHIVES = Scene("archives", lambda folder: None, FAULTS, _looked)
