"""What a group's IT would ask of the packages, run in the environment that has Parquet, DuckDB and frictionless.

python tests/kit/scale_checks.py FOLDER: prints a JSON object; the folder is what `dualstar group` has written."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
QUERIES = re.compile(r"```sql\n(.*?)```", re.S)


def valid(folder: Path) -> list[str]:
    """What frictionless finds wrong with the package."""
    import frictionless

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [str(row) for row in report.flatten(["code", "note"])]


def different(folder: Path) -> list[str]:
    """Where the Parquet file of a table says something else than its CSV."""
    import pyarrow.parquet as pq

    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            printed = list(csv.DictReader(file))
        typed = pq.read_table(path.with_suffix(".parquet"), partitioning=None)
        if len(typed) != len(printed) or typed.column_names != list(printed[0] if printed else ()):
            found.append(f"{path.name}: shape")
        found += [
            f"{path.name} {number} {name}: {row[name]!r} {value!r}"
            for number, (row, other) in enumerate(zip(printed, typed.to_pylist(), strict=False))
            for name, value in other.items()
            if not _same(row[name], value)
        ]
    return found


def _same(printed: str, value: object) -> bool:
    if value is None:
        return printed == ""
    if isinstance(value, bool):
        return printed == ("是" if value else "否")
    if isinstance(value, int | float):
        return float(printed) == value
    return printed.removeprefix("'") == str(value).removeprefix("'")


def formats(folder: Path) -> list[str]:
    """The version of the format in every Parquet file."""
    import pyarrow.parquet as pq

    return [
        pq.read_schema(path).metadata[b"dualstar.format"].decode()
        for path in sorted(folder.glob("*.parquet"))
    ]


def answers(group: Path) -> list[list[list[Any]]]:
    """The rows of every documented query."""
    import duckdb

    text = (ROOT / "docs/集团运行.md").read_text("utf-8")
    packages = (group / "packages").as_posix()
    with duckdb.connect() as connection:
        return [
            [list(row) for row in connection.sql(query.replace("packages/", f"{packages}/")).fetchall()]
            for query in QUERIES.findall(text)
        ]


if __name__ == "__main__":
    of = Path(sys.argv[1])
    packages = sorted(path.parent for path in of.rglob("datapackage.json"))
    json.dump(
        {
            "invalid": [one for folder in packages for one in valid(folder)],
            "different": [one for folder in packages for one in different(folder)],
            "formats": [one for folder in packages for one in formats(folder)],
            "answers": answers(of),
        },
        sys.stdout,
        ensure_ascii=False,
        default=str,
    )
