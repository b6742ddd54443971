"""The package of a plant's period for the level above: its units' results as CSV for people and Parquet for programs, with
datapackage.json that says what each column is. Nothing of single people, and no star of a unit that is suspended."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from pipeline import __version__
from pipeline.core.publish import Files
from pipeline.report.data import PLACES, TABLES, run_json, table_csv
from pipeline.report.result import Result
from pipeline.report.rows import UnitKey
from schemas.words import MEMBER

FORMAT = "1.0"  # of the package: another first figure is another meaning of a column
HANDED_ON = ("stars", "scores", "ranks", "trace")  # the cells behind a figure stay in the plant
KEYS: Mapping[str, tuple[str, ...]] = {
    "stars": ("period", "unit_kind", "unit"),
    "scores": ("period", "unit_kind", "unit", "indicator"),
    "ranks": ("period", "board", "unit_kind", "unit"),
}
TITLES = {
    "applies": "本期是否适用",
    "because": "依据",
    "before": "之前的星级",
    "after": "之后的星级",
    "board": "比项",
    "bonus": "加分",
    "capped_star": "联动之前的星级",
    "checked_points": "核定分",
    "duty": "三责",
    "group": "比较的组别",
    "indicator": "指标编码",
    "max_points": "本期满分",
    "name": "指标名称",
    "note": "说明",
    "parent": "所属支部",
    "parent_indicator": "所属指标的编码",
    "peers": "自己的组别",
    "pending": "是否暂缓评定",
    "period": "期间",
    "place": "名次",
    "points": "得分",
    "previous_star": "上期星级",
    "quality": "质量",
    "quantity": "数量",
    "rank": "名次",
    "ranked": "参加比较的单位数",
    "ratio": "得分率",
    "responsible": "第一责任人",
    "rule": "规则",
    "score": "得分",
    "score_star": "按分数线的星级",
    "self_points": "自评分",
    "sharing": "并列的单位数",
    "side": "数量或质量",
    "stage": "评定步骤",
    "standard_points": "标准分",
    "star": "星级",
    "status": "评定情况",
    "total": "总分",
    "unit": "单位",
    "unit_kind": "单位类别",
    "value": "完成情况",
}
_SUSPENDED = dict.fromkeys(("score_star", "capped_star", "star", "place"), None)
_KINDS = {str: "string", int: "integer", float: "number", bool: "boolean"}


def package_files(result: Result) -> Files:
    """The files of the package by name; of the same result the same bytes."""
    rows = handed_on(result)
    tables = {f"{name}.csv": table_csv(rows[name], TABLES[name]) for name in HANDED_ON}
    columnar = {f"{name}.parquet": parquet(rows[name], TABLES[name].row) for name in HANDED_ON}
    files = {**tables, **columnar}
    return {
        **files,
        "run.json": run_json(result, __version__, files),
        "datapackage.json": _described(result, files),
    }


def handed_on(result: Result) -> dict[str, list[Any]]:
    """Table -> its rows of branches and teams, without the stars of those that are suspended."""
    suspended: set[UnitKey] = {star.key for star in result.stars if star.pending}
    rows = {
        name: [row for row in getattr(result, name) if row.unit_kind != MEMBER]
        for name in HANDED_ON
        if name != "trace"
    }
    rows["stars"] = [
        star._replace(**_SUSPENDED, because="暂缓评定") if star.key in suspended else star
        for star in rows["stars"]
    ]
    rows["trace"] = [step for step in result.trace if step.key not in suspended]
    return {name: sorted(held, key=attrgetter(*TABLES[name].order)) for name, held in rows.items()}


def column_kinds(row: type[Any]) -> dict[str, type]:
    """Column -> str, int, float or bool, as the typed row declares it."""
    return {name: _plain(kind) for name, kind in get_type_hints(row).items() if name in row._fields}


def _plain(kind: Any) -> type:
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not NoneType)
    plain: type = kind
    return plain


def parquet(rows: Iterable[Any], row: type[Any]) -> bytes:
    """The rows as a Parquet file; numbers have the places that are printed, its metadata the version of the format."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    kinds = column_kinds(row)
    fields = [pa.field(name, types[kind], metadata={"title": TITLES[name]}) for name, kind in kinds.items()]
    schema = pa.schema(fields, metadata={"dualstar.format": FORMAT, "dualstar.version": __version__})
    held = list(rows)
    columns = [
        pa.array([_as(kind, getattr(one, name), name) for one in held], types[kind])
        for name, kind in kinds.items()
    ]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), content)
    return content.getvalue()


def _as(kind: type, value: Any, column: str) -> Any:
    if value is None:
        return None
    if kind is float and column in PLACES:
        return float(f"{value:.{PLACES[column]}f}")
    return kind(value)


def _described(result: Result, files: Mapping[str, bytes]) -> bytes:
    """datapackage.json: the tables with their columns, types, titles and keys, the digest of every file."""
    package = {
        "profile": "tabular-data-package",
        "name": f"dualstar-{result.period.name.lower()}",
        "title": f"{result.plant} {result.period.title}双星评定结果",
        "version": FORMAT,
        "dualstar": {
            "format": FORMAT,
            "program": __version__,
            "plant": result.plant,
            "period": result.period.name,
            "stage": result.stage.name,
            "rulebook": result.version,
            "digest": result.digest,
            "parquet": {name: _digest(files[name]) for name in sorted(files) if name.endswith(".parquet")},
        },
        "resources": [_resource(name, files[f"{name}.csv"]) for name in HANDED_ON],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _resource(name: str, content: bytes) -> dict[str, Any]:
    kinds = column_kinds(TABLES[name].row)
    yes_no = {"trueValues": ["是"], "falseValues": ["否"]}
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column,
                "title": TITLES[column],
                "type": _KINDS[kind],
                **(yes_no if kind is bool else {}),
            }
            for column, kind in kinds.items()
        ],
        "missingValues": [""],
    }
    if name in KEYS:
        schema["primaryKey"] = list(KEYS[name])
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": _digest(content),
        "schema": schema,
    }
