"""The desk over a folder, and a browser that has opened its printed address."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

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
