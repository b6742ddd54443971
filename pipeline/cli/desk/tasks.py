"""The commands that the desk runs, one at a time, each in a process of its own as if it had been typed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.period import Period


@dataclass(frozen=True, slots=True)
class Task:
    """A button: the command, what stands on it, what it gives, and where under the period's folder its first page lies."""

    command: str
    label: str
    gives: str
    page: str = ""
    drafts: bool = False  # may be run in spite of errors


TASKS = (
    Task("templates", "生成空白表", "每个支部、部门一份空白工作簿；一月还有目标责任书"),
    Task("check", "检查", "检查页和返还表", "check/index.html"),
    Task("report", "评星、出报告", "报告、通报、公文、述职材料、移交表", "report/index.html", drafts=True),
    Task("pledges", "双承诺公示", "公示页和打印签名的承诺书", "pledges/双承诺公示.html"),
    Task("remind", "催办", "贴到群里的文字、给书记的明细、催办单", "remind/催办单.html"),
    Task("mail", "写邮件（不发送）", "每封邮件和预览，看过以后再用命令发送", "mail/index.html"),
)
BY_COMMAND = {task.command: task for task in TASKS}
_MOST_LINES = 400


@dataclass
class Run:
    """A command that was started: what it has said so far, and its status once it has ended."""

    task: Task
    period: Period
    lines: list[str] = field(default_factory=list)
    status: int | None = None

    @property
    def outcome(self) -> str:
        """How it stands, in words."""
        words = {None: "正在运行", 0: "完成", 1: "有要处理的问题"}
        return words.get(self.status, "没有完成")


class Runner:
    """At most one command at a time; the last one stays to be read."""

    def __init__(self, source: Path, target: Path) -> None:
        self.source, self.target = source, target
        self.last: Run | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """True while a command runs."""
        return self.last is not None and self.last.status is None

    def start(self, task: Task, period: Period, draft: bool) -> bool:
        """Start the command; False where another one is running."""
        with self._lock:
            if self.is_busy:
                return False
            run = self.last = Run(task, period)
        words = ["--input", str(self.source), "--output", str(self.target), "--period", period.name]
        words += ["--draft"] * (draft and task.drafts)
        self._thread = threading.Thread(target=_follow, args=(run, [task.command, *words]))
        self._thread.start()
        return True

    def wait(self) -> None:
        """Until what was started has ended."""
        if self._thread is not None:
            self._thread.join()


def _follow(run: Run, words: list[str]) -> None:
    """Run the command to its end, and keep what it says."""
    status = 3
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "pipeline", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONUTF8": "1"},
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                run.lines = [*run.lines[-_MOST_LINES:], line.rstrip("\n")]
        status = process.returncode
    except OSError:
        run.lines = [*run.lines, "没有能启动这个命令，请关闭收件台再打开一次。"]
    finally:
        run.status = status
