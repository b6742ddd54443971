"""What a file is by its bytes, whatever it is called: a workbook, another kind of spreadsheet, an archive, or none of ours."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from zipfile import ZipFile

from pipeline.excel.package import DAMAGE, Doctype, Parts, TooMuch, refuse_crowded

ZIPPED = b"PK\x03\x04"
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_EXCEL = "旧版 Excel 或 WPS 表格（.xls、.et）"
BINARY_EXCEL = "二进制工作簿（.xlsb）"
OPEN_SHEET = "ODF 表格（.ods）"
XML_SHEET = "XML 表格"
HTML_TABLE = "网页（HTML）"
TEXT_TABLE, ARCHIVE = "文本表格（CSV）", "压缩包"
SPREADSHEETS = frozenset((OLD_EXCEL, BINARY_EXCEL, OPEN_SHEET, XML_SHEET, TEXT_TABLE))
SECURED = "E136"  # what document security has encrypted: its heads, and the streams of its containers
_SECURED_HEADS = (b"%TSD-Header-", b"E-SafeNet", b"NASCA DRM", b"SCDSA0", b"DRMONE", b"\x62\x14\x23\x65")
_SIGNATURES = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"{\\rtf", "Word 文档"),
)
_CFB_STREAMS = (  # how a stream's name is stored in the container -> what it tells
    ("DRMEncrypted", SECURED),
    ("DRMContent", SECURED),
    ("EncryptedPackage", "E102"),
    ("WordDocument", "Word 文档"),
    ("PowerPoint Document", "演示文稿"),
    ("Workbook", OLD_EXCEL),
    ("Book", OLD_EXCEL),
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENCODINGS = ("utf-8", "gb18030")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 65_536
_SECURED_WITHIN = 512


def kind_of_bytes(content: bytes) -> str:
    """In Chinese, the kind of a file that is no zip; "E102" for one with a password, "E104" for a broken workbook."""
    if any(mark in content[:_SECURED_WITHIN] for mark in _SECURED_HEADS):
        return SECURED
    if content.startswith(_CFB):
        streams = content.lower()
        kinds = (what for name, what in _CFB_STREAMS if name.lower().encode("utf-16-le") in streams)
        return next(kinds, "旧版 Office 文件")
    for start, what in _SIGNATURES:
        if content.startswith(start):
            return what
    text = _text(content)
    if text is None:
        return "E104" if b"PK\x05\x06" in content else "无法识别的文件"
    return _kind_of_text(text)


def _text(content: bytes) -> str | None:
    head = content[:_HEAD]
    boms = [encoding for bom, encoding in _BOMS if content.startswith(bom)]
    for encoding in boms or _ENCODINGS:
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as problem:
            if problem.end < len(head) - 4:
                continue
            text = head[: problem.start].decode(encoding)
        if not _CONTROL.search(text):
            return text
    return None


def decoded(content: bytes) -> str | None:
    """The whole text, in the encoding that it says or that fits it; None where none does."""
    for encoding in [name for bom, name in _BOMS if content.startswith(bom)] or _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _kind_of_text(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:4096]
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return XML_SHEET
    if _HTML.search(start):
        return HTML_TABLE
    return TEXT_TABLE if any(_in_columns(start, mark) for mark in ",;\t，|") else "文本文件"


def _in_columns(text: str, mark: str) -> bool:
    """True if the first two lines have the mark equally often."""
    counts = [line.count(mark) for line in text.splitlines() if line.strip()][:2]
    return bool(counts) and counts[0] > 0 and len(set(counts)) == 1


def kind_of_entries(names: Collection[str], main: str) -> str:
    """In Chinese, the kind of a zip that is no .xlsx; "" if it is one. `main` is the part the package points to."""
    if main.lower() in names and not main.startswith(("word/", "ppt/")):
        return BINARY_EXCEL if main.endswith(".bin") else ""
    for prefix, what in (("word/", "Word 文档"), ("ppt/", "演示文稿")):
        if any(name.startswith(prefix) for name in names):
            return what
    if "xl/workbook.bin" in names:
        return BINARY_EXCEL
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return OPEN_SHEET
    return "E104" if any(name.startswith("xl/") for name in names) else ARCHIVE


def kind_of(content: bytes) -> str:
    """In Chinese, the kind of a file; "" for an .xlsx and for what only a closer look can tell."""
    if not content.startswith(ZIPPED):
        return kind_of_bytes(content) if content else ""
    try:
        refuse_crowded(content)
        with ZipFile(io.BytesIO(content)) as archive:
            parts = Parts(archive)
            return kind_of_entries(parts.entries, parts.main())
    except (*DAMAGE, Doctype, TooMuch):
        return ""
