"""The generated pages of docs/: `python -m pipeline.docs` writes them, a test compares them."""

from __future__ import annotations

from pathlib import Path

from pipeline.excel.write.guide import guide
from pipeline.messages_page import messages_page
from pipeline.system_page import system_page
from schemas.books import BOOKS

FOLDER = Path(__file__).parent.parent / "docs"


def pages() -> dict[str, str]:
    """File name -> text of every page that is made from the code."""
    return {"填报指南.md": guide(BOOKS), "制度对照.md": system_page(), "检查消息.md": messages_page()}


def write() -> None:
    """Write every generated page into docs/."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
