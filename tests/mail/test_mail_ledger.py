import pytest
from kit.mail_sample import UNITS, entries_of, letter, written

from pipeline.core.publish import Busy
from pipeline.mail.addresses import Recipients
from pipeline.mail.ledger import Entry, Ledger, State, load
from pipeline.mail.ledger import read as read_ledger
from pipeline.mail.ledger import written as as_csv
from pipeline.mail.outbox import alone
from schemas.words import BRANCH


def mark(folder, *states):
    ledger = Ledger(folder / "mail", entries_of(folder))
    for entry, state in zip(list(ledger.entries), states, strict=False):
        ledger.mark(entry.key, State(state), "2019-10-12 09:00:00")


def of(folder, unit=UNITS[0]):
    return [(e.version, e.state.value) for e in entries_of(folder) if e.unit == unit]


def again(folder, *letters, to=None):
    return written(folder, letters, to, entries_of(folder))


def test_what_was_sent_stays_sent_when_the_messages_are_written_again(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sent")
    before = entries_of(tmp_path)
    again(tmp_path, letter())
    assert entries_of(tmp_path) == before
    assert (tmp_path / "mail" / before[0].file).exists()


def test_changed_content_is_a_numbered_correction_only_after_something_went_out(tmp_path):
    written(tmp_path, [letter(said="一")])
    again(tmp_path, letter(said="二"))
    assert of(tmp_path) == [(0, "prepared")]
    mark(tmp_path, "sent")
    (entry, _) = again(tmp_path, letter(said="三"))
    assert of(tmp_path) == [(1, "prepared"), (0, "sent")]
    assert "更正一" in entry.subject and "更正一" in entry.file
    mark(tmp_path, "unknown")
    again(tmp_path, letter(said="二"))
    assert of(tmp_path) == [(2, "prepared"), (1, "unknown"), (0, "sent")]


def test_a_correction_taken_back_before_it_went_out_leaves_nothing_to_send(tmp_path):
    written(tmp_path, [letter(said="一")])
    mark(tmp_path, "sent")
    again(tmp_path, letter(said="二"))
    again(tmp_path, letter(said="一"))
    assert of(tmp_path) == [(0, "sent")]


def test_a_corrected_address_gets_the_same_message_not_a_correction(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sent")
    again(tmp_path, letter(), to=Recipients({(BRANCH, UNITS[0]): "new@example.com"}, {}, "", {}))
    assert of(tmp_path) == [(0, "prepared"), (0, "sent")]


def test_a_refused_message_waits_for_its_repair_or_for_word(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "failed")
    again(tmp_path, letter())
    assert of(tmp_path) == [(0, "failed")]
    again(tmp_path, letter(said="改过"))
    assert of(tmp_path) == [(0, "prepared"), (0, "failed")]


def test_a_message_that_was_being_sent_when_the_program_ended_is_unknown(tmp_path):
    written(tmp_path, [letter()])
    mark(tmp_path, "sending")
    assert of(tmp_path) == [(0, "unknown")]
    again(tmp_path, letter())
    assert of(tmp_path) == [(0, "unknown")]


@pytest.mark.parametrize("text", ["=1+1", "+x", "'=1", "逗,号", '引"号', "两\n行", "＝1", "检修支部"])
def test_any_name_comes_back_from_the_ledger(text):
    entry = Entry(
        "m1", State.SENT, "公示结果", "公示稿", BRANCH, text, "a@example.com", 0, text, "a.eml", "00", "c1"
    )
    assert read_ledger(as_csv([entry])) == ([entry], [])
    assert f"\n{text}".encode() not in as_csv([entry])


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"key,state\r\nm1,sent\r\n", "编号,状态\r\n".encode() + b"a,b\r\n"]
)
def test_a_ledger_that_cannot_be_read_is_never_taken_for_an_empty_one(tmp_path, content):
    (tmp_path / "ledger.csv").write_bytes(content)
    entries, findings = load(tmp_path)
    assert not entries and [one.code for one in findings] == ["E621"]


def test_the_same_letters_give_the_same_bytes(tmp_path):
    for name in "ab":
        written(tmp_path / name, [letter(unit) for unit in UNITS])
    pairs = [sorted((tmp_path / name / "mail").iterdir()) for name in "ab"]
    assert [p.name for p in pairs[0]] == [p.name for p in pairs[1]]
    assert [p.read_bytes() for p in pairs[0]] == [p.read_bytes() for p in pairs[1]]


def test_two_programs_never_work_on_the_same_messages(tmp_path):
    with alone(tmp_path), pytest.raises(Busy), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_a_folder_set_aside_by_a_killed_program_is_brought_back(tmp_path):
    written(tmp_path, [letter()])
    aside = tmp_path / ".mail-old-x"
    aside.mkdir()
    (tmp_path / "mail").replace(aside / "old")
    with alone(tmp_path):
        assert of(tmp_path) == [(0, "prepared")]
