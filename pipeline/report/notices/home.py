"""首页.html of a period: what is to be done today, the steps, who must act, what has changed, links to all that was written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import quote

from pipeline.core import chinese
from pipeline.core.finding import Finding, Severity
from pipeline.intake.account import MISSING, NOT_COUNTED, Received
from pipeline.intake.examine import Examined, tables_so_far
from pipeline.report.notices.steps import GATHERING, YEAR_STAGE, Written, stage_so_far, steps, today, todos
from pipeline.report.page import PageHead, rendered

HOME, MEMORY = "首页.html", ".home.json"
MOST_LISTED = 12  # of the findings that came or went; the others are counted
Stars = Mapping[str, str]  # 党支部 检修支部 -> 四星


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a run saw: its workbooks with their digests, the errors and warnings as sentences, and the stars last known."""

    sources: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[str] = ()
    stars: Stars = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """The last run, and the one before it that had other workbooks."""

    now: Snapshot
    before: Snapshot | None = None

    def after(self, run: Snapshot) -> Memory:
        """The memory once another run has been: what it is compared with stays while the workbooks stay the same."""
        stars = run.stars or self.now.stars
        same = dict(run.sources) == dict(self.now.sources)
        return Memory(replace(run, stars=stars), self.before if same else self.now)


def remembered_runs(content: bytes) -> Memory | None:
    """What an earlier run has noted; None where there is nothing, or nothing that can be read."""
    try:
        runs = json.loads(content)
        before = runs["before"]
        return Memory(_snapshot(runs["now"]), _snapshot(before) if before else None)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _snapshot(row: Any) -> Snapshot:
    """A run as it was noted; ValueError where it is anything else."""
    sources, findings, stars = row["sources"], row["findings"], row["stars"]
    texts = [*sources.items(), *stars.items(), findings]
    if not isinstance(findings, list) or not all(isinstance(one, str) for part in texts for one in part):
        raise ValueError
    return Snapshot(sources, tuple(findings), stars)


