"""Takes the pictures of docs/使用手册.md: the sample's quarter gone through in a temporary folder (`make pictures`).

The browser and the desk are driven by what the tests drive them with, so the tests stand beside the product here."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kit.browser import CHROMIUM, Browser, browser  # noqa: E402
from kit.desk import running_desk  # noqa: E402
from kit.sample_folder import BRANCH, QUARTER, changed, folder, run  # noqa: E402

from pipeline.excel.other_kinds.convert import office_program  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 120_000  # of a picture, so that the manual opens at once
_PERIODS = ("2019", "2019Q1", "2019Q2", QUARTER)
_POPPLER = shutil.which("pdftoppm")
_DONE, _FINDINGS = 0, 1  # exit status


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the period's folder, as it is seen in a window of that size."""

    name: str
    page: str
    width: int = 1000
    height: int = 600


DESK, ANSWERS = Picture("desk", "", 1100, 570), Picture("answers", "", 960, 640)
CHECK = Picture("check", "check/index.html", 960, 620)
RESULTS = (
    Picture("home", "首页.html", 960, 560),
    Picture("report", "report/index.html", 960, 600),
    Picture("branch", "report/支部/检修支部.html", 390, 780),
    Picture("one_page", "report/一页纸.html", 760, 560),
    Picture("mail", "mail/index.html", 900, 480),
)
COPY = "returned"  # the marked copy, as LibreOffice prints its first sheet
NAMES = tuple(f"{name}.png" for name in (*(one.name for one in (DESK, ANSWERS, CHECK, *RESULTS)), COPY))


def main() -> None:
    """Every picture anew; all of them or none."""
    lacking = {"Chromium": CHROMIUM, "LibreOffice": office_program(), "pdftoppm（poppler-utils）": _POPPLER}
    if names := [name for name, program in lacking.items() if not program]:
        sys.exit(
            f"这台电脑上没有 {'、'.join(names)}，图片没有重拍，docs/pictures 里的没有动。装好以后再运行 make pictures。"
        )
    with tempfile.TemporaryDirectory() as place:
        taken = Path(place) / "pictures"
        taken.mkdir()
        _quarter(Path(place), taken)
        if large := [one.name for one in taken.iterdir() if one.stat().st_size > MOST_BYTES]:
            sys.exit(f"{'、'.join(sorted(large))} 超过 {MOST_BYTES // 1000} KB，图片没有换。请把窗口改小。")
        FOLDER.mkdir(exist_ok=True)
        for name in NAMES:
            shutil.copyfile(taken / name, FOLDER / name)
    print(f"图片：{FOLDER}，{len(NAMES)} 张")


def _quarter(place: Path, taken: Path) -> None:
    """The quarter as the manual tells it: a workbook with slips is dropped, checked and repaired, then the stars."""
    workbook = folder(place, _PERIODS) / QUARTER / BRANCH
    filled_in, sent = workbook.read_bytes(), place / BRANCH
    changed(workbook, _slips, sent)
    workbook.unlink()
    results = place / "output" / QUARTER
    with browser(place / "profile") as page:
        with running_desk(place) as (address, _):
            _taken(page, DESK, address, taken)
            page.drag("form.drop", [sent])
            page.picture(taken / f"{ANSWERS.name}.png", ANSWERS.width, ANSWERS.height)
        _command(place, "check", _FINDINGS)
        _taken(page, CHECK, (results / CHECK.page).as_uri(), taken)
        _printed(results / "check" / "returned" / QUARTER / BRANCH, place, taken / COPY)
        workbook.write_bytes(filled_in)
        _command(place, "report", _DONE)
        _command(place, "mail", _DONE)
        for picture in RESULTS:
            _taken(page, picture, (results / picture.page).as_uri(), taken)


def _slips(workbook: Any) -> None:
    """What a clerk may do: a date that is none, a slip in a choice, two dates in the wrong order."""
    meetings, pledges = workbook["组织生活"], workbook["双承诺"]
    meetings["E6"] = "9月31日"
    pledges["D7"] = "岗位承若"
    pledges["L9"] = date(2019, 3, 1)  # signed before it was decided


def _command(place: Path, name: str, status: int) -> None:
    ended = run(name, "--period", QUARTER, "--input", place / "input", "--output", place / "output")
    if ended.returncode != status:
        sys.exit(f"dualstar {name} 没有照例结束，图片没有换：\n{ended.stdout}{ended.stderr}")


def _taken(page: Browser, picture: Picture, address: str, taken: Path) -> None:
    size = {"width": picture.width, "height": picture.height, "deviceScaleFactor": 1, "mobile": False}
    page.ask("Emulation.setDeviceMetricsOverride", **size)
    page.ask("Emulation.setScrollbarsHidden", hidden=True)
    page.open(address)
    page.picture(taken / f"{picture.name}.png", picture.width, picture.height)


def _printed(workbook: Path, place: Path, taken: Path) -> None:
    """The top of the workbook's first sheet."""
    profile = f"-env:UserInstallation={(place / 'office').as_uri()}"
    words = [office_program(), profile, "--headless", "--convert-to", "pdf", "--outdir", place, workbook]
    subprocess.run(words, check=True, capture_output=True, timeout=180)
    part = ["-x", "0", "-y", "60", "-W", "1650", "-H", "210"]
    pages = ["-png", "-r", "140", "-f", "1", "-singlefile", *part]
    subprocess.run([str(_POPPLER), *pages, (place / workbook.name).with_suffix(".pdf"), taken], check=True)


if __name__ == "__main__":
    main()
