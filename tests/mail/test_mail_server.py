"""Servers that drip, talk without end or fall silent are left in time, and nothing goes twice because of them."""

import time

import pytest
from kit.mail_sample import UNITS, letter, running, sent, server_of, states, written
from kit.mail_server import FREEZE, HANG_UP, HOST, USER, Desk, over_tls, speaking

from pipeline.mail.messages import sentences
from pipeline.mail.server import Limits, Server, connect

SHORT = Limits(read=0.5, answer=1.0, content=1.0)
AT_ONCE = 4.0  # seconds in which everything has to be over


def told_by(*lines, pause=0.0, limits=SHORT):
    start = time.monotonic()
    with speaking(*lines, pause=pause) as port:
        connection, findings = connect(Server(HOST, port, USER, USER, "x", implicit=False, limits=limits))
    assert connection is None and time.monotonic() - start < AT_ONCE
    return [one.code for one in findings]


DRIPS = {
    "a greeting of single letters": (["220 hello, this is the server of the plant\r\n" * 3], 0.1),
    "an answer of single letters": (["220 hello\r\n", "250 " + "x" * 200 + "\r\n"], 0.1),
    "an answer of lines without end": (["220 hello\r\n", "250-more\r\n" * 100_000], 0.0),
    "one line without end": (["2" * 2**20], 0.0),
    "a greeting of lines without end": (["220-hello\r\n" * 100_000], 0.0),
}


@pytest.mark.parametrize("case", DRIPS)
def test_an_answer_that_does_not_end_ends_the_run(case):
    lines, pause = DRIPS[case]
    assert told_by(*lines, pause=pause) in (["E636"], ["E634"])


def test_a_server_that_says_nothing_is_left_after_a_read(tmp_path):
    assert told_by("", pause=2.0) == ["E636"]


def test_an_answer_of_a_hundred_lines_is_heard():
    lines = ["220-hello\r\n" * 99 + "220 hello\r\n", "554 no\r\n", "554 no\r\n"]
    assert told_by(*lines) == ["E634"]


@over_tls
@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_silence_before_the_content_leaves_the_messages_waiting(tmp_path, stage):
    written(tmp_path, [letter(unit) for unit in UNITS])
    with running(Desk({stage: FREEZE})) as post:
        assert "一再中断" in sent(tmp_path, post, limits=SHORT)[1]
        post.handler.thaw.set()
    assert states(tmp_path) == ["prepared"] * len(UNITS)


@over_tls
@pytest.mark.parametrize("does", [HANG_UP, FREEZE, "junk", "354 what", "150 wait"])
def test_two_messages_in_a_row_of_which_nobody_knows_end_the_run(tmp_path, does):
    written(tmp_path, [letter(unit) for unit in UNITS])
    with running(Desk({"content": does})) as post:
        assert "接连两封" in sent(tmp_path, post, limits=SHORT)[1]
        post.handler.thaw.set()
        assert states(tmp_path) == ["unknown", "unknown", "prepared"]
        post.handler.does.clear()
        assert sent(tmp_path, post)[1] == ""
        assert len(post.handler.arrived) == len({content for *_, content in post.handler.arrived})
    assert states(tmp_path) == ["unknown", "unknown", "sent"]


@over_tls
def test_one_unknown_message_between_others_does_not_end_the_run(tmp_path):
    written(tmp_path, [letter(unit) for unit in UNITS])
    with running(Desk({"content": ["354 what", "250 ok", "354 what"]})) as post:
        assert sent(tmp_path, post)[1] == ""
    assert states(tmp_path) == ["unknown", "sent", "unknown"]


@over_tls
def test_the_default_limits_let_a_server_take_its_time(tmp_path):
    written(tmp_path, [letter()])
    with running() as post:
        assert server_of(post, limits=Limits()).limits == Limits(60, 180, 600)
        assert sent(tmp_path, post, limits=Limits())[1] == ""


def test_a_limit_that_was_passed_is_named_in_the_sentence():
    with speaking("220-hello\r\n" * 1000) as port:
        _, findings = connect(Server(HOST, port, USER, USER, "x", implicit=False, limits=SHORT))
    assert "太慢或太长" in sentences(findings)
