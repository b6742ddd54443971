"""Draws docs/packages.svg: the packages of pipeline/ in their order and an arc for each import between two of them."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "packages.svg"
_SAYS = {
    "cli": "the commands",
    "mail": "letters, sent once each",
    "sample": "the fictional plant",
    "run": "one period, from folder to files",
    "year": "what spans several periods",
    "report": "a rating as pages, papers, data",
    "intake": "files to checked tables",
    "rating": "facts to scores, stars, ranks",
    "evidence": "accepted rows to facts",
    "rulebook": "the rules as data",
    "excel": "schemas to workbooks and back",
    "core": "period, finding, number, Chinese",
    "schemas": "what is asked",
}
_STEP, _LEFT, _WIDE, _HIGH, _TOP = 54, 20, 330, 38, 20


def imports() -> Counter[tuple[str, str]]:
    """(importing package, imported package) -> how many modules of the one import the other."""
    counts: Counter[tuple[str, str]] = Counter()
    for file in sorted((ROOT / "pipeline").rglob("*.py")):
        package = file.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
        if package in _SAYS:
            counts.update((package, other) for other in _imported(file) & _SAYS.keys() - {package})
    return counts


def _imported(file: Path) -> set[str]:
    """The packages that a file imports; schemas counts as one."""
    nodes = (n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.ImportFrom))
    names = [(node.module or "").split(".") for node in nodes]
    return {
        n[0] if n[0] == "schemas" else n[1]
        for n in names
        if n[0] == "schemas" or (n[0] == "pipeline" and n[1:])
    }


def drawing() -> str:
    """The picture as SVG: rooms from the commands down to the schemas, arcs to the right, thicker for more imports."""
    counts = imports()
    order = [name for name in _SAYS if name in {p for pair in counts for p in pair}]
    middle = {name: _TOP + number * _STEP + _HIGH / 2 for number, name in enumerate(order)}
    height = _TOP * 2 + len(order) * _STEP
    right = _LEFT + _WIDE
    arcs = [
        _arc(right, middle[above], middle[below], count) for (above, below), count in sorted(counts.items())
    ]
    rooms = [_room(name, middle[name]) for name in order]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" font-family="sans-serif">',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="#1d4f8c"/></marker></defs>',
            f'<rect width="760" height="{height}" fill="#fff"/>',
            *arcs,
            *rooms,
            "</svg>\n",
        ]
    )


def _room(name: str, middle: float) -> str:
    top = middle - _HIGH / 2
    return (
        f'<rect x="{_LEFT}" y="{top:g}" width="{_WIDE}" height="{_HIGH}" rx="5" fill="#f4f6f8" stroke="#9aa5b1"/>'
        f'<text x="{_LEFT + 12}" y="{middle + 5:g}" font-size="15" font-weight="bold" fill="#1f2933">{name}</text>'
        f'<text x="{_LEFT + 100}" y="{middle + 4:g}" font-size="12" fill="#52606d">{_SAYS[name]}</text>'
    )


def _arc(right: float, start: float, end: float, count: int) -> str:
    """An arc from a room to the one it imports; its reach grows with the distance, its width with the count."""
    reach = right + 26 + abs(end - start) * 0.62
    width, ink = min(0.7 + count / 12, 4), "#1d4f8c" if end > start else "#c00"  # red: it looks up
    return (
        f'<path d="M{right} {start - 6:g} C{reach:g} {start - 6:g} {reach:g} {end + 6:g} {right + 2} {end + 6:g}" '
        f'fill="none" stroke="{ink}" stroke-opacity=".45" stroke-width="{width:.1f}" marker-end="url(#tip)"/>'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
