"""A Word document from a template: its tags compiled once, filled for as many readers as need be."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zipfile import BadZipFile, ZipFile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.core.finding import Finding, Place, Severity
from pipeline.excel.package import packed, xml_safe
from pipeline.excel.template.cell import FAULTS

_PRINTED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_CORE = "docProps/core.xml"
_UNREADABLE = (BadZipFile, OSError, KeyError, ValueError, NotImplementedError)
_TAG, _QUOTED = re.compile(r"<[^>]+>"), re.compile(r"'([^']*)'")
_CONTROLS = str.maketrans("\t\r\n", "   ")
_MOMENT = (
    "2000-01-01T00:00:00Z"  # a result carries no clock; who saved the template last is nobody's business
)
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>双星评价</dc:creator>'
    f'<dcterms:created xsi:type="dcterms:W3CDTF">{_MOMENT}</dcterms:created>'
    f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_MOMENT}</dcterms:modified></cp:coreProperties>'
).encode()
_REMEDY = "请对照《公文模板说明》改正，或换回原来的模板"
_SENTENCES = {
    "E611": "模板不是能打开的 .docx 文件",
    "E612": "模板里写的名称“{what}”没有对应的数据",
    "E613": "模板里花括号的写法不完整，for、if 和 endfor、endif 可能没有成对",
    "E614": "模板里有一处写法算不出结果",
}


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A template ready to be filled: the parts that stay, and those with tags."""

    file: str
    fixed: Mapping[str, bytes]
    printed: Mapping[str, Template]


@lru_cache(32)
def form(content: bytes, file: str) -> tuple[Form | None, list[Finding]]:
    """The template read and compiled, None with what is wrong with it. `file` is how a reader finds it."""
    try:
        with ZipFile(io.BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist() if not name.endswith("/")}
        sources = {name: _source(part) for name, part in parts.items() if _PRINTED.fullmatch(name)}
    except _UNREADABLE:
        return None, [_fault("E611", file)]
    if "word/document.xml" not in sources:
        return None, [_fault("E611", file)]
    printed = {}
    for name, source in sources.items():
        try:
            printed[name] = _DOCUMENTS.from_string(source)
        except TemplateSyntaxError as error:
            words = _TAG.sub("", source.splitlines()[error.lineno - 1]).strip()
            return None, [_fault("E613", file, words)]
    return Form(file, {name: part for name, part in parts.items() if name not in printed}, printed), []


def fill(blank: Form, context: Mapping[str, object]) -> tuple[bytes | None, list[Finding]]:
    """The document, the same bytes for the same values; None with why the template cannot be filled with them."""
    try:
        filled = {name: template.render(context).encode() for name, template in blank.printed.items()}
    except UndefinedError as error:
        return None, [_fault("E612", blank.file, what=(_QUOTED.findall(error.message or "") or [""])[-1])]
    except FAULTS:
        return None, [_fault("E614", blank.file)]
    return packed({**blank.fixed, **filled, _CORE: _PROPERTIES}), []


def _source(part: bytes) -> str:
    """The part as a template; a paragraph a line, so that a fault can be shown with its words."""
    patched: str = DocxTemplate(io.BytesIO()).patch_xml(part.decode("utf-8-sig"))
    return re.sub(r"<w:p(?=[ >])", "\n<w:p", patched)


def _fault(code: str, file: str, value: str = "", what: str = "") -> Finding:
    return Finding(
        Place(file), code, Severity.ERROR, _SENTENCES[code].format(what=what), _REMEDY, value=value
    )


def _value(value: object) -> object:
    """Nothing for None; text on one line, without what a document part cannot hold."""
    return "" if value is None else xml_safe(str(value)).translate(_CONTROLS)


_DOCUMENTS = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_value)
