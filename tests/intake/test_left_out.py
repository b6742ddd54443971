"""A plant that only marks and deducts: blanks without one sheet that nothing uses, branches that owe nothing, and a rating from them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from kit.gallery_plant import COVER, office_files, scheme
from kit.plant_on_disk import cover, edited, letters, quarter
from kit.tiny_plant import rule_frames

from pipeline.excel import layout
from pipeline.intake.covers import newest
from pipeline.intake.examine import Examined, examine
from pipeline.intake.forms.blanks import blanks
from pipeline.intake.select import expected, select
from pipeline.rulebook.asked import branches_owe, switched_off, used_by
from pipeline.rulebook.defaults import gallery_rules
from pipeline.run import rate, read, report_files
from schemas.asked import SWITCHED

SCHEME, PERIOD = "应急救援班", quarter()
ALWAYS = ["封面", "填写说明", "名单"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rulebook and the directory of the plant, filled in."""
    folder = tmp_path_factory.mktemp("office")
    office_files(folder, SCHEME)
    return folder


@pytest.fixture(scope="module")
def sent(office: Path) -> dict[str, bytes]:
    return blanks(read(office), PERIOD)


def sheets_of(content: bytes) -> list[str]:
    return [name for name in openpyxl.load_workbook(io.BytesIO(content)).sheetnames if name not in ALWAYS]


def test_the_blanks_hold_only_what_the_rules_use(sent: dict[str, bytes]):
    assert sorted(sent) == [
        "党委考评.xlsx",
        "组织名册.xlsx",
        "评价细则.xlsx",
        "部门考评-安全监察部.xlsx",
        "部门考评-生产技术部.xlsx",
    ]
    assert sheets_of(sent["部门考评-安全监察部.xlsx"]) == ["考评结论", "单位扣分"]
    assert not {*SWITCHED} & {*sheets_of(sent["党委考评.xlsx"])}


def test_a_branch_owes_no_workbook(office: Path):
    assert expected(select(read(office), PERIOD))["submission"] == []


def filled(office: Path, sent: dict[str, bytes], folder: Path) -> None:
    """The blanks as the departments and the office send them back: 五班 loses 20 of 120, 丙支部 is marked half."""
    for path in office.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    for name in (one for one in sent if one.startswith(("部门考评", "党委考评"))):
        path = folder / name
        path.write_bytes(sent[name])
        with edited(path) as workbook:
            for title, column in (("单位扣分", "扣分"), ("对照检查", "核定分")):
                if title in workbook.sheetnames:
                    _fill(workbook[title], column)
            ticks = [title for title in ("加减分与否决",) if title in workbook.sheetnames]
        cover(path, **COVER, **dict.fromkeys(ticks, layout.TICK_YES))


def _fill(ws: Any, column: str) -> None:
    at = letters(ws)
    for number in range(layout.FIRST_ROW, ws.max_row + 1):
        unit, code = (ws[f"{at[heading]}{number}"].value for heading in ("单位", "指标编码"))
        if unit:
            full = {"BR01": 40, "BR02": 30, "BR03": 30}.get(code, 0)
            ws[f"{at[column]}{number}"].value = full / 2 if unit == "丙支部" else full
            if (unit, code) == ("五班", "TM03"):
                ws[f"{at[column]}{number}"].value = 20
                ws[f"{at['原因']}{number}"].value = "作业指导卡没有质量控制措施"
            if "日期" in at:
                ws[f"{at['日期']}{number}"].value = "2019-09-20"


@pytest.fixture(scope="module")
def examined(office: Path, sent: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """The period as it stands once everything has come back."""
    folder = tmp_path_factory.mktemp("back")
    filled(office, sent, folder)
    inbox = read(folder)
    assert newest(inbox) == PERIOD
    return examine(inbox, PERIOD, ())


def test_the_plant_is_rated_from_them(examined: Examined):
    assert [str(one) for one in examined.stops] == []
    result = rate(examined, False, ())
    stars = {(row.unit_kind, row.unit): (row.score, row.star) for row in result.stars}
    assert stars["班组", "五班"] == (100, 4) and stars["班组", "一班"] == (120, 5)
    assert stars["党支部", "甲支部"][1] == 5 and stars["党支部", "丙支部"][1] == 1
    files, faults = report_files(result)
    assert not faults and "index.html" in files


def test_a_workbook_that_lost_its_stamp_lacks_nothing_that_is_not_asked(examined: Examined, tmp_path: Path):
    for file, path in examined.inbox.paths.items():
        (tmp_path / file).write_bytes(path.read_bytes())
    for file in ("党委考评.xlsx", "部门考评-安全监察部.xlsx", "部门考评-生产技术部.xlsx"):
        with edited(tmp_path / file) as workbook:
            del workbook.custom_doc_props[layout.STAMP]
    assert [str(one) for one in examine(read(tmp_path), PERIOD, ()).stops] == []


def test_only_what_nothing_uses_can_be_left_out():
    rules = rule_frames(scheme(SCHEME))
    assert switched_off(rules) == {*SWITCHED.values()} and not branches_owe(switched_off(rules))

    def and_meetings(changed: dict[str, Any]) -> None:
        scheme(SCHEME)(changed)
        changed["duty_item"] = [one for one in gallery_rules("默认")["duty_item"] if one["item"] == "ZB01"]

    partly = rule_frames(and_meetings)
    assert used_by(partly) == {"meeting": "清单 ZB01"}
    assert switched_off(partly) == {*SWITCHED.values()} - {"meeting"} and branches_owe(switched_off(partly))


def test_the_default_leaves_out_nothing_and_uses_almost_all():
    rules = rule_frames()
    assert switched_off(rules) == frozenset()
    assert {*SWITCHED.values()} - used_by(rules).keys() <= {"duty_exception", "appraisal"}
