"""make audit: every package that the program needs, its licence, why it is there, and its known weaknesses."""

from __future__ import annotations

import json
import re
import urllib.request
from collections import defaultdict
from importlib import metadata
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements" / "office.txt"
SERVICE = "https://api.osv.dev/v1/querybatch"
SECONDS = 15
REASONS = {  # of what the program itself asks for; the others are there for one of these
    "pandas": "tables of rows",
    "pandera": "sheets declared as classes, checked column by column",
    "openpyxl": "workbooks written",
    "python-calamine": "workbooks read",
    "jinja2": "pages and letters from templates",
    "click": "the commands",
    "docxtpl": "Word papers from templates",
    "css-inline": "style sheets into letters",
    "resvg-py": "charts of letters as pictures",
    "fonttools": "the glyphs of a chart's words",
    "chinese-calendar": "working days of the State Council's calendar",
    "flask": "the page of the desk",
    "waitress": "serves the desk on this computer",
    "setuptools": "installs the program itself",
}


def locked() -> dict[str, str]:
    """Name -> version of each package of the lock."""
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE))


def licence(name: str) -> str:
    """As the package states it; "not stated" where it does not."""
    about = metadata.metadata(name)
    classifiers = [
        one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    stated = about.get("License-Expression") or (about.get("License") or "").strip().partition("\n")[0]
    return stated if stated and len(stated) < 60 else "、".join(classifiers) or "not stated"


def reasons(names: dict[str, str]) -> dict[str, str]:
    """Name -> its own reason, else the packages that ask for it."""
    asked = defaultdict(set)
    for name in names:
        for line in metadata.requires(name) or []:
            needed = re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-")
            if needed in names and "extra ==" not in line:
                asked[needed].add(name)
    return {name: REASONS.get(name) or f"for {'、'.join(sorted(asked[name]))}" for name in names}


def weaknesses(names: dict[str, str]) -> dict[str, list[str]] | str:
    """Name -> numbers of its known weaknesses, or why nobody could be asked."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in names.items()
    ]
    request = urllib.request.Request(
        SERVICE, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            results = json.load(answer)["results"]
    except (OSError, ValueError, KeyError) as why:
        return f"{SERVICE} does not answer ({why})"
    found = zip(names, results, strict=True)
    return {name: [one["id"] for one in result.get("vulns", [])] for name, result in found}


def main() -> int:
    """A line for each package; status 1 where one has a known weakness."""
    names = locked()
    why, weak = reasons(names), weaknesses(names)
    for name, version in names.items():
        known = weak.get(name, []) if isinstance(weak, dict) else []
        line = f"{name} {version}\t{licence(name)}\t{why[name]}"
        print(line + (f"\tKNOWN: {'、'.join(known)}" if known else ""))
    if isinstance(weak, str):
        print(f"known weaknesses: not looked up, {weak}")
        return 0
    print(f"known weaknesses: {sum(map(len, weak.values()))} in {len(names)} packages")
    return int(any(weak.values()))


if __name__ == "__main__":
    raise SystemExit(main())
