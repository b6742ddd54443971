"""Letter -> message: multipart/mixed(alternative(text, related(html, picture)), files), parsed back before it is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart

from pipeline.core.finding import Finding
from pipeline.mail import addresses
from pipeline.mail.letter import Attachment, Letter, as_html, as_text
from pipeline.mail.messages import stopped

SENDER_NAME = "双星评星"
SHEET = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
MOST_BYTES = 10 * 2**20
_HEADERS = ["Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type"]
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Post:
    """How a letter goes: to whom, from whom, as which version (0: the first), dated when, under which key."""

    address: str
    sender: str
    version: int
    date: dt.datetime
    key: str


def correction(version: int) -> str:
    """更正一 for the first correction; "" for what was sent first."""
    return f"更正{_NUMERALS[version] if version < len(_NUMERALS) else version}" if version else ""


def subject(letter: Letter, version: int) -> str:
    """The line that lists show."""
    mark = f"（{correction(version)}）" if version else ""
    return addresses.header_text(f"{letter.title}：{letter.unit}{mark}", addresses.MOST_SUBJECT)


def compose(letter: Letter, picture: bytes, post: Post) -> tuple[bytes, list[Finding]]:
    """The message as bytes; empty, with the reason, where it is not written."""
    for text in (letter.title, letter.unit, *(a.name for a in letter.attachments)):
        if why := addresses.unfit(text):
            return b"", stopped("E618", text, why=why)
    message = _built(letter, picture, post)
    content = message.as_bytes()
    if len(content) > MOST_BYTES:
        return b"", stopped("E619", f"{len(content) / 2**20:.1f}", most=MOST_BYTES // 2**20)
    differs = parsed_back(content, message, letter, picture)
    return (b"", stopped("E620", differs)) if differs else (content, [])


def _built(letter: Letter, picture: bytes, post: Post) -> EmailMessage:
    mark = correction(post.version)
    note = f"本邮件为{mark}，以本邮件为准；此前发出的同名邮件作废。" if mark else ""
    number = f"本邮件由评星程序生成。编号 {letter.period}-{letter.unit}-{letter.purpose}-{post.version + 1}"
    cid = f"chart.{hashlib.sha256(picture).hexdigest()[:16]}@dualstar.invalid" if picture else ""
    message = EmailMessage(policy=addresses.policy())
    message["Subject"] = subject(letter, post.version)
    message["From"] = Address(SENDER_NAME, addr_spec=post.sender)
    message["To"] = Address(addresses.display_name(letter.unit), addr_spec=post.address)
    message["Date"] = post.date
    message["Message-ID"] = f"<{post.key}@{addresses.domain(post.sender)}>"
    message.set_content(as_text(letter, note, number), cte="base64")
    message.add_alternative(as_html(letter, note, number, cid), subtype="html", cte="base64")
    if picture:
        html = list(message.iter_parts())[1]
        html.add_related(picture, "image", "png", cid=f"<{cid}>", disposition="inline", filename="chart.png")
    for file in letter.attachments:
        _attach(message, file)
    _bound(message, post.key)
    return message


def _attach(message: EmailMessage, file: Attachment) -> None:
    message.add_attachment(file.content, *SHEET, filename=file.name)
    list(message.iter_attachments())[-1].set_param("name", file.name)


def _bound(message: EmailMessage, key: str) -> None:
    """Boundaries from the key instead of from chance; an underscore after = never occurs in base64."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{key}_{number}")


def parsed_back(content: bytes, meant: EmailMessage, letter: Letter, picture: bytes) -> str:
    """What a reader of the bytes would see otherwise than it was meant; "" where nothing."""
    read = message_from_bytes(content, policy=policy.default)
    if read.keys() != _HEADERS:
        return "信头"
    for name in ("Subject", "From", "To", "Date", "Message-ID"):
        if str(read[name]) != str(meant[name]):
            return f"“{name}”"
    if [p.get_content_type() for p in read.walk()] != [p.get_content_type() for p in meant.walk()]:
        return "结构"
    files = [(p.get_filename(), p.get_content()) for p in attached(read)]
    if files != [(a.name, a.content) for a in letter.attachments]:
        return "附件"
    bodies = [(a.get_content(), b.get_content()) for a, b in zip(_bodies(read), _bodies(meant), strict=True)]
    if any(a != b for a, b in bodies):
        return "正文"
    return "" if not picture or picture in [p.get_content() for p in read.walk() if _is_picture(p)] else "图"


def attached(message: EmailMessage) -> list[MIMEPart]:
    """The files that a reader is offered, without the picture in the body."""
    return [
        p for p in message.walk() if isinstance(p, MIMEPart) and p.get_content_disposition() == "attachment"
    ]


def _bodies(message: EmailMessage) -> Iterator[EmailMessage]:
    return (p for p in message.walk() if p.get_content_maintype() == "text")


def _is_picture(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "image"
