"""Sanctions are two rows of the default rulebook, and neither is named outside the office (rules 10.2)."""

from __future__ import annotations

from kit.plant_on_disk import sample_rated


def test_sanctions_are_two_rows_that_are_cited_by_their_place_alone():
    vetoes = sample_rated().tables.rulebook.vetoes
    closed = {code: veto for code, veto in vetoes.items() if veto.closed}
    assert {code: veto.highest for code, veto in closed.items()} == {"VT02": 0, "VT07": 3}
    assert all(veto.whole_year and veto.to_branch for veto in closed.values())
    for veto in closed.values():
        assert veto.said == f"按评价细则第{veto.number}条确定，" and veto.code not in veto.label
    assert "VT01" in vetoes["VT01"].said
