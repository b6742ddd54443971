"""Habits that no formatter holds: calls that can be read, one meaning for each class name, no name that is a riddle."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from kit.plant_on_disk import ROOT

OURS = [
    file for folder in ("pipeline", "schemas", "templates") for file in sorted((ROOT / folder).rglob("*.py"))
]
MOST_POSITIONAL = 6
RIDDLES = {
    *("beneath", "stand", "stands", "told", "sound", "lost", "glimpse", "present", "lacking", "missing_from"),
    *(
        "owners",
        "secretaries",
        "exchange",
        "handing_out",
        "annual_quota",
        "annual_rows",
        "quota_year",
        "posts_year",
    ),
    *(
        "member_year",
        "mechanism",
        "post_room",
        "Around",
        "Desk",
        "Errand",
        "Wishes",
        "Lack",
        "Held",
        "Patience",
    ),
}


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def test_no_call_has_more_than_six_positional_arguments():
    calls = [(file, node) for file in OURS for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
    assert [(str(f), n.lineno) for f, n in calls if len(n.args) > MOST_POSITIONAL] == []


def test_a_class_name_means_one_thing_but_for_the_typed_twin_of_a_sheet():
    places = defaultdict(list)
    for file in OURS:
        for node in (n for n in ast.walk(tree(file)) if isinstance(n, ast.ClassDef) and n.name != "Config"):
            places[node.name].append(file.relative_to(ROOT).parts[0])
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert {name: where for name, where in twice.items() if sorted(where) != ["pipeline", "schemas"]} == {}


def test_no_module_or_public_definition_is_a_riddle():
    modules = [(file.stem, str(file)) for file in OURS if file.stem in RIDDLES]
    defined = [
        (node.name, str(file))
        for file in OURS
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in RIDDLES
    ]
    assert modules + defined == []
