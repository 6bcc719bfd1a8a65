"""A turn: from a mind's answer to the events of one trader's beat. The order, the line, the walk."""

from __future__ import annotations

import random
from typing import NamedTuple

from pydantic import ValidationError

from show.beat import Beat
from show.cast import persona
from show.decisions import Decision
from show.desk.shadow import follow
from show.events import AnswerFailed, DecisionMade, LineSpoken, LineWithheld, ThoughtKept, TraderMoved
from show.lines import Gate
from show.orders import plan
from show.ports import Answer, Mind, MindError, MindLate, MindRubbish, Prompt
from show.rules import SeasonRules
from show.state import State
from show.words import ROOMS, SPEECH_CHARACTERS, THOUGHT_CHARACTERS, TRADERS, TraderId


class Reply(NamedTuple):
    """What came of asking a mind: a decision with its cost, or the reason why there is none."""

    decision: Decision | None
    answer: Answer | None = None
    failure: AnswerFailed | None = None
    dropped: AnswerFailed | None = None
    """An earlier answer to a prompt that was no longer true."""


async def ask(mind: Mind, prompt: Prompt) -> Reply:
    """Ask a mind for one decision. Whatever it does wrong becomes a failure with a reason, never an error."""
    name = mind.name
    try:
        answer = await mind.decide(prompt)
        name = answer.mind or name
        return Reply(Decision.model_validate_json(answer.text), answer)
    except MindLate as error:
        return _failed(error.mind or name, prompt, "late", str(error))
    except (MindRubbish, ValidationError) as error:
        name = error.mind or name if isinstance(error, MindRubbish) else name
        return _failed(name, prompt, "rubbish", _first_line(error))
    except MindError as error:
        return _failed(error.mind or name, prompt, "error", str(error))
    except Exception as error:  # noqa: BLE001 - a mind with a bug must not stop the floor
        return _failed(name, prompt, "error", f"{type(error).__name__}: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'answer'}: {first['msg']}"
    return (str(error).splitlines() or [""])[0]


def _failed(name: str, prompt: Prompt, reason: str, detail: str) -> Reply:
    failure = AnswerFailed.model_validate(
        {"trader": prompt.facts.trader, "mind": name, "reason": reason, "detail": detail[:160]}
    )
    return Reply(None, failure=failure)


def play(
    beat: Beat,
    state: State,
    gate: Gate,
    trader: TraderId,
    reply: Reply,
    rules: SeasonRules,
    mind: str,
    follow_refused: bool = False,
) -> bool:
    """Emit one trader's turn and return whether something was said.

    With `follow_refused` the shadow tracker follows what the rules stopped.
    """
    if reply.dropped:
        beat.emit(reply.dropped)
    if reply.decision is None:
        _stand_still(beat, state, trader, reply, mind)
        return False
    decision = reply.decision
    cause = beat.emit(_decided(trader, decision, reply.answer, mind))
    _think(beat, gate, trader, decision, cause)
    status = state.cast[trader].status
    for event in plan(trader, decision, state.books, state.board.quotes, rules, state.tick, status):
        number = beat.emit(event, cause)
        if follow_refused:
            for phantom in follow(state.desk.shadow, event, state.board.quotes, rules.fee_bps, state.tick):
                beat.emit(phantom, number)
    spoke = _speak(beat, state, gate, trader, decision, cause)
    _walk(beat, state, trader, decision, cause)
    return spoke


def _stand_still(beat: Beat, state: State, trader: TraderId, reply: Reply, mind: str) -> None:
    """A failed answer is never dressed up: the trader stands there, marked as canned, and says nothing."""
    cause = beat.emit(reply.failure) if reply.failure else None
    canned = DecisionMade(
        trader=trader,
        trade="Hold",
        size="out",
        location=state.office.room_of(trader),
        mood="nervous",
        mind=reply.failure.mind if reply.failure else mind,
        canned=True,
    )
    beat.emit(canned, cause)


def _decided(trader: TraderId, decision: Decision, answer: Answer | None, mind: str) -> DecisionMade:
    return DecisionMade(
        trader=trader,
        trade=decision.trade,
        size=decision.size,
        location=decision.location,
        mood=decision.mood,
        mind=(answer.mind if answer else "") or mind,
        tokens=answer.answer_tokens if answer else 0,
    )


def _think(beat: Beat, gate: Gate, trader: TraderId, decision: Decision, cause: int) -> None:
    verdict = gate.judge(decision.thought, THOUGHT_CHARACTERS)
    if verdict.rule:
        beat.emit(LineWithheld(trader=trader, field="thought", rule=verdict.rule), cause)
    elif verdict.text:
        beat.emit(ThoughtKept(trader=trader, text=verdict.text), cause)


def _speak(beat: Beat, state: State, gate: Gate, trader: TraderId, decision: Decision, cause: int) -> bool:
    verdict = gate.judge(decision.speech, SPEECH_CHARACTERS, recent_lines(state, trader))
    rule = "muted" if state.cast[trader].muted and verdict.text else verdict.rule
    if rule:
        beat.emit(LineWithheld(trader=trader, field="speech", rule=rule), cause)
        return False
    if not verdict.text:
        return False
    room = state.office.room_of(trader)
    heard_by = state.office.others(trader)
    beat.emit(LineSpoken(trader=trader, room=room, text=verdict.text, heard_by=heard_by), cause)
    return True


def recent_lines(state: State, trader: TraderId) -> list[str]:
    """Return the lines a new one must differ from: each room's last ones, and the trader's own."""
    return [line.text for room in ROOMS for line in state.office.transcript[room]] + state.cast[trader].lines


def _walk(beat: Beat, state: State, trader: TraderId, decision: Decision, cause: int) -> None:
    origin = state.office.room_of(trader)
    if decision.location != origin:
        beat.emit(TraderMoved(trader=trader, origin=origin, room=decision.location), cause)


def turn_order(state: State, dice: random.Random) -> tuple[TraderId, ...]:
    """Return who goes when: by urgency, drawn in [0, 1), plus one for who was named or is in trouble."""
    said = " ".join(lines[-1].text for lines in state.office.transcript.values() if lines)
    urgency = {
        trader: dice.random()
        + (persona(trader).name in said)
        + (state.cast[trader].status == "margin call")
        - 0.5 * (state.programme.speaker == trader)
        for trader in TRADERS
    }
    return tuple(sorted(TRADERS, key=lambda trader: -urgency[trader]))
