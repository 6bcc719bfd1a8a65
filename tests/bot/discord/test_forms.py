"""How events look in Discord, and how texts that wait become messages."""

from __future__ import annotations

from bot.discord.batches import BEHIND, WORTH_TELLING, next_batch
from bot.discord.forms import Forms, harmless
from bot.discord.outbox import Post, Row
from bot.discord.talk import parts
from show.events import ReflectionWritten, ThoughtKept, ThoughtRevealed
from tests.bot.stories import night


def posted() -> list[Post]:
    forms = Forms()
    return [post for entry, state in night() for post in forms.posts(entry, state)]


def test_every_form_is_short_and_names_its_place_and_voice() -> None:
    posts = posted()
    assert {"coffee-shop", "trading-floor", "news-room"} <= {post.place for post in posts}
    assert {"alex", "show"} <= {post.voice for post in posts}
    assert all(0 < len(post.text) < 700 for post in posts)
    signs = {post.text.split(" ")[0] for post in posts}
    assert {"🔔", "📰", "🌀", "🗳️", "⚠️", "-#"} <= signs


def test_no_private_thought_is_posted() -> None:
    events = [entry.event for entry, _ in night()]
    kept = {event.text for event in events if isinstance(event, ThoughtKept | ReflectionWritten)}
    opened = {event.text for event in events if isinstance(event, ThoughtRevealed)}
    said = "\n".join(post.text for post in posted())
    assert kept - opened
    assert not [text for text in kept - opened if text in said]


def test_nothing_that_is_written_becomes_markup_or_a_mention() -> None:
    text = harmless("@everyone **bold** `code` ||x|| <@123> https://a.b # head")
    assert "@everyone" not in text
    assert "**bold**" not in text
    assert "://" not in text
    assert "<@123>" not in text


def rows(count: int) -> list[Row]:
    return [
        Row(number, number // 4, "alex" if number % 2 else "mike", f"line {number}")
        for number in range(1, count + 1)
    ]


def test_a_few_lines_are_said_one_after_another() -> None:
    batch = next_batch(rows(BEHIND - 1))
    assert (batch.upto, batch.voice, batch.text) == (1, "alex", "line 1")


def test_lines_of_one_voice_go_together() -> None:
    own = [Row(number, 1, "sarah", f"line {number}") for number in range(1, 4)]
    assert next_batch(own).text == "line 1\nline 2\nline 3"


def test_many_lines_are_a_digest_with_each_of_them_once() -> None:
    left, said = rows(120), []
    while len(left) >= BEHIND:
        batch = next_batch(left)
        assert len(batch.text) <= 2000
        said += [line.rpartition(" line ")[2] for line in batch.text.split("\n")[1:]]
        left = [row for row in left if row.number > batch.upto]
    assert said == [str(number) for number in range(1, 121 - len(left))]


def test_a_day_of_silence_is_counted_and_its_end_is_told() -> None:
    batch = next_batch(rows(WORTH_TELLING + 50))
    assert batch.upto == 50
    assert "50 lines" in batch.text
    assert "Mike 25" in batch.text


def test_a_long_answer_is_cut_where_its_block_still_ends() -> None:
    text = str(parts("```\n" + "x" * 4000 + "\n```", None, None)["content"])
    assert len(text) <= 2000
    assert text.count("```") == 2
