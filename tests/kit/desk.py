"""The desk over a folder, and a browser that has opened its printed address."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kit.sample_folder import ROOT, command, stoppable
from pipeline.cli.desk.app import DeskApp, desk_app
from pipeline.cli.desk.guard import Guard
from pipeline.cli.desk.plant import PlantFolder

PORT = 8719
ADDRESS = f"http://127.0.0.1:{PORT}"


class Visitor:
    """Somebody at this computer's browser; `headers` stand in the place of what the browser would say."""

    def __init__(self, folder: Path, signed_in: bool = True) -> None:
        (folder / "input").mkdir(parents=True, exist_ok=True)
        self.folder, self.log = folder, list[str]()
        self.guard = Guard(port=PORT)
        self.app: DeskApp = desk_app(
            PlantFolder(folder / "input", folder / "output"), self.guard, self.log.append
        )
        self.client: FlaskClient = self.app.test_client()
        if signed_in:
            self.get(f"/?key={self.guard.token}")

    def get(self, path: str, address: str = ADDRESS) -> TestResponse:
        """A page asked for."""
        return self.client.get(path, base_url=address)

    def post(
        self, path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """A form of the desk's own page sent; the page that follows it."""
        headers = {"Origin": ADDRESS} if headers is None else headers
        data = {"csrf": self.guard.csrf, **fields}
        return self.client.post(path, base_url=ADDRESS, data=data, headers=headers, follow_redirects=True)

    def drop(self, *files: tuple[str, bytes], attempt: bool = False) -> TestResponse:
        """Files dropped under these names."""
        sent = [(io.BytesIO(content), name) for name, content in files]
        return self.post("/drop", {"files": sent, **({"try": "1"} if attempt else {})})


def words(answer: TestResponse) -> str:
    """What a page says, without its marks."""
    text = unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))
    return re.sub(r"\s+", " ", text)


@contextmanager
def running_desk(place: Path) -> Iterator[tuple[str, list[str]]]:
    """The desk over a folder in a process of its own: its printed address, and all that it has said once it has ended."""
    words = command("desk", "--input", place / "input", "--output", place / "output", "--port", "0")
    said: list[str] = []
    with subprocess.Popen(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
        preexec_fn=stoppable,
    ) as process:
        assert process.stdout is not None
        try:
            address = next(m[0] for line in process.stdout if (m := re.search(r"http://\S+key=\S+", line)))
            yield address, said
        finally:
            process.send_signal(signal.SIGINT)
            try:
                said += process.communicate(timeout=60)[0].splitlines()
            finally:
                process.kill()
    assert process.returncode == 0
