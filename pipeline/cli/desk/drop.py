"""What is dropped on the desk: kept in the input folder in the place of what it replaces, or only tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pipeline.cli.desk.plant import PlantFolder, View
from pipeline.cli.watch import home_kept, inside
from pipeline.core.finding import Finding, Severity, has_errors
from pipeline.core.publish import portable, write
from pipeline.excel.workbook import Workbook
from pipeline.intake.collect import by_file, period_of, unit_of
from pipeline.intake.reading.dropped import REPLACED, RETURNED, Reading
from pipeline.report.notices.check import FileFindings, file_findings

_LONGEST = 200  # bytes of a name; a disk takes 255, and a copy's name is longer
_NOWHERE = "期间待核"  # the folder of what says no period, before the plant has one
_BAD_NAME = "文件名不能用：{why}。请改名后再放。"


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file as it was dropped: its name as text, and what it holds."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, eq=False)
class DropAnswer:
    """What the desk says of a workbook: a sentence, its findings by group, and its marked copy ("" where there is none)."""

    file: str
    sentence: str
    found: FileFindings | None
    errors: int
    copy: bytes
    copy_name: str


@dataclass(frozen=True, slots=True, eq=False)
class Drop:
    """One drop: the answers, and what to know besides."""

    tried: bool
    notes: tuple[str, ...]
    answers: tuple[DropAnswer, ...]


def refused_name(name: str) -> str:
    """Why a file cannot be kept under this name, as a sentence; "" where it can. A name is text, and never a path."""
    why = ""
    if "/" in name or "\\" in name:
        why = "里面有斜杠"
    elif ".." in name or name.startswith("."):
        why = "里面有两个点，或以点开头"
    elif not name.isprintable():
        why = "里面有看不见的字符"
    elif len(name.encode("utf-8", "replace")) > _LONGEST:
        why = "太长"
    elif portable([name])[name] != name:
        why = "里面有 Windows 不能用的字符，或是它保留的名称"
    return _BAD_NAME.format(why=why) if why else ""


def keep(plant: PlantFolder, files: Sequence[DroppedFile]) -> Drop:
    """Lay the files into the input folder, and answer each."""
    with plant.lock:
        placed, notes = _placed(plant, files)
        for path, sent in placed.items():
            notes += _laid(plant.source, path, sent)
        view = plant.current()
        if placed and view.examined is not None and (trouble := home_kept(view.examined, plant.target)):
            notes.append(trouble)
        return Drop(False, tuple(notes), tuple(_answers(plant, view, list(placed))))


def attempt(plant: PlantFolder, files: Sequence[DroppedFile]) -> Drop:
    """DropAnswer each of the files as if it had been kept; nothing is written."""
    with plant.lock:
        placed, notes = _placed(plant, files)
        view = plant.tried({path: sent.content for path, sent in placed.items()})
        return Drop(True, tuple(notes), tuple(_answers(plant, view, list(placed))))


def _placed(plant: PlantFolder, files: Sequence[DroppedFile]) -> tuple[dict[str, DroppedFile], list[str]]:
    """Where each file belongs in the input folder, and a sentence for each that belongs nowhere there."""
    placed: dict[str, DroppedFile] = {}
    notes = list[str]()
    view = plant.current()
    for sent in files:
        name = sent.name.removeprefix(RETURNED)
        if why := refused_name(sent.name):
            notes.append(f"“{_shown(sent.name)}”没有收：{why}")
            continue
        read = plant.read_alone(name, sent.content)
        if not _is_ours(read):
            notes += [
                f"“{name}”没有收：{one.message}。{one.remedy}。" for part in read for one in part.findings[:1]
            ]
            continue
        path = _path(view, name, read, placed)
        placed[path] = sent
        if name != sent.name:
            notes.append(f"“{sent.name}”是返还表，按“{name}”收。")
    return placed, notes


def _shown(name: str) -> str:
    """A name that can be printed, whatever stands in it."""
    return "".join(one if one.isprintable() else "�" for one in name)[:60]


def _is_ours(read: Sequence[Reading]) -> bool:
    """False for what is certainly no workbook of ours; one that could not be opened may be one."""
    return any(one.workbook is not None or has_errors(one.findings) for one in read)


def _path(view: View, name: str, read: Sequence[Reading], taken: Mapping[str, DroppedFile]) -> str:
    """The file that it repeats, or replaces, of the same name, unit and period; else its own place in the folder of its period."""
    workbook = next((one.workbook for one in read if one.workbook is not None), None)
    lying = [one for one in view.inbox.workbooks if one.file in view.inbox.paths and one.file not in taken]
    if workbook is not None:
        same = [one.file for one in lying if one.sha256 == workbook.sha256]
        earlier = [one.file for one in lying if _is_earlier(one, workbook, name)]
        if same or earlier:
            return [*same, *earlier][0]
    period = (period_of(workbook) if workbook is not None else None) or view.period
    folder = period.name if period is not None else _NOWHERE
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    number, path = 1, f"{folder}/{name}"
    while path in taken or _is_anothers(view, path, workbook):
        number += 1
        path = f"{folder}/{stem}（{number}）{dot}{ending}"
    return path


def _is_earlier(one: Workbook, workbook: Workbook, name: str) -> bool:
    """True where the workbook takes the other's place: it has its name, and is of the same unit and period."""
    return PurePosixPath(one.file).name == name and _same_matter(one, workbook)


