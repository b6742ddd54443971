import re

import pytest
from click.testing import CliRunner
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from kit.mail_sample import DECIDED, MAILBOX, OPEN, examined, needs_font
from kit.mail_server import USER
from kit.plant_on_disk import SAMPLE
from kit.whole_sample import rating

from pipeline.cli.mail import mail
from pipeline.mail.letters.chart import KNOWN, find_font, ladder_drawing, picture, style, zones_drawing
from pipeline.mail.messages import sentences
from pipeline.mail.write import MailOptions, write_mail
from schemas.words import BRANCH

LINES = (60.0, 70.0, 80.0, 90.0, 95.0)


def square_font(path, letters, names=("familyName", "styleName", "psName")):
    """A font that has these letters, draws them as a square, and has these names."""
    named = {ord(c): f"u{ord(c):04X}" for c in letters}
    glyphs = [".notdef", *named.values()]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder(glyphs)
    build.setupCharacterMap(named)
    build.setupGlyf(dict.fromkeys(glyphs, pen.glyph()))
    build.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 0)))
    build.setupHorizontalHeader(ascent=800, descent=-200)
    build.setupNameTable(dict.fromkeys(names, "Square"))
    build.setupOS2()
    build.setupPost()
    build.save(path)
    return str(path)


def lacking(*where):
    font, findings = find_font(*where)
    assert font is None
    return sentences(findings)


def test_without_a_font_the_package_to_install_is_named():
    for found in (lacking("", ()), lacking("/nowhere/font.ttf")):
        assert "fonts-wqy-microhei" in found and "MAIL_STYLE=plain" in found
    assert "/nowhere/font.ttf" in lacking("/nowhere/font.ttf")
    assert KNOWN[0].endswith("wqy-microhei.ttc")


def test_a_file_that_is_no_font_is_named(tmp_path):
    path = tmp_path / "font.ttf"
    for content in (b"", b"ttcf", b"no font at all", b"ttcf" + bytes(200)):
        path.write_bytes(content)
        assert str(path) in lacking(str(path))


def test_a_font_with_which_the_renderer_would_draw_nothing_at_all_is_refused(tmp_path):
    assert "画不出字" in lacking(
        square_font(tmp_path / "square.ttf", "永", names=("familyName", "styleName"))
    )


def test_characters_that_the_font_lacks_are_named(tmp_path):
    font, _ = find_font(square_font(tmp_path / "square.ttf", "永AB"))
    drawn, findings = picture(ladder_drawing(83.5, LINES, "得分"), font)
    told = sentences(findings)
    assert drawn == b""
    assert "“星”（U+661F）" in told and "fonts-noto-cjk" in told and "“永”" not in told


@needs_font
def test_the_same_drawing_gives_the_same_picture():
    drawing = ladder_drawing(83.5, LINES, "得分")
    first, second = (picture(drawing, find_font("")[0]) for _ in range(2))
    assert first == second and first[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["zones", "ladder"])
def test_whatever_is_drawn_has_its_colours_without_the_page(kind):
    """A shape without a rule would be black, and stars that are not reached would look like those that are."""
    stars = [s for s in rating().stars_of(BRANCH) if s.score is not None]
    drawing = zones_drawing(stars, LINES, "得分") if kind == "zones" else ladder_drawing(83.5, LINES, "得分")
    coloured = set(re.findall(r"\.([\w-]+) \{[^}]*(?:fill|stroke|opacity)", style()))
    shapes = re.findall(r'<(?:rect|circle|line|tspan)[^>]* ?class="([^"]+)"', drawing.svg)
    assert shapes and not [names for names in shapes if not coloured & set(names.split())]
    assert "fill: #C3C8CE" in style() and "@" not in style()


def test_no_message_is_written_where_its_picture_could_not_be_drawn(tmp_path):
    entries, findings = write_mail(
        examined(DECIDED), tmp_path, MailOptions(USER, office=MAILBOX, font="/nowhere/font.ttf")
    )
    assert entries == () and "/nowhere/font.ttf" in sentences(findings)
    assert not (tmp_path / "mail").exists()
    drawn, _ = write_mail(
        examined(DECIDED),
        tmp_path,
        MailOptions(USER, office=MAILBOX, font=square_font(tmp_path / "square.ttf", "永")),
    )
    assert {e.purpose: e.state.value for e in drawn} == {"正式结果": "unwritten", "汇总": "prepared"}
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_messages_without_a_drawing_need_no_font(tmp_path):
    entries, _ = write_mail(
        examined(OPEN), tmp_path, MailOptions(USER, office=MAILBOX, font="/nowhere/font.ttf")
    )
    assert {e.state.value for e in entries} == {"prepared"}


def test_the_command_says_what_to_install(tmp_path):
    done = CliRunner().invoke(
        mail,
        ["--input", str(SAMPLE), "--output", str(tmp_path), "--period", "2019Q2"],
        env={"DUALSTAR_FONT": "/nowhere/font.ttf"},
    )
    assert done.exit_code == 3
    assert "fonts-wqy-microhei" in done.output
