import pytest
from drawing import COVER, FULL, Meal, cover, draw, form, found_in, full, meals, repacked, with_cells
from test_preflight import ole, zipped

from pipeline.excel.messages import CELLS, FILES, SENTENCES, SHEETS
from pipeline.excel.preflight import inspect
from pipeline.findings import Severity

DISH = "编号=A01; 菜名（主菜）=豆腐"


def row(cells, *more):
    return meals(full(f"{DISH}; {cells}", *more))


def merged(book):
    book["供餐"].merge_cells("C6:D6")


def hidden(book):
    book["供餐"].row_dimensions[6].hidden = True


def example(text):
    rows = form(Meal, full(DISH))
    rows[4][2] = text
    return {"供餐": rows}


CASES = {
    "E101": lambda: b"",
    "E102": lambda: ole("EncryptedPackage"),
    "E103": lambda: ole("Workbook"),
    "E104": lambda: meals()[:2000],
    "E105": lambda: zipped(**{f"p{n}": "" for n in range(5001)}),
    "E106": lambda: repacked(meals(), lambda name, data: b"<!DOCTYPE a>" + data if "sheet1" in name else data),
    "W101": lambda: b"a,b\n1,2\n",
    "W102": lambda: draw({"Sheet1": [["a"]]}),
    "W104": lambda: meals(stamp="meals/0"),
    "W105": lambda: repacked(meals(), lambda name, data: data, add={"xl/vbaProject.bin": b"x"}),
    "E121": lambda: meals(sheets={"来宾": None}),
    "E122": lambda: with_cells(meals(), 2, '<row r="1048576"><c r="B1048576"><v>1</v></c></row>'),
    "E123": lambda: meals(sheets={"供餐": [["A01", "豆腐"]]}),
    "E124": lambda: meals(full(DISH).replace("份量", "大小")),
    "E125": lambda: meals(FULL + " 编号 |\n| A01 | 豆腐 |"),
    "E126": lambda: row("计划份数==1+1"),
    "E127": lambda: meals(change=merged),
    "E128": lambda: meals(sheets=example("白菜")),
    "E129": lambda: with_cells(meals(), 2, '<row r="30"><c r="B30"><v>1</v></c><c r="B30"><v>2</v></c></row>'),
    "E130": lambda: meals(sheets={"封面": cover({k: v for k, v in COVER.items() if k != "期间"})}),
    "E131": lambda: meals(sheets={"封面": cover(ticks={"来宾": "大概"})}),
    "W121": lambda: meals(FULL + " 备注 |\n| A01 | 豆腐 |" + " |" * 10 + " 好 |"),
    "W122": lambda: meals(change=hidden),
    "W123": lambda: meals(sheets={"草稿": [["a"]]}),
    "W124": lambda: meals(sheets=example("白菜"), stamp="meals/0"),
    "W125": lambda: meals(FULL + "\n| A01 | 豆腐 |" + " |" * 10 + " 好 |"),
    "E201": lambda: meals(full("编号=A01")),
    "E202": lambda: row("光盘率=高"),
    "E203": lambda: row("计划份数=#7.5"),
    "E204": lambda: row("供餐日期=今天"),
    "E205": lambda: row("供餐日期=10/11/2019"),
    "E206": lambda: row("所属月份=8月"),
    "E207": lambda: row("学期=下学期"),
    "E208": lambda: row("厨师=#1234567890123456"),
    "E209": lambda: with_cells(meals(), 2, '<row r="6"><c r="M6" t="str"><v>=DISPIMG("ID_1",1)</v></c></row>'),
    "E210": lambda: row("计划份数=#N/A"),
    "E211": lambda: row("份量=巨份"),
    "E212": lambda: row("计划份数=#-1"),
    "E213": lambda: row("计划份数=#501"),
    "E214": lambda: meals(full("编号=甲; 菜名（主菜）=豆腐")),
    "E215": lambda: row("计划份数=#0; 光盘率=#1; 未供原因=停电"),
    "E216": lambda: row("份量=大份", DISH),
    "E217": lambda: row("计划份数=#0"),
    "E218": lambda: row("口味=苦"),
    "N201": lambda: row("光盘率=９０％"),
}


@pytest.mark.parametrize("code", CASES)
def test_the_sentence_is_said_where_it_belongs(code):
    said = {one.code: one for one in found_in(CASES[code]())}
    assert code in said
    assert "{" not in said[code].message + said[code].remedy


def test_a_lock_file_has_its_sentence():
    assert inspect("~$甲.xlsx", b"x").code == "W103"


def test_every_sentence_about_files_sheets_and_cells_has_its_case():
    assert set(CASES) | {"W103", "E107", "E108", "W106"} == set(FILES | SHEETS | CELLS)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_plain_and_says_what_to_do(code):
    severity, message, remedy = SENTENCES[code]
    assert severity is {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}[code[0]]
    assert message
    assert remedy
    assert not any(word in message + remedy for word in ("！", "!", "非法", "无效", "错误", "null", "NaN"))
