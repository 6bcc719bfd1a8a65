"""The council: turns what the analysts of one asset said into a house view, and into what is logged of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from show.desk import cohorts
from show.desk.analyst import House, Kind, Layer, Opinion
from show.desk.book import divided, wanted_share
from show.desk.darwin import clusters, hedge
from show.desk.debate import Outcome, Voice, authority, debate, mean_view, weighted_view
from show.desk.ledger import BASELINE, Ledger
from show.desk.panel import LAST_SPEAKER, Panel
from show.desk.swift import deviation
from show.events import AssetView
from show.market.tape import Tape
from show.words import Asset

KINDS: tuple[Kind, ...] = ("direction", "risk", "execution")
PRESENT_BARS, USUAL_BARS = 30, 240
STRESS = 0.5
APART = 1.5
Said = Mapping[str, Sequence[Opinion]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a tick's debates need of the ledger, worked out once for all assets."""

    votes: list[float]
    """Each voting slot's weight, shared with its echoes."""
    scores: list[float]
    layers: list[Layer]
    starts: list[int]
    """The first slot of each seat."""
    hedged: dict[str, float]
    voices: int


def standing(ledger: Ledger, panel: Panel) -> Standing:
    """Return every slot's vote and every seat's record."""
    voting = sum(who < len(ledger.seats) for who in ledger.who)
    sharing = clusters(voting, [pair for pair in ledger.shared if max(pair) < voting])
    votes = [ledger.weights[ledger.who[slot]] / sharing[slot] for slot in range(voting)]
    scores = [ledger.score(seat) for seat in range(len(ledger.seats))]
    totals = {name: ledger.totals[seat] / 1000 for seat, name in enumerate(ledger.seats)}
    layers = [panel.analysts[name].layer for name in ledger.seats]
    starts = [ledger.who.index(seat) for seat in range(len(ledger.seats))]
    return Standing(votes, scores, layers, starts, hedge(totals), round(sum(1 / size for size in sharing)))


def stormy(said: Said) -> bool:
    """Return whether the desk takes a market for stressed: by `hmm`, or the baseline where that is silent."""
    hidden = said.get("hmm", ())
    if hidden and hidden[0].confidence > 0.0 and "p_stress" in hidden[0].figures:
        return hidden[0].figures["p_stress"] > STRESS
    plain = said.get(BASELINE, ())
    return bool(plain) and plain[0].confidence > 0.0 and plain[0].signal < 0.0


@dataclass(frozen=True, slots=True)
class Sitting:
    """One asset's debates, by kind, and the opinions that went into them."""

    asset: Asset
    said: Said
    stormy: bool
    outcomes: Mapping[Kind, Outcome]
    voices: Mapping[Kind, Sequence[Voice]]

    def house(self, drawdown: float, concentration: float) -> House:
        """Return the view as the last speaker hears it."""
        direction, risk, execution = (self.outcomes[kind] for kind in KINDS)
        return House(
            direction.house, risk.house, execution.house,
            max(direction.disagreement, risk.disagreement), drawdown, concentration,
        )  # fmt: skip

    def subject(self) -> Kind:
        """Return the kind that was argued about more; only direction and risk are worth an argument.

        Twice as many judge risk, so that they are further apart as a rule: they have to be by half.
        """
        direction, risk = self.outcomes["direction"], self.outcomes["risk"]
        sharper = (risk.challenged, risk.disagreement) > (
            direction.challenged,
            APART * direction.disagreement,
        )
        return "risk" if sharper else "direction"


def listen(asset: Asset, said: Said, ledger: Ledger, now: Standing) -> Sitting:
    """Hear all but the last speaker. Nobody argues yet: it only says where all stand."""
    storm = stormy(said)
    voices: dict[Kind, list[Voice]] = {kind: [] for kind in KINDS}
    for seat, name in enumerate(ledger.seats):
        if name != LAST_SPEAKER:
            _hear(voices, said[name], seat, ledger, now, storm)
    outcomes = {kind: Outcome(*mean_view(heard)) for kind, heard in voices.items()}
    return Sitting(asset, said, storm, outcomes, voices)


