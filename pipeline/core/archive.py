"""The archive of a closed period: its account as canonical JSON, the files that the account lists, and who has touched them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.core.finding import Finding, Place, catalogue, said
from pipeline.core.period import Period, parse_period

FOLDER, ACCOUNT, PAGE = "定稿归档", "归档.json", "归档单.html"
CORRECTIONS = "更正"  # beside it: for each correction a folder, by number, with the archive that it replaced
INPUT, REPORT = (
    "input",
    "report",
)  # folders of the archive: copies of what was read, and of what was made of it
FORMAT = "dualstar.archive.v1"
QUARTER = 3  # months: the one kind of period that is closed

_RESTORE = "请从备份把整个“定稿归档”文件夹恢复原样"
_ORIGINAL = "归档时的原件是 {copy}：不是有意更正的，把它复制回 input；确要更正的，先报审定的会议决定，再运行 make reopen"
SENTENCES = catalogue(f"""
E700 归档的 {{value}} 读不出来，可能没有写完，或被别的程序改过
     {_RESTORE}
E701 归档的 {{value}} 与归档时不同
     {_RESTORE}
E702 归档的 {{value}} 不见了
     {_RESTORE}
E703 {{value}} 不是归档时的文件
     请把它移出“定稿归档”文件夹
E704 {{period}}归档时所接的{{before}}归档与现在的不同
     请从备份把这两期的“定稿归档”文件夹恢复原样，并与打印留存的归档单核对指纹
E705 {{period}}已归档：归档时是“{{before}}”，现在是“{{value}}”
     {_ORIGINAL}
E706 {{period}}已归档：这一行是归档以后添的
     {_ORIGINAL}
E707 {{period}}已归档：归档时有这一行，现在没有
     {_ORIGINAL}
E708 {{period}}已归档：文件重新保存过，所读的格没有变
     请把归档时的原件 {{copy}} 复制回 input
E709 {{period}}已归档：这个文件归档时有，现在没有
     请把归档时的原件 {{copy}} 复制回 input
E710 {{period}}已归档：这个文件是归档以后放进来的
     不该有的请移出 input；确要更正的，先报审定的会议决定，再运行 make reopen
E711 {{period}}现在是{{value}}，还不能归档
     {{why}}
E712 {{value}} 不是照现在的工作簿生成的
     请先运行 make report，核对以后再归档
E713 {{period}}已归档，照现在的程序和工作簿再算，结果与归档的不同：{{value}}
     报告没有改动；请运行 make verify 查看原因
E714 由归档的工作簿再算一遍，{{value}}
     请与打印留存的归档单核对指纹；指纹相符的，请软件的维护人员查看
E715 {{period}}已归档：文件已不是归档时的内容，而且读不出来
     请把归档时的原件 {{copy}} 复制回 input
E716 {{period}}已归档，现在所用的星级与归档的不同：{{value}}
     请照归档把{{period}}的星级登记在“党委考评”的“已公布星级”表，再运行
E717 {{period}}还没有归档，不用办更正
     直接改工作簿，再运行 make report；已审定的，运行 make close
E718 {{period}}的第{{value}}次更正还没有办完
     改好工作簿，运行 make report 和 make close 归档以后，才能再更正；开错了的，运行 make reopen UNDO=1 撤回
E719 没有写明{{value}}
     更正要写明经办人、原因、影响不影响结果、决定的日期；影响结果的写明会议的纪要号
E720 更正的决定日期 {{value}} 不晚于这一期审定的最后一天 {{before}}
     请写更正的决定日期，它在原来的审定以后
E721 {{period}}的第{{before}}次更正登记为不影响结果，现在的结果与更正前的不同：{{value}}
     结果确要改的，先运行 make reopen UNDO=1 撤回，报审定的会议决定，再按影响结果的更正办理
E722 {{period}}没有正在办理的更正，没有可撤回的
     更正归档以后不能撤回；还要改的，再办一次更正
E723 更正的决定日期 {{value}} 还没有到
     请写会议或负责人作出决定的那一天
W700 {{period}}已归档：文件归档时叫 {{before}}，现在改了名，内容没有变
     不影响结果，最好改回原来的名称
W701 {{period}}以前没有归档的季度，这一份归档不与以前的相连
     第一次归档就是这样，不必理会；以前的季度也在这里评过、已审定的，最好先归档以前的
