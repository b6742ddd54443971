"""What an earlier run left under report/: its own account of it, and whether somebody has changed a file since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.core.finding import Finding, Place, catalogue, said

SENTENCES = catalogue("""
E639 {value} 读不出来，可能没有写完，或被别的程序改过
     请重新运行 make report
W601 {value} 生成以后有人改过，改动不会进入邮件和年度结果
     要改内容，请改工作簿后重新运行 make report
W602 目标责任书工作簿还有问题，没有生成各单位的目标责任书
     请运行 make check，改好以后再生成
""")

say = partial(said, SENTENCES)
ACCOUNT = "run.json"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class ReportAccount:
    """Which branches a report leaves out on purpose, and the digest of each of its files as it was written."""

    without: tuple[str, ...]
    files: Mapping[str, str]


def account(folder: Path) -> tuple[ReportAccount | None, list[Finding]]:
    """What the report in `folder` (output/<period>/report) says of itself, None where there is none; a finding where its
    account is damaged."""
    path = folder / ACCOUNT
    if not path.is_file():
        return None, []
    try:
        run = json.loads(path.read_text("utf-8"))
        without, files = run["without"], run.get("files", {})
        if all(isinstance(text, str) for text in [*without, *files.keys(), *files.values()]):
            return ReportAccount(tuple(without), files), []
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass
    return None, [say("E639", Place(), value=_named(folder, ACCOUNT))]


def edited(folder: Path, written: ReportAccount) -> list[Finding]:
    """One warning that names the files of the report that were changed or taken away since it was written."""
    names = [name for name, digest in sorted(written.files.items()) if _digest(folder / name) != digest]
    if not names:
        return []
    more = f" 等 {len(names)} 个文件" if len(names) > _MOST_NAMED else ""
    named = "、".join(_named(folder, name) for name in names[:_MOST_NAMED])
    return [say("W601", Place(), value=named + more)]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _named(folder: Path, name: str) -> str:
    return f"{folder.parent.name}/{folder.name}/{name}"
