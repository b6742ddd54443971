"""docs/制度对照.md: the table of pipeline.system as a page to read."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.report.parts import PARTS, Part
from schemas.base import title
from schemas.books import BOOKS, SHEETS

_HEADS = ("制度内容", "要求", "填报表", "计入指标", "只供了解的原因", "在哪里看", "检验")
_INTRO = """# 制度对照

“1134”工作机制和“两诺三比三看”的每一部分，由哪张表填报、计入哪些指标、在哪一页看到、由哪个检验保证。
本页由 `pipeline/system.py` 生成，请勿手改；重新生成：`make docs`。

- 填报表写作“工作簿·工作表”；指标编码见评价细则的“指标”表。
- 在哪里看：没有写文件夹的在 `report/` 下，`pledges/`、`remind/`、`annual/` 由各自的命令生成。
- `制度运行.html` 供办公室使用，支部和班组在自己的单页只看到自己的部分。
- 检验：`tests/` 里的函数名，读起来是一句话。
"""


def system_page() -> str:
    """The page as Markdown."""
    lines = [_line(_HEADS), _line("---" for _ in _HEADS), *(_line(_cells(part)) for part in PARTS)]
    return _INTRO + "\n" + "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cells(part: Part) -> tuple[str, ...]:
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
