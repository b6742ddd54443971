"""Writes the generated pages of docs/: the guide, the table of the system and the messages (`make docs`).

The examples of the messages are what the program really says when the tests spoil the sample, so the tests stand
beside the product here."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from pipeline.core import archive  # noqa: E402
from pipeline.core.finding import Sentence, Severity  # noqa: E402
from pipeline.excel import messages  # noqa: E402
from pipeline.excel.template import cell as template_cell  # noqa: E402
from pipeline.excel.write.guide import guide  # noqa: E402
from pipeline.intake.messages import SENTENCES  # noqa: E402
from pipeline.mail import messages as mail_messages  # noqa: E402
from pipeline.report.notices import earlier  # noqa: E402
from pipeline.report.parts import PARTS, Part  # noqa: E402
from schemas.base import title  # noqa: E402
from schemas.books import BOOKS, SHEETS  # noqa: E402

FOLDER = ROOT / "docs"
Example = tuple[str, str]  # a message and its remedy, as the program said them

_SYSTEM = """# 制度对照

“1134”工作机制和“两诺三比三看”的每一部分，由哪张表填报、计入哪些指标、在哪一页看到、由哪个检验保证。
本页由 `docs/build.py` 生成，请勿手改；重新生成：`make docs`。

- 填报表写作“工作簿·工作表”；指标编码见评价细则的“评价细则”表。
- 在哪里看：没有写文件夹的在 `report/` 下，`pledges/`、`remind/`、`annual/` 由各自的命令生成。
- `制度运行.html` 供办公室使用，支部和班组在自己的单页只看到自己的部分。
- 检验：`tests/` 里的函数名，读起来是一句话。
"""
_SYSTEM_HEADS = ("制度内容", "要求", "填报表", "计入指标", "只供了解的原因", "在哪里看", "检验")
_MESSAGES = """# 检查消息

检查页、`findings.csv` 和返还表里的每一条消息都在这里。由程序生成，不要手工修改。

- **错误**要改正；有错误就只能出试算稿，不能出正式结果（只看本期用到的工作簿、名册、目标和细则里的错误）。
- **提醒**请看一眼，不影响出结果。**说明**是程序按通常的意思理解了的写法，理解错了再改。
- 一条消息总是写明文件、工作表、单元格、现在的内容和怎么改。例子是把示例电厂的工作簿改错以后程序说的原话。
"""
_SLIPS = """# 常见差错

填表时常见的差错，程序怎么办。每一种都在六类工作簿的各张表里随机地试（`tests/slow/test_clerk.py`，`make fuzz` 试得更多）：
或者照原意读取，各表的内容不变；或者在出错的那一格、那一行、那张表提示。没有一种是不声不响的。
本页由 `docs/build.py` 生成，请勿手改；重新生成：`make docs`。
"""
_SLIP_HEADS = ("差错", "程序怎么办", "检验")
_SLIP_TEST = "tests/slow/test_clerk.py::test_no_slip_is_silent"
_KNOWN_HEADS = ("序号", "差错", "程序怎么办", "检验")
_KNOWN = """## 实际填报中遇到过的

每一种连同别的列、别的表、别的工作簿里的同样差错，都有检验。
"""
_READ, _TOLD = "照原意读取；拿不准的在原处提示", "在原处提示，没有一种读法算对"
_MESSAGE_HEADS = ("编号", "程度", "例子", "怎么改")
_TEMPLATE_FAULTS: Mapping[str, Sentence] = {
    code: (Severity.ERROR, text, template_cell.REMEDY) for code, text in template_cell.SENTENCES.items()
}
SECTIONS: tuple[tuple[str, Mapping[str, Sentence]], ...] = (
    ("整个文件", messages.FILES),
    ("工作表", messages.SHEETS),
    ("单元格", messages.CELLS),
    ("几张表、几本工作簿之间，以及评价细则", SENTENCES),
    ("通报模板", _TEMPLATE_FAULTS),
    ("以前的结果", earlier.SENTENCES),
    ("邮件", mail_messages.SENTENCES),
    ("定稿归档", archive.SENTENCES),
)
CATALOGUE: Mapping[str, Sentence] = {
    code: sentence for _, table in SECTIONS for code, sentence in table.items()
}


def guide_page() -> str:
    """填报指南.md: every sheet and column with what to write."""
    return guide(BOOKS)


def system_page() -> str:
    """制度对照.md: each part of the system with its sheets, indicators, pages and tests."""
    return "\n".join([_SYSTEM, *_table(_SYSTEM_HEADS, map(_part_cells, PARTS), "\\|")]) + "\n"


def messages_page(examples: Mapping[str, Example]) -> str:
    """检查消息.md: every message of the check; `examples`: code -> message and remedy as a fault brought them."""
    sections = [_MESSAGES]
    for name, sentences in SECTIONS:
        rows = ((code, str(sentences[code][0]), *examples[code]) for code in sorted(sentences))
        sections.append("\n".join([f"## {name}\n", *_table(_MESSAGE_HEADS, rows, "｜")]) + "\n")
    return "\n".join(sections)


def slips_page() -> str:
    """常见差错.md: every kind of slip by group, whether it is read as meant or must be told; the kinds met in use, with their tests."""
    from kit.clerk.judge import GROUPS, TOLD
    from kit.clerk.kinds import KNOWN

    sections = [_SLIPS]
    for name, kinds in GROUPS.items():
        rows = ((kind, _TOLD if kind in TOLD else _READ, f"`{_SLIP_TEST}`") for kind in kinds)
        sections.append("\n".join([f"## {name}\n", *_table(_SLIP_HEADS, rows, "｜")]) + "\n")
    known = (
        (str(number), one.slip, one.answer, "<br>".join(f"`tests/{test}`" for test in one.tests))
        for number, one in enumerate(KNOWN, start=1)
    )
    sections.append("\n".join([_KNOWN, *_table(_KNOWN_HEADS, known, "｜")]) + "\n")
    return "\n".join(sections)


def write() -> None:
    """Write every generated page into docs/."""
    from kit.message_examples import message_examples

    pages = {
        "填报指南.md": guide_page(),
        "制度对照.md": system_page(),
        "检查消息.md": messages_page(message_examples()),
        "常见差错.md": slips_page(),
    }
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], bar: str) -> list[str]:
    """A Markdown table; `bar` stands for a | inside a cell."""
    heads = tuple(heads)
    lines = [[cell.replace("|", bar).replace("\n", " ") for cell in row] for row in (heads, *rows)]
    head, *body = ("| " + " | ".join(line) + " |" for line in lines)
    return [head, "|" + "---|" * len(heads), *body]


def _part_cells(part: Part) -> tuple[str, ...]:
    return (
        part.name,
        part.asks,
        "<br>".join(_sheet(key) for key in part.sheets),
        "、".join(part.codes) or "—",
        part.informs or "—",
        "<br>".join(f"`{page}`" for page in part.pages),
        "<br>".join(f"`{test}`" for test in part.tests),
    )


def _sheet(key: str) -> str:
    books = [book.title for book in BOOKS if SHEETS[key] in book.sheets]
    return f"{'、'.join(books)}·{title(SHEETS[key])}"


if __name__ == "__main__":
    write()
