"""Chromium called once a page: what it says of it, its print, or many pages measured side by side; a session with one stands in browser.py."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from kit.browser import CHROMIUM, FLAGS

_FLAGS = (
    *FLAGS,
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
    "--no-pdf-header-footer",
)
MEASURE = (Path(__file__).parent / "boxes.js").read_text("utf-8")
FRAMES = """<!DOCTYPE html><meta charset="utf-8"><body>{frames}<script>{measure}
window.onload = function () {{
  var all = {{}};
  Array.prototype.forEach.call(document.querySelectorAll("iframe"), function (frame) {{
    all[frame.name] = measured(frame.contentWindow);
  }});
  document.body.setAttribute("data-faults", JSON.stringify(all));
}};
</script></body>"""


def chromium(page: Path, *flags: str, part: str = "") -> subprocess.CompletedProcess[str]:
    """What Chromium says of the page."""
    profile = page.parent / f"profile-{page.stem}-{len(flags)}"
    command = [str(CHROMIUM), *_FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri() + part]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    shutil.rmtree(profile, ignore_errors=True)
    return done


def box_faults(folder: Path, pages: Mapping[str, bytes], widths: tuple[int, ...]) -> dict[str, list[str]]:
    """ "<page> <width>" -> what a reader could not see, or sees over something else, on a screen that wide."""
    frames = []
    for number, (name, content) in enumerate(pages.items()):
        (folder / f"{number}.html").write_bytes(content)
        frames += [
            f'<iframe src="{number}.html" name="{html.escape(name)} {width}" width="{width}" height="800"></iframe>'
            for width in widths
        ]
    wrapper = folder / "frames.html"
    wrapper.write_text(FRAMES.format(frames="".join(frames), measure=MEASURE), encoding="utf-8")
    dump = chromium(wrapper, "--dump-dom", "--allow-file-access-from-files").stdout
    found = re.search(r'data-faults="(.*?)"', dump)
    assert found, dump[-2000:]
    return dict(json.loads(html.unescape(found[1])))
