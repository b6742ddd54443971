"""docs/检查消息.md: every message of the check, what it looks like, and what to do; made from the tables of messages."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.core.finding import Sentence, Severity
from pipeline.excel import messages
from pipeline.excel.template import cell
from pipeline.intake.messages import SENTENCES
from pipeline.message_examples import EXAMPLES

_INTRO = """# 检查消息

检查页、`findings.csv` 和返还表里的每一条消息都在这里。由程序生成，不要手工修改。

- **错误**要改正；有错误就只能出试算稿，不能出正式结果（只看本期用到的工作簿、名册、目标和细则里的错误）。
- **提醒**请看一眼，不影响出结果。**说明**是程序按通常的意思理解了的写法，理解错了再改。
- 一条消息总是写明文件、工作表、单元格、现在的内容和怎么改。例子是把示例电厂的工作簿改错以后程序说的原话。
"""
_FAULTS: Mapping[str, Sentence] = {
    code: (Severity.ERROR, text, cell.REMEDY) for code, text in cell.SENTENCES.items()
}
SECTIONS: tuple[tuple[str, Mapping[str, Sentence]], ...] = (
    ("整个文件", messages.FILES),
    ("工作表", messages.SHEETS),
    ("单元格", messages.CELLS),
    ("几张表、几本工作簿之间，以及评价细则", SENTENCES),
    ("通报模板", _FAULTS),
)
CATALOGUE: Mapping[str, Sentence] = {
    code: sentence for _, table in SECTIONS for code, sentence in table.items()
}


def messages_page() -> str:
    """The page as Markdown."""
    return "\n".join([_INTRO, *(_section(name, table) for name, table in SECTIONS)])


def example(code: str) -> tuple[str, str]:
    """A message of that code and its remedy, as a fault of the sample brings them."""
    _, message, remedy = CATALOGUE[code]
    own = EXAMPLES.get(code, {})
    return message.format(**own), remedy.format(**own)


def _section(name: str, table: Mapping[str, Sentence]) -> str:
    heads = ["| 编号 | 程度 | 例子 | 怎么改 |", "|---|---|---|---|"]
    return (
        "\n".join([f"## {name}\n", *heads, *(_line(code, one) for code, one in sorted(table.items()))]) + "\n"
    )


def _line(code: str, sentence: Sentence) -> str:
    cells = (code, str(sentence[0]), *example(code))
    return "| " + " | ".join(cell.replace("|", "｜").replace("\n", " ") for cell in cells) + " |"