def sit(before: Sitting, last: Sequence[Opinion], ledger: Ledger, now: Standing) -> Sitting:
    """Hear the last speaker, too, if there is one, and hold the debates."""
    said, voices = before.said, {kind: list(heard) for kind, heard in before.voices.items()}
    if LAST_SPEAKER in ledger.seats:
        said = {**said, LAST_SPEAKER: last}
        _hear(voices, last, ledger.seats.index(LAST_SPEAKER), ledger, now, before.stormy)
    return Sitting(
        before.asset, said, before.stormy, {kind: debate(heard) for kind, heard in voices.items()}, voices
    )


def _hear(
    voices: dict[Kind, list[Voice]],
    said: Sequence[Opinion],
    seat: int,
    ledger: Ledger,
    now: Standing,
    storm: bool,
) -> None:
    trust = authority(ledger.hits[seat][storm], ledger.calls[seat][storm])
    for slot, opinion in enumerate(said, now.starts[seat]):
        if opinion.confidence > 0.0:
            voice = Voice(
                ledger.seats[seat], now.layers[seat], opinion.signal, min(1.0, opinion.confidence * trust),
                now.votes[slot], now.scores[seat], opinion.evidence,
            )  # fmt: skip
            voices[opinion.kind].append(voice)


def figures(sitting: Sitting, ledger: Ledger, now: Standing) -> tuple[int, ...]:
    """Return signal and confidence of every slot in hundredths, the benchmarks' included."""
    told: list[int] = []
    for name in ledger.seats:
        for opinion in sitting.said[name]:
            told += hundredths(opinion.signal, opinion.confidence)
    for view in _benchmarks(sitting, now):
        told += hundredths(view, 1.0)
    return tuple(told)


def hundredths(signal: float, confidence: float) -> tuple[int, int]:
    """Return an opinion in hundredths; one without confidence or without a side says nothing at all."""
    parts = (round(100 * signal), round(100 * confidence))
    return parts if parts[0] and parts[1] else (0, 0)


def _benchmarks(sitting: Sitting, now: Standing) -> list[float]:
    """The house view as it is, under equal weights, and under Hedge's; then the cohorts."""
    views = [sitting.outcomes[kind].house for kind in KINDS[:2]]
    heard: dict[Kind, list[tuple[float, float, float]]] = {kind: [] for kind in KINDS}
    for name, said in sitting.said.items():
        for opinion in said:
            if opinion.confidence > 0.0:
                told = opinion.confidence, now.hedged[name] * opinion.confidence, opinion.signal
                heard[opinion.kind].append(told)
    views += [weighted_view([(even, signal) for even, _, signal in heard[kind]])[0] for kind in KINDS[:2]]
    views += [weighted_view([(force, signal) for _, force, signal in heard[kind]])[0] for kind in KINDS[:2]]
    return [*views, *cohorts.readings(sitting.voices["risk"])]


def asset_view(sitting: Sitting, seats: Sequence[str], tape: Tape) -> AssetView:
    """Return what the log says of an asset's debates."""
    subject = sitting.subject()
    argued, way = sitting.outcomes[subject], sitting.outcomes["direction"]
    risk, execution = sitting.outcomes["risk"].house, sitting.outcomes["execution"].house
    wanted = wanted_share(way.house, risk, way.disagreement, usual_over_present(tape))
    parts = divided(way.shares or {}, way.house, wanted, seats)
    return AssetView(
        asset=sitting.asset,
        direction=round(way.house, 3), risk=round(risk, 3), execution=round(execution, 3),
        disagreement=round(argued.disagreement, 3), subject="risk" if subject == "risk" else "direction",
        challenged=argued.challenged, champion=argued.champion if argued.challenged else "",
        dissenter=argued.dissenter if argued.challenged else "", loser=argued.loser,
        wanted=round(wanted, 6), shares=tuple(round(1_000_000 * part) for part in parts),
    )  # fmt: skip


def usual_over_present(tape: Tape) -> float:
    """Return the volatility of the last 240 bars over that of the last 30; 1 where it cannot be told."""
    if len(tape.close) < PRESENT_BARS + 2:
        return 1.0
    logs = np.log(tape.close[-USUAL_BARS - 1 :])
    moves = logs[1:] - logs[:-1]
    usual, present = deviation(moves), deviation(moves[-PRESENT_BARS:])
    return usual / present if present > 0.0 and math.isfinite(usual / present) else 1.0


def evidence(sitting: Sitting, speaker: str) -> str:
    """Return what a speaker said in the argument."""
    subject = sitting.subject()
    return next((voice.evidence for voice in sitting.voices[subject] if voice.name == speaker), "")