def _same_matter(one: Workbook, other: Workbook) -> bool:
    return (one.book.key, unit_of(one), period_of(one)) == (other.book.key, unit_of(other), period_of(other))


def _is_anothers(view: View, path: str, workbook: Workbook | None) -> bool:
    """True where a workbook of somebody else lies under this name."""
    other = view.workbook(path)
    return other is not None and (workbook is None or not _same_matter(workbook, other))


def _laid(source: Path, file: str, sent: DroppedFile) -> Iterator[str]:
    path = source / file
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        before = path.read_bytes()
        if before == sent.content:
            yield f"“{path.name}”和已收的一份内容相同，没有再收。"
            return
        aside = _put_aside(path, before)
        yield f"“{path.name}”换下了以前收的一份；换下的在 {aside.relative_to(source).as_posix()}。"
    write(path, sent.content)


def _put_aside(path: Path, content: bytes) -> Path:
    """Keep what is taken out of the input: beside it, in a folder that is not read."""
    folder = path.parent / REPLACED
    folder.mkdir(exist_ok=True)
    aside = folder / f"{path.stem}-{sha256(content).hexdigest()[:8]}{path.suffix}"
    write(aside, content)
    return aside


def take_out(plant: PlantFolder, file: str) -> str:
    """Take a file out of the input, and say where it is; "" where there is none of this name."""
    with plant.lock:
        path = plant.current().inbox.paths.get(file)
        if path is None or path.is_symlink():
            return ""
        aside = _put_aside(path, path.read_bytes())
        path.unlink()
        return f"“{path.name}”已移出，不再计入；放在 {aside.relative_to(plant.source).as_posix()}，要用时再放进来。"


def answers_of(plant: PlantFolder, file: str) -> tuple[DropAnswer, ...]:
    """What there is to say of a file that lies in the input folder."""
    with plant.lock:
        view = plant.current()
        is_there = file in view.inbox.paths or view.workbook(file) is not None
        return tuple(_answers(plant, view, [file] if is_there else []))


def _answers(plant: PlantFolder, view: View, files: Sequence[str]) -> Iterator[DropAnswer]:
    unread = by_file(view.inbox.findings)
    number = 0
    for name in (one for file in files for one in (file, *inside(view.inbox, file))):
        workbook, number = view.workbook(name), number + 1
        if workbook is not None:
            yield _of_workbook(plant, view, workbook, number)
        elif unread.get(name):
            yield _of_unread(name, unread[name], number)


def _of_workbook(plant: PlantFolder, view: View, workbook: Workbook, number: int) -> DropAnswer:
    marked, name = plant.answer(view, workbook), RETURNED + Path(view.inbox.copy_name(workbook.file)).name
    if not marked.findings:
        return DropAnswer(workbook.file, f"{marked.unsettled.all_clear}。", None, 0, b"", "")
    rest = f"；{marked.unsettled.rest}" if marked.unsettled.rest else ""
    found = file_findings(workbook.file, marked.findings, number, "")
    return DropAnswer(workbook.file, f"{marked.counts}{rest}。", found, found.errors, marked.content, name)


def _of_unread(file: str, findings: Sequence[Finding], number: int) -> DropAnswer:
    found = file_findings(file, findings, number, "")
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return DropAnswer(file, f"{findings[0].message}。{findings[0].remedy}。", found, errors, b"", "")
