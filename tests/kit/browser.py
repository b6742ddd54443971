"""A real browser without a window, driven over its DevTools protocol: pages opened, forms filled in, files dropped."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import websocket

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_PATIENCE = 60.0  # seconds that a page may take on a busy machine

_DRAG = """
(() => {
  const carried = new DataTransfer(), sent = %s, target = document.querySelector(%s);
  for (const name in sent) {
    carried.items.add(new File([Uint8Array.from(atob(sent[name]), c => c.charCodeAt(0))], name));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
})()
"""


class Browser:
    """One page of the browser."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=_PATIENCE, suppress_origin=True)
        self._number = 0
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "DOM", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """A command of the protocol, and its answer."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            message: dict[str, Any] = json.loads(self._socket.recv())
            if message.get("id") == self._number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def open(self, address: str) -> None:
        """The page at an address, all of it there."""
        self._after(lambda: self.ask("Page.navigate", url=address))

    def click(self, selector: str) -> None:
        """A click that leads to another page."""
        self._after(lambda: self.run(f"document.querySelector({json.dumps(selector)}).click()"))

    def choose(self, selector: str, files: Sequence[Path]) -> None:
        """Files chosen in a field."""
        root = self.ask("DOM.getDocument")["root"]["nodeId"]
        field = self.ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.ask("DOM.setFileInputFiles", nodeId=field, files=[str(one) for one in files])

    def drag(self, selector: str, files: Sequence[Path]) -> None:
        """Files let go over an element, as if they had been dragged there from outside; the page that follows."""
        sent = {one.name: base64.b64encode(one.read_bytes()).decode() for one in files}
        self._after(lambda: self.run(_DRAG % (json.dumps(sent), json.dumps(selector))))

    def close(self) -> None:
        """Let go of the page."""
        self._socket.close()

    def text(self) -> str:
        """What the page says."""
        return str(self.run("document.body ? document.body.innerText : ''"))

    def wait(self, holds: Callable[[], bool]) -> None:
        """Until it holds; pages that load themselves anew are looked at again."""
        end = time.monotonic() + _PATIENCE
        while not holds():
            assert time.monotonic() < end, self.text()
            time.sleep(0.2)

    def picture(self, into: Path, width: int, height: int) -> None:
        """The page as it is seen in a window of that size."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        into.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def complaints(self) -> list[str]:
        """What the browser had to say of the pages: refused by a policy, failed, thrown."""
        entries = [e["params"]["entry"] for e in self.events if e.get("method") == "Log.entryAdded"]
        thrown = [e for e in self.events if e.get("method") == "Runtime.exceptionThrown"]
        return [f"{one['source']} {one['text']}" for one in entries] + [str(one) for one in thrown]

    def _after(self, act: Callable[[], object]) -> None:
        """Act, and wait until another page than this one stands there whole."""
        self.run("document.documentElement.dataset.old = 'yes'")
        act()
        self.wait(self._is_new)

    def _is_new(self) -> bool:
        return self._says("document.readyState === 'complete' && !document.documentElement.dataset.old")

    def _says(self, expression: str) -> bool:
        """True where the expression holds; not while one page goes and the other comes."""
        answer = self.ask("Runtime.evaluate", expression=f"Boolean({expression})", returnByValue=True)
        return answer["result"].get("value") is True


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """The browser with an empty page, closed at the end."""
    words = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            port = next(m[1] for line in process.stderr if (m := re.search(r"ws://[^:]+:(\d+)/", line)))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                pages = [one for one in json.load(answer) if one["type"] == "page"]
            with closing(Browser(pages[0]["webSocketDebuggerUrl"])) as page:
                yield page
        finally:
            process.terminate()
            process.stderr.read()