def noted(memory: Memory) -> bytes:
    """The memory as a file."""
    return (json.dumps(asdict(memory), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


class RunDifference(NamedTuple):
    """What has changed in one respect: how many, and the first of them."""

    title: str
    total: int
    lines: tuple[str, ...]


class Link(NamedTuple):
    """A file to open."""

    address: str
    name: str


class LinkGroup(NamedTuple):
    """Files of one purpose; those of a folder that holds many stand `folded`."""

    title: str
    links: tuple[Link, ...]
    folded: bool


def home_files(
    examined: Examined, written: Written, stars: Stars, memory: Memory | None
) -> tuple[bytes, Memory]:
    """The page, and what the next run is to remember; `stars` are those of a report of these workbooks, none where there
    is none."""
    run = Snapshot(dict(examined.intake.sources), tuple(_sentences(examined.intake.findings)), dict(stars))
    memory = memory.after(run) if memory else Memory(run)
    period, stage, matters = examined.chosen.period, stage_so_far(examined), todos(examined, written)
    tables = tables_so_far(examined)
    head = PageHead(
        title=f"{period.title}双星工作首页",
        subtitle="办公室用：今天要办什么，到了哪一步，结果在哪里",
        plant=tables.rulebook.settings["电厂名称"] if tables else "",
        facts=(f"报告期 {chinese.day(period.start)}—{chinese.day(period.end)}",),
        stage=YEAR_STAGE if period.months == 12 else stage.name if stage else GATHERING,
        stage_sentence=stage.sentence if stage and period.months < 12 else "",
        internal=True,
        notes=(),
    )
    page = rendered(
        "home.html.j2",
        head=head,
        today=today(matters),
        matters=matters,
        steps=[(step, step.command(period)) for step in steps(examined, written)],
        books=_troubled(examined),
        differences=differences(memory),
        first=memory.before is None,
        groups=groups(written.files),
        address=quote,
        checked="check/index.html" in written.files,
    )
    return page, memory


def _sentences(findings: Iterable[Finding]) -> list[str]:
    """Errors and warnings, a line each, without the row numbers' order mattering."""
    told = (one for one in findings if one.severity is not Severity.NOTICE)
    return sorted(
        {f"{one.severity}：{f'{one.place} ' if str(one.place) else ''}{one.message}" for one in told}
    )


def _troubled(examined: Examined) -> list[Received]:
    """The workbooks of the period with errors or warnings, those with errors first."""
    rows = [r for r in examined.intake.received if r.state not in (*NOT_COUNTED, MISSING)]
    return sorted((r for r in rows if r.errors or r.warnings), key=lambda r: (-r.errors, -r.warnings))


def differences(memory: Memory) -> list[RunDifference]:
    """What is otherwise than in the run before with other workbooks: files, findings, stars."""
    now, before = memory.now, memory.before
    if before is None:
        return []
    files = [f"新放入：{one}" for one in now.sources.keys() - before.sources.keys()]
    files += [f"已拿走：{one}" for one in before.sources.keys() - now.sources.keys()]
    both = now.sources.keys() & before.sources.keys()
    files += [f"改动过：{one}" for one in both if now.sources[one] != before.sources[one]]
    moved = [
        f"{unit}：{before.stars[unit]} → {star}"
        for unit, star in now.stars.items()
        if unit in before.stars and before.stars[unit] != star
    ]
    solved, fresh = (
        set(a) - set(b) for a, b in ((before.findings, now.findings), (now.findings, before.findings))
    )
    parts = (("工作簿", files), ("已解决的问题", solved), ("新出现的问题", fresh), ("星级变动", moved))
    return [RunDifference(title, len(lines), tuple(sorted(lines)[:MOST_LISTED])) for title, lines in parts]


_NAMED = (  # heading, file under the period's folder, its name
    ("结果", "report/index.html", "评星报告（内部）"),
    ("结果", "report/一页纸.html", "一页纸（领导参阅）"),
    ("结果", "report/一页纸.docx", "一页纸 Word"),
    ("结果", "report/一页纸.png", "一页纸图片"),
    ("结果", "report/会议演示（内部）.html", "会议演示（内部）"),
    ("结果", "report/会议演示（公开）.html", "会议演示（公开）"),
    ("结果", "report/双星通报.xlsx", "双星通报工作簿"),
    ("结果", "report/制度运行.html", "制度运行（内部）"),
    ("结果", "report/党员.html", "党员（内部）"),
    ("结果", "report/台账.html", "台账（内部）"),
    ("结果", "report/评价细则.html", "评价细则（可以公开）"),
    ("结果", "report/绩效联动移交表.xlsx", "绩效联动移交表"),
    ("结果", "report/验算表.xlsx", "验算表（内部）"),
    ("收件和检查", "check/index.html", "填报校验"),
    ("收件和检查", "check/findings.csv", "问题清单（数据）"),
    ("收件和检查", "check/replaced.csv", "补报替换的行（数据）"),
    ("催办、公示、邮件", "remind/催办单.html", "催办单"),
    ("催办、公示、邮件", "remind/催办.txt", "贴到群里的催办文字"),
    ("催办、公示、邮件", "pledges/双承诺公示.html", "双承诺公示（放到内网）"),
    ("催办、公示、邮件", "pledges/承诺书.html", "承诺书（打印签名）"),
    ("催办、公示、邮件", "mail/index.html", "邮件预览"),
    ("测算、年度、归档", "whatif/index.html", "规则测算"),
    ("测算、年度、归档", "annual/index.html", "年度定星"),
    ("测算、年度、归档", "annual/年度定星.xlsx", "年度定星工作簿"),
    ("测算、年度、归档", "定稿归档/归档单.html", "归档单（打印签名）"),
)
_FOLDERS = {  # folder -> what lies in it; the rest of a folder stands under its own name
    "check/returned": "返还表（发回改正）",
    "blanks/目标责任书": "目标责任书（签订）",
    "blanks": "空白工作簿（发下去填）",
    "report/支部": "支部单页",
    "report/班组": "班组单页",
    "report/计入": "计入对照（每行计入了什么）",
    "report/公文": "公文",
    "report/述职": "述职材料",
    "report/data": "数据文件",
    "remind/致书记": "催办：给书记的信",
    "mail": "邮件",
    "定稿归档": "归档的工作簿和报告",
    "report": "运行记录",
    "check": "运行记录",
}


def groups(files: Collection[str]) -> list[LinkGroup]:
    """Links to every file: the named ones by purpose, the others by folder."""
    left = set(files)
    by_title: dict[str, list[Link]] = {}
    for title, path, name in _NAMED:
        if path in left:
            left.remove(path)
            by_title.setdefault(title, []).append(Link(quote(path), name))
    folders: dict[str, list[Link]] = {}
    for path in sorted(left, key=chinese.name_order):
        folder = next((one for one in _FOLDERS if path.startswith(f"{one}/")), path.rpartition("/")[0])
        name = path.removeprefix(f"{folder}/").removesuffix(".html")
        folders.setdefault(_FOLDERS.get(folder, folder or "其他"), []).append(Link(quote(path), name))
    named = [LinkGroup(title, tuple(links), False) for title, links in by_title.items()]
    return named + [LinkGroup(title, tuple(links), True) for title, links in folders.items()]
