import re
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.laws import examples
from kit.mail_sample import going, letter, parsed

from pipeline.mail.addresses import address_fault, display_name, header_text
from pipeline.mail.letter import Attachment
from pipeline.mail.message import compose
from pipeline.mail.messages import sentences

LONG = "检修支部二〇一九年第二季度星级党支部评定结果明细与定星依据（含所属班组和数据出处）.xlsx"


def written(**given_):
    content, findings = compose(letter(**given_), b"", going())
    assert not findings
    return content


def refused(one):
    content, findings = compose(one, b"", going())
    assert content == b""
    return sentences(findings)


@pytest.mark.parametrize(
    "unit",
    [
        "检修支部\r\nBcc: x@example.com",
        "检修支部\nBcc: x",
        "检修支部\x00",
        "检修\u202e支部",
        "检修\u2028支部",
        "检修\u200b支部",
        "=?utf-8?q?=0ABcc:_x@y?=",
        "检修=?gb2312?B?x?=支部",
    ],
)
def test_a_crafted_name_is_refused_and_nothing_is_written(unit):
    assert "组织名册" in refused(letter(unit=unit))
    assert "组织名册" in refused(letter(title=unit))
    assert "组织名册" in refused(letter(files=(Attachment(f"{unit}.xlsx", b"PK"),)))


@examples(150)
@given(st.text(min_size=1, max_size=30))
def test_any_name_is_refused_or_read_back_as_it_is(unit):
    content, findings = compose(letter(unit=unit, files=(Attachment(f"{unit}.xlsx", b"PK"),)), b"", going())
    if findings:
        assert content == b""
        return
    message = parsed(content)
    assert message.keys() == ["Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert message["Subject"] == header_text(f"评星结果：{unit}", 60)
    assert [a.addr_spec for a in message["To"].addresses] == ["a@example.com"]
    assert [p.get_filename() for p in message.iter_attachments()] == [f"{unit}.xlsx"]


@pytest.mark.parametrize("name", ["明细.xlsx", LONG, "plain.xlsx", "带 空格 和;分号.xlsx"])
def test_an_attachment_has_its_name_in_both_manners_and_keeps_its_media_type(name):
    part = written(files=(Attachment(name, b"PK"),)).decode().partition("Content-Disposition: attachment")[2]
    kind = re.search(r"Content-Type: (.*?)\r\n\S", part, re.DOTALL)[1]
    media, _, word = kind.partition(";")
    assert media == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert str(make_header(decode_header(re.sub(r"\s+", " ", word).split('"')[1]))) == name
    assert "filename" in part


def test_names_beside_addresses_are_left_out_where_they_would_not_survive():
    assert display_name("检修支部") == "检修支部"
    assert [display_name(n) for n in ("甲,乙", '甲"乙', "甲 乙", "甲<乙>", "长" * 13)] == [""] * 5


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@b",
        "a b@example.com",
        "a@example.com,b@example.com",
        "支部@example.com",
        "a@example.com\nBcc: b@example.com",
        "<a@example.com>",
        "a@@example.com",
        "e%evil.com@example.com",
        "e!evil.com@example.com",
        "@example.com",
        "a@-example.com",
        "a..b@example.com",
        "a" * 250 + "@example.com",
    ],
)
def test_an_address_that_is_not_one_is_refused(address):
    assert "写法不对" in address_fault(address, ())


def test_only_allowed_domains_are_written_to():
    assert (
        address_fault("a@example.com", ("example.com",))
        == address_fault("a@EXAMPLE.com", ("example.com",))
        == ""
    )
    for address in ("a@example.org", "a@mail.example.com", "a@example.com.cn"):
        assert "不在允许的域名" in address_fault(address, ("example.com",))


def test_a_message_over_ten_megabytes_is_not_written():
    assert "超过 10 MB" in refused(letter(files=(Attachment("大.xlsx", bytes(9 * 2**20)),)))


def test_text_from_cells_is_no_markup_in_the_body():
    body = parsed(written(said='<script>alert(1)</script>" onload="x')).get_body(("html",)).get_content()
    assert "<script" not in body and "&lt;script&gt;" in body
