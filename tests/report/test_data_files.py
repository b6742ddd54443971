"""report/data and run.json: columns, numbers, order, and text that a spreadsheet might take for a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from kit.small_result import HOSTILE, small_result

from pipeline.core.finding import Finding, Place, Severity
from pipeline.report.data import FINDINGS, TABLES, data_files, findings_csv, run_json, safe

DOCUMENT = Path(__file__).parents[2] / "docs" / "数据说明.md"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_a_file_has_the_contract_columns_and_opens_in_excel(name):
    content = data_files(small_result())[f"{name}.csv"]
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    assert content.decode("utf-8-sig").splitlines()[0].split(",") == list(TABLES[name].row._fields)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_the_result_is_in_its_file(name):
    result = small_result()
    assert len(rows(data_files(result)[f"{name}.csv"])) == len(getattr(result, name))


def test_numbers_are_as_printed_and_what_is_not_there_is_empty():
    branches = {row["unit"]: row for row in rows(data_files(small_result())["stars.csv"])}
    first, absent = branches["发电支部"], branches["后勤支部"]
    assert (first["score"], first["total"], first["star"], first["pending"]) == ("96.35", "98.35", "4", "否")
    assert (branches["检修支部"]["score"], branches["化学支部"]["pending"]) == ("95.10", "是")
    assert (absent["score"], absent["star"], absent["place"]) == ("", "", "")


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_the_units_changes_no_byte(name):
    result = small_result()
    mixed = sorted(getattr(result, name), key=lambda row: row.unit, reverse=True)  # stable within a unit
    assert data_files(replace(result, **{name: mixed}))[f"{name}.csv"] == data_files(result)[f"{name}.csv"]


def test_an_empty_table_is_a_file_with_heads_only():
    result = small_result()
    assert rows(data_files(replace(result, trace=()))["trace.csv"]) == []


@pytest.mark.parametrize(
    "text", [t for t in HOSTILE if t[0] not in "{<"] + ["\r=1", "\n=1", '=HYPERLINK("x")']
)
def test_text_like_a_formula_is_guarded(text):
    assert safe(text) == f"'{text}"
    names = {row["unit"] for row in rows(data_files(small_result(hostile=text))["stars.csv"])}
    assert f"'{text}发电1班" in names


@pytest.mark.parametrize("text", ["-5", "-3.5", "18/20", "检修支部", "", "0101"])
def test_other_text_is_left_alone(text):
    assert safe(text) == text


def test_findings_have_their_columns_in_order():
    found = [
        Finding(Place("b.xlsx"), "E101", Severity.ERROR, "文件是空的", "重新保存"),
        Finding(
            Place("a.xlsx", "微心愿", 7, "D"),
            "E202",
            Severity.ERROR,
            "不是数字",
            "只填数字",
            "得分",
            "=1+1",
            "检修支部",
        ),
        Finding(Place("a.xlsx", "微心愿", 9), "W1", Severity.WARNING, "请核对", "核对"),
    ]
    read = rows(findings_csv(found))
    assert list(read[0]) == list(FINDINGS)
    assert [(row["file"], row["cell"], row["value"]) for row in read] == [
        ("a.xlsx", "D7", "'=1+1"),
        ("a.xlsx", "第9行", ""),
        ("b.xlsx", "", ""),
    ]


def test_the_run_names_its_inputs_and_its_row_accounts():
    run = json.loads(run_json(small_result(), "1.0.0"))
    assert (run["version"], run["period"], run["stage"], run["seed"]) == ("1.0.0", "2019Q3", "初评稿", None)
    assert run["rulebook"] == {"digest": "7c1e09a4b2d3", "version": "2019.1"}
    assert run["absent"] == ["后勤支部"] and len(run["inputs"]["评价细则.xlsx"]) == 64
    assert all(a["read"] == a["used"] + a["refused"] + a["other"] + a["blank"] for a in run["accounts"])
    assert run_json(small_result(), "1.0.0") == run_json(small_result(), "1.0.0")


def test_every_column_is_explained():
    text = DOCUMENT.read_text("utf-8")
    sections = {part.split("\n", 1)[0].strip(): part for part in text.split("\n## ")[1:]}
    for name, columns in {**{n: t.row._fields for n, t in TABLES.items()}, "findings": FINDINGS}.items():
        missing = [column for column in columns if f"| `{column}` |" not in sections[f"{name}.csv"]]
        assert not missing, (name, missing)
