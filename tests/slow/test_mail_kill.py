import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner
from kit.mail_sample import UNITS, ca_file, letter, running, states, written
from kit.mail_server import FREEZE, HOST, PASSWORD, USER, Desk, over_tls

from pipeline.cli.mail import send
from pipeline.mail.ledger import load

pytestmark = over_tls
OK = "250 OK"


@pytest.fixture
def output(tmp_path):
    written(tmp_path / "2019Q3", [letter(unit) for unit in UNITS])
    return tmp_path


def settings(post):
    return {
        "DUALSTAR_SMTP_HOST": HOST,
        "DUALSTAR_SMTP_PORT": str(post.port),
        "DUALSTAR_SMTP_TLS": "implicit",
        "DUALSTAR_SMTP_SENDER": USER,
        "DUALSTAR_SMTP_PASSWORD": PASSWORD,
        "DUALSTAR_SMTP_CA_FILE": ca_file(),
        "DUALSTAR_PACE": "0",
    }


def started(output, post):
    command = [
        sys.executable,
        "-c",
        "from pipeline.cli.mail import send; send()",
        "--output",
        str(output),
        "--yes",
    ]
    return subprocess.Popen(
        command, env={**os.environ, **settings(post)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def run(output, post, *arguments, typed=None):
    return CliRunner().invoke(send, ["--output", str(output), *arguments], env=settings(post), input=typed)


KILLED = {  # where the server falls silent, states after the kill, messages that have arrived in the end
    "at the first sender": ({"MAIL": [FREEZE]}, ["prepared"] * 3, 3),
    "at the first recipient": ({"RCPT": [FREEZE]}, ["prepared"] * 3, 3),
    "at the start of the content": ({"DATA": [FREEZE]}, ["unknown", "prepared", "prepared"], 2),
    "between the content and the answer": ({"content": [FREEZE]}, ["unknown", "prepared", "prepared"], 3),
    "at the second message": ({"MAIL": [OK, FREEZE]}, ["sent", "prepared", "prepared"], 3),
    "between the second content and its answer": (
        {"content": ["250 taken", FREEZE]},
        ["sent", "unknown", "prepared"],
        3,
    ),
}


@pytest.mark.parametrize("where", KILLED)
def test_a_killed_run_loses_no_message_and_the_next_one_sends_none_twice(output, where):
    stops, after, arrive = KILLED[where]
    with running(Desk({stage: list(answers) for stage, answers in stops.items()})) as post:
        process = started(output, post)
        assert post.handler.frozen.wait(30)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        post.handler.thaw.set()
        assert states(output / "2019Q3") == after
        done = run(output, post, "--yes")
        assert done.exit_code == 0, done.output
        assert states(output / "2019Q3") == [state.replace("prepared", "sent") for state in after]
        assert len(post.handler.arrived) == len({content for *_, content in post.handler.arrived}) == arrive
        assert "没有待发的邮件" in run(output, post, "--yes").output
        assert len(post.handler.arrived) == arrive
        unknown = [e.key for e in load(output / "2019Q3" / "mail")[0].entries if e.state.value == "unknown"]
        assert all(f"RESEND={key}" in done.output for key in unknown)


def test_messages_go_only_when_the_period_is_typed(output):
    with running() as post:
        for typed in ("\n", "2019Q2\n", "y\n", ""):
            assert run(output, post, typed=typed).exit_code == 1
        assert post.handler.arrived == []
        done = run(output, post, typed="2019Q3\n")
        assert (done.exit_code, len(post.handler.arrived)) == (0, 3)
        assert "已发 3 封" in done.output and PASSWORD not in done.output


def test_a_partly_refused_run_says_so_in_its_status(output):
    with running(Desk({"RCPT": ["550 no such user"]})) as post:
        done = run(output, post, "--yes")
    assert done.exit_code == 3
    assert "未发出 1 封" in done.output and "550 no such user" in done.output


def test_two_runs_at_once_do_not_send_the_same_message(output):
    with running(Desk({"MAIL": [FREEZE]})) as post:
        process = started(output, post)
        assert post.handler.frozen.wait(30)
        other = run(output, post, "--yes")
        assert other.exit_code == 3 and "另一个程序" in other.output
        post.handler.thaw.set()
        assert process.wait(30) == 0
        assert len(post.handler.arrived) == 3


@pytest.mark.parametrize(
    ("missing", "says"), [("DUALSTAR_SMTP_PASSWORD", "授权码"), ("DUALSTAR_SMTP_SENDER", "发件邮箱")]
)
def test_a_setting_that_is_missing_is_named(output, missing, says):
    with running() as post:
        done = CliRunner().invoke(
            send, ["--output", str(output), "--yes"], env=settings(post) | {missing: None}
        )
    assert done.exit_code == 2 and says in done.output
