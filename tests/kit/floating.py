"""Pictures, charts and text boxes put over the cells of a workbook, as spreadsheet programs save them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from kit.drawing import repacked

_ANCHOR = (
    "<x:oneCellAnchor><x:from><x:col>4</x:col><x:colOff>0</x:colOff><x:row>6</x:row><x:rowOff>0</x:rowOff></x:from>"
    "<x:ext cx='900000' cy='900000'/>{}<x:clientData/></x:oneCellAnchor>"
)
_NAMED = "<x:{0}><x:cNvPr id='{1}' name='{1}'/><x:{2}/></x:{0}>"
_AREA = "<a:xfrm><a:off x='0' y='0'/><a:ext cx='900000' cy='900000'/></a:xfrm><a:prstGeom prst='rect'><a:avLst/></a:prstGeom>"
PICTURE = _ANCHOR.format(
    "<x:pic>" + _NAMED.format("nvPicPr", 2, "cNvPicPr") + "<x:blipFill><a:blip r:embed='rId1'/><a:stretch/>"
    f"</x:blipFill><x:spPr>{_AREA}</x:spPr></x:pic>"
)
CHART = _ANCHOR.format(
    "<x:graphicFrame>"
    + _NAMED.format("nvGraphicFramePr", 3, "cNvGraphicFramePr")
    + "<x:xfrm><a:off x='0' y='0'/><a:ext cx='1' cy='1'/></x:xfrm>"
    "<a:graphic><a:graphicData uri='chart'/></a:graphic></x:graphicFrame>"
)
BOX = _ANCHOR.format(
    "<x:sp>" + _NAMED.format("nvSpPr", 4, "cNvSpPr") + f"<x:spPr>{_AREA}</x:spPr><x:txBody><a:bodyPr/>"
    "<a:p><a:r><a:t>已与安监部</a:t></a:r><a:r><a:t>核对</a:t></a:r></a:p><a:p><a:r><a:t>王五</a:t></a:r></a:p></x:txBody></x:sp>"
)


def with_drawing(content: bytes, sheet: int, *anchors: str) -> bytes:
    """The workbook with these things floating over its n-th sheet, as spreadsheet programs save them; a red dot is the picture."""
    part, package = f"xl/worksheets/sheet{sheet}.xml", "http://schemas.openxmlformats.org"
    office, kind = (
        f"{package}/officeDocument/2006/relationships",
        "application/vnd.openxmlformats-officedocument.drawing+xml",
    )
    link = f"<Relationship Id='rIdD' Type='{office}/drawing' Target='../drawings/drawing9.xml'/>"
    rels, add = f"xl/worksheets/_rels/sheet{sheet}.xml.rels", dict[str, bytes]()

    def change(name: str, data: bytes) -> bytes:
        if name == part:  # after everything but the old notes
            where = data.find(b"<legacyDrawing")
            where = data.rfind(b"</worksheet>") if where < 0 else where
            return data[:where] + f"<drawing xmlns:r='{office}' r:id='rIdD'/>".encode() + data[where:]
        if name == rels:
            return data.replace(b"</Relationships>", link.encode() + b"</Relationships>")
        if name == "[Content_Types].xml":
            more = f"<Default Extension='png' ContentType='image/png'/><Override PartName='/xl/drawings/drawing9.xml' ContentType='{kind}'/>"
            return data.replace(b"</Types>", more.encode() + b"</Types>")
        return data

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if rels not in archive.namelist():
            add[rels] = (
                f"<Relationships xmlns='{package}/package/2006/relationships'>{link}</Relationships>".encode()
            )
    drawn = f"{package}/drawingml/2006"
    add["xl/drawings/drawing9.xml"] = (
        f"<x:wsDr xmlns:x='{drawn}/spreadsheetDrawing' xmlns:a='{drawn}/main' xmlns:r='{office}'>"
        f"{''.join(anchors)}</x:wsDr>"
    ).encode()
    dot = f"<Relationship Id='rId1' Type='{office}/image' Target='../media/dot.png'/>"
    add["xl/drawings/_rels/drawing9.xml.rels"] = (
        f"<Relationships xmlns='{package}/package/2006/relationships'>{dot}</Relationships>".encode()
    )
    add["xl/media/dot.png"] = _png()
    return repacked(content, change, add)


def _png() -> bytes:
    """A red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, dots = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")