W702 {{period}}的归档依据的是{{before}}第{{value}}次更正以前的结果，上期星级可能不同
     不影响结果的不用动；结果有变的，{{before}}的更正归档以后，再办{{period}}的更正
W703 {{value}}的年度结果是更正以前生成的
     更正归档以后，再运行 make annual YEAR={{value}}
""")
say = partial(said, SENTENCES)


@dataclass(frozen=True, slots=True)
class Archive:
    """What a closed period was made of and what came out of it; every digest is a sha256.

    `inputs`: the workbooks that it is compared by from now on, name -> digest; `beside`: whatever else lay in the input
    folder, kept so that the period can be made again; `results`: every file of the report; `previous`: period and digest
    of the archive before, empty where there is none; `corrects`: of a corrected period the number of the correction and the
    digests of its record and of the archive that it replaced."""

    period: str
    plant: str
    stage: str
    sentence: str
    without: tuple[str, ...]
    rulebook: Mapping[str, str]
    inputs: Mapping[str, str]
    beside: Mapping[str, str]
    results: Mapping[str, str]
    program: Mapping[str, str]
    previous: Mapping[str, str] = field(default_factory=dict)
    corrects: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The account as it stands in 归档.json: keys in order, no blanks, no clock, so that its bytes stay."""
        account = {"format": FORMAT, **asdict(self)}
        if not self.corrects:
            del account["corrects"]
        return json.dumps(account, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """The one number that stands for the whole archive."""
        return digest(self.content)

    @property
    def files(self) -> dict[str, str]:
        """Every file of the archive but the account and its page -> digest."""
        return {
            **{f"{INPUT}/{name}": one for name, one in (*self.inputs.items(), *self.beside.items())},
            **{f"{REPORT}/{name}": one for name, one in self.results.items()},
        }


def digest(content: bytes) -> str:
    """sha256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def spoken(number: str) -> str:
    """A digest as it is read over the telephone: in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


_TEXTS = ("period", "plant", "stage", "sentence")
_TABLES = ("rulebook", "inputs", "beside", "results", "program", "previous")


def archive_of(content: bytes) -> Archive | None:
    """The archive that these bytes of 归档.json tell of; None where they are none, or no longer canonical."""
    try:
        account = json.loads(content)
        texts: dict[str, str] = {name: account[name] for name in _TEXTS}
        tables: dict[str, dict[str, str]] = {name: dict(account[name]) for name in _TABLES}
        tables["corrects"] = dict(account.get("corrects", {}))
        fields: dict[str, Any] = {**texts, **tables, "without": tuple(account["without"])}
        archive = Archive(**fields)
        words = [*texts.values(), *archive.without]
        words += [word for table in tables.values() for pair in table.items() for word in pair]
        period = parse_period(archive.period)
        whole = all(isinstance(word, str) for word in words) and archive.content == content
        return archive if whole and period is not None and period.months == QUARTER else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def closed_periods(output: Path) -> list[Period]:
    """The periods that have an archive in the output folder, sound or not, oldest first."""
    periods = [parse_period(folder.parent.name) for folder in output.glob(f"*/{FOLDER}")]
    return sorted(period for period in periods if period is not None and period.months == QUARTER)


def periods_with_archives(output: Path) -> list[Period]:
    """The periods that have, or had, an archive in the output folder, oldest first."""
    folders = (path.parent.name for name in (FOLDER, CORRECTIONS) for path in output.glob(f"*/{name}"))
    periods = {parse_period(name) for name in folders}
    return sorted(period for period in periods if period is not None and period.months == QUARTER)


def corrected_periods(output: Path) -> list[Period]:
    """The periods of which an archive was replaced, closed again or not, oldest first."""
    periods = {parse_period(path.parents[2].name) for path in output.glob(f"*/{CORRECTIONS}/*/{FOLDER}")}
    return sorted(period for period in periods if period is not None and period.months == QUARTER)


def kept_numbers(output: Path, period: Period) -> list[int]:
    """The numbers of the corrections of a period, each with the archive that it replaced, in order."""
    folders = (path.parent.name for path in (output / period.name / CORRECTIONS).glob(f"*/{FOLDER}"))
    return sorted(int(name) for name in folders if name.isascii() and name.isdigit())


def folder_of(output: Path, period: Period, number: int = 0) -> Path:
    """Where the archive of a period lies; with a number, the one that this correction replaced."""
    folder = output / period.name
    return folder / CORRECTIONS / str(number) / FOLDER if number else folder / FOLDER


def account_of(output: Path, period: Period, number: int = 0) -> Archive | None:
    """What an archive says of itself, its files not looked at; None where there is none that can be read."""
    content = _bytes(folder_of(output, period, number) / ACCOUNT)
    return None if content is None else archive_of(content)


def read_archive(output: Path, period: Period, number: int = 0) -> tuple[Archive | None, list[Finding]]:
    """The archive of a period (with a number, the one that this correction replaced), None where there is none or its account
    cannot be read; and everything about it that is not as it was written."""
    folder = folder_of(output, period, number)
    if not folder.is_dir():
        return None, []
    named = folder.relative_to(output).as_posix()
    content = _bytes(folder / ACCOUNT)
    if content is None:
        return None, [say("E702", Place(), value=f"{named}/{ACCOUNT}")]
    archive = archive_of(content)
    if archive is None or archive.period != period.name:
        return None, [say("E700", Place(), value=f"{named}/{ACCOUNT}")]
    return archive, list(_touched(folder, named, archive))


def _touched(folder: Path, named: str, archive: Archive) -> Iterator[Finding]:
    """Every file of the archive that was changed, taken away or laid into it."""
    page = _bytes(folder / PAGE)
    if page is None or spoken(archive.digest).encode() not in page:
        yield say("E702" if page is None else "E701", Place(), value=f"{named}/{PAGE}")
    expected = archive.files
    for name, number in sorted(expected.items()):
        content = _bytes(folder / name)
        if content is None or digest(content) != number:
            yield say("E702" if content is None else "E701", Place(), value=f"{named}/{name}")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in expected and name not in (ACCOUNT, PAGE) and not _of_system(path):
            yield say("E703", Place(), value=f"{named}/{name}")


def broken_chain(output: Path, archive: Archive) -> list[Finding]:
    """A finding where the archive that this one is chained to is gone, or is another one by now; one that was replaced by a
    correction is kept, and holds."""
    before = parse_period(archive.previous.get("period", ""))
    if before is None or _linked(output, archive) is not None:
        return []
    if not folder_of(output, before).is_dir():
        return [say("E702", Place(), value=f"{before.name}/{FOLDER}/{ACCOUNT}")]
    period = parse_period(archive.period)
    return [say("E704", Place(), period=period.title if period else "", before=before.title)]


def _linked(output: Path, archive: Archive) -> tuple[int, Archive] | None:
    """The archive that this one is chained to, and the number of the correction that replaced it, 0 for none."""
    before = parse_period(archive.previous.get("period", ""))
    if before is None:
        return None
    for number in [0, *kept_numbers(output, before)]:
        link = account_of(output, before, number)
        if link is not None and link.digest == archive.previous.get("digest"):
            return number, link
    return None


def superseded(output: Path, archive: Archive) -> list[Finding]:
    """A warning for each earlier period that was corrected after this archive was chained to it, by way of others too."""
    findings, period, link = [], parse_period(archive.period), archive
    while (linked := _linked(output, link)) is not None:
        number, link = linked
        before = parse_period(link.period)
        if number and period is not None and before is not None:
            told = {"period": period.title, "before": before.title, "value": str(number)}
            findings.append(say("W702", Place(), **told))
    return findings


def chained(archive: Archive, output: Path, period: Period) -> Archive:
    """The archive, chained to the newest closed period before it."""
    for before in reversed([one for one in closed_periods(output) if one < period]):
        if (link := account_of(output, before)) is not None:
            return replace(archive, previous={"period": before.name, "digest": link.digest})
    return archive


def unchained(archive: Archive) -> list[Finding]:
    """A warning where no archive before this one vouches for what came before."""
    period = parse_period(archive.period)
    return [] if archive.previous or period is None else [say("W701", Place(), period=period.title)]


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _of_system(path: Path) -> bool:
    """True for what systems and office programs lay beside files that somebody looks at."""
    return path.name.startswith((".", "~$")) or path.name in ("Thumbs.db", "desktop.ini")
