"""A replay proves a night, and names the first event that is not what was written."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot import replay as replaying
from bot.log.database import read_only
from bot.log.proof import Chain, LogDiffers
from bot.log.store import opened
from bot.replay import replay, verify
from show.events import GENESIS, SeasonClosed, link
from tests.bot.papers import Pen, night, recorded, tampering

SIZE = sum(len(beat) for beat in night())
NUMBERS = st.integers(1, SIZE)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def db(tmp_path: Path) -> Path:
    await recorded(tmp_path / "show.db", night())
    return tmp_path / "show.db"


def _replayed(path: Path) -> tuple[int, str]:
    out = StringIO()
    code = replay(path, Console(file=out, width=200))
    return code, out.getvalue()


def _found(path: Path) -> LogDiffers | None:
    """Return the first difference, without folding: what is changed here need not make sense as a show."""
    with closing(read_only(path)) as raw:
        try:
            verify(raw, Chain(), lambda entry: None)
        except LogDiffers as difference:
            return difference
    return None


def _after(path: Path, *statements: tuple[str, tuple[object, ...]]) -> LogDiffers:
    """Return what is found in a copy of the log after statements were run on it."""
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    with tampering(copy) as raw:
        for statement, values in statements:
            raw.execute(statement, values)
    found = _found(copy)
    assert found is not None, f"nobody noticed {statements}"
    return found


def test_an_honest_night_holds_and_its_summary_says_how_it_ended(db: Path) -> None:
    code, text = _replayed(db)
    assert code == 0
    assert text.endswith("The chain holds.\n")
    assert night()[-1][-1].hash in text
    assert all(name in text for name in ("Alex", "Sarah", "Alice", "Mike", "$", f"events   {SIZE}"))


async def test_equal_nights_have_equal_summaries_wherever_and_whenever_they_are_recorded(
    db: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "other.db"
    async with opened(other, clock=lambda: 12345.0) as store:
        for beat in night():
            await store.log.append(beat)
    assert _replayed(db) == _replayed(other)


async def test_a_night_can_be_replayed_while_it_goes_on(db: Path) -> None:
    async with opened(db) as store:
        head = store.log.head()
        pen = Pen(head.seq, head.hash, head.beat)
        await store.log.append(pen.beat_of(3))
        code, text = _replayed(db)
        await store.log.append(pen.beat_of(3))
    assert (code, f"events   {SIZE + 3}" in text) == (0, True)


async def test_a_long_night_is_read_piece_by_piece(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _replayed(db)
    for chunk in (1, 7, SIZE, SIZE + 1):
        monkeypatch.setattr(replaying, "CHUNK", chunk)
        assert _replayed(db) == whole


async def test_a_log_without_events_holds(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", [])
    assert _replayed(tmp_path / "show.db")[0] == 0


@given(seq=NUMBERS, place=st.floats(0, 1), bit=st.integers(0, 7))
@MANY
def test_no_bit_of_a_body_can_be_changed_unnoticed(db: Path, seq: int, place: float, bit: int) -> None:
    with closing(sqlite3.connect(db)) as raw:
        body = bytearray(
            raw.execute("SELECT CAST(body AS BLOB) FROM events WHERE seq = ?", (seq,)).fetchone()[0]
        )
    body[round(place * (len(body) - 1))] ^= 1 << bit
    change = "UPDATE events SET body = CAST(? AS TEXT) WHERE seq = ?"
    assert _after(db, (change, (bytes(body), seq))).seq == seq


@given(seq=NUMBERS)
@MANY
def test_no_event_can_be_left_out_unnoticed(db: Path, seq: int) -> None:
    found = _after(db, ("DELETE FROM events WHERE seq = ?", (seq,)))
    assert (found.seq, found.kind) == (seq, "missing")


@given(first=NUMBERS, second=NUMBERS)
@MANY
def test_no_two_events_can_be_swapped_unnoticed(db: Path, first: int, second: int) -> None:
    if first == second:
        return
    found = _after(
        db,
        ("UPDATE events SET seq = -1 WHERE seq = ?", (first,)),
        ("UPDATE events SET seq = ? WHERE seq = ?", (first, second)),
        ("UPDATE events SET seq = ? WHERE seq = -1", (second,)),
    )
    assert found.seq == min(first, second)


@given(seq=NUMBERS, at=st.one_of(st.integers(-5, 0), st.integers(SIZE + 1, SIZE + 5)))
@MANY
def test_no_event_can_be_put_in_unnoticed(db: Path, seq: int, at: int) -> None:
    columns = "beat, tick, at, caused_by, kind, body, hash, recorded_at"
    copied = f"INSERT INTO events (seq, {columns}) SELECT ?, {columns} FROM events WHERE seq = ?"
    assert _after(db, (copied, (at, seq))).seq in (at, SIZE + 1)


async def test_not_even_an_event_that_links_on_can_be_put_at_the_end(db: Path) -> None:
    last = night()[-1][-1]
    (forged,) = Pen(last.seq, last.hash, last.beat).beat_of(1)
    row = (forged.seq, forged.beat, forged.tick, forged.at, forged.caused_by, "TickEnded", forged.body())
    insert = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
    found = _after(db, (insert, (*row, bytes.fromhex(forged.hash))))
    assert f"the log should end with another event {SIZE}" in str(found)


@pytest.mark.parametrize(
    ("column", "value"),
    [("beat", 999), ("tick", 999), ("at", -1), ("caused_by", 1), ("caused_by", ""), ("kind", "Quake"),
     ("kind", b"\xff"), ("tick", "soon"), ("hash", b"x" * 32), ("hash", "text"),
     ("body", b"\xff"), ("body", 5)],
)  # fmt: skip
def test_no_column_of_the_proof_can_be_changed_unnoticed(db: Path, column: str, value: object) -> None:
    assert _after(db, (f"UPDATE events SET {column} = ? WHERE seq = 6", (value,))).seq == 6


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM events WHERE seq = 6", "number 6 is not there; the next is 7"),
        ("UPDATE events SET body = body || ' ' WHERE seq = 6", "its body was changed"),
        ("UPDATE events SET tick = 77 WHERE seq = 6", "its body was changed, or its beat, tick"),
        ("UPDATE events SET hash = zeroblob(32) WHERE seq = 6", "its link was changed"),
        ("UPDATE events SET body = '{' WHERE seq = 6", "cannot be decoded as JSON"),
        ('UPDATE events SET body = \'{"kind":"Earthquake"}\' WHERE seq = 6', "of an unknown kind"),
        (
            'UPDATE events SET body = \'{"kind":"TickEnded"}\' WHERE seq = 6',
            "not one of this kind (tick: field required)",
        ),
        ("UPDATE events SET kind = 'Earthquake' WHERE seq = 6", "its body is of kind "),
    ],
)
def test_what_differs_is_said(db: Path, statement: str, what: str) -> None:
    with tampering(db) as raw:
        raw.execute(statement)
    code, text = _replayed(db)
    assert code == 1
    assert text.startswith("The chain is broken. Event 6 (")
    assert what in text


@pytest.mark.parametrize(
    ("column", "what"), [("body", "its body was changed"), ("hash", "its link was changed")]
)
def test_the_last_event_is_judged_by_where_the_log_ends(db: Path, column: str, what: str) -> None:
    value = "body || ' '" if column == "body" else "zeroblob(32)"
    found = _after(db, (f"UPDATE events SET {column} = {value} WHERE seq = ?", (SIZE,)))
    assert what in str(found)


def test_an_event_that_links_but_cannot_have_happened_is_named(db: Path) -> None:
    """A forger who knows the rule of the links still has to write a show."""
    forged = SeasonClosed(season=1, by="bell", reason="", standings=()).model_dump_json()
    with tampering(db) as raw:
        raw.execute("UPDATE events SET kind = 'SeasonClosed', body = ? WHERE seq = 8", (forged,))
        _relink(raw)
    code, text = _replayed(db)
    assert code == 1
    assert "Event 8 (SeasonClosed" in text
    assert "cannot have happened" in text


def _relink(raw: sqlite3.Connection) -> None:
    before = GENESIS
    rows = raw.execute("SELECT seq, beat, tick, at, caused_by, body FROM events ORDER BY seq").fetchall()
    for row in rows:
        before = link(before, *row)
        raw.execute("UPDATE events SET hash = ? WHERE seq = ?", (bytes.fromhex(before), row[0]))
    raw.execute("UPDATE head SET hash = ?", (bytes.fromhex(before),))


def test_a_file_that_cannot_be_read_is_a_sentence_and_another_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "show.db").write_text("no log at all, and long enough to look at " * 20)
    assert replay(tmp_path / "show.db") == 2
    assert replay(tmp_path / "nothing.db") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "is not a show's log" in shown.err
    assert "There is no log" in shown.err


async def test_a_damaged_page_of_events_stops_a_replay_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, pen = tmp_path / "show.db", Pen()
    await recorded(path, [pen.beat_of(100) for _ in range(20)])
    content = bytearray(path.read_bytes())
    half = len(content) // 2 // 4096 * 4096
    content[half : half + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    assert replay(path) == 2
    assert "damaged" in capsys.readouterr().err


async def test_damage_beside_the_events_is_told_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "show.db"
    await recorded(path, night())
    with closing(sqlite3.connect(path)) as raw:
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'intents'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    assert replay(path) == 2
    shown = capsys.readouterr()
    assert "Every event is whole" in shown.err
    assert "holds" not in shown.out
