"""Trains the house model from scratch and writes its GGUF: `python -m models.house.train`.

Every few minutes a checkpoint (`.pt`) and a GGUF that works as it is (`.part.gguf`) are written beside the
model. Started again with the same recipe, the run goes on from the checkpoint.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from models.house.corpus import Example, digest, gather
from models.house.dialect import MARK, MARK_KEY, closed_words
from models.house.export import write_gguf
from models.house.muon import Muon
from models.house.network import Network, Shape
from models.house.recipe import PIECE, RECIPES, Recipe
from models.house.rows import Batch, Rows, batches
from models.house.tokenizer import train_tokenizer, vocabulary
from models.tuning import cores

HERE = Path(__file__).parent
CHECKPOINT_SECONDS = 180.0
MERGE_EXAMPLES = 20_000


@dataclass
class Run:
    """A training run at some step, with all that it takes to go on."""

    recipe: Recipe
    corpus: str
    network: Network
    optimizers: list[torch.optim.Optimizer]
    numbers: torch.dtype
    """The format that products are computed in; weights are kept in float32."""
    tokens: int = 0
    steps: int = 0
    seconds: float = 0.0

    @property
    def device(self) -> torch.device:
        """Return where the weights lie."""
        return self.network.token_embd.weight.device


def main() -> None:
    """Read the options, train, and write the model."""
    options = _options()
    recipe = replace(
        RECIPES[options.device],
        **{key: value for key, value in vars(options).items() if value is not None and key in FIELDS},
    )
    torch.manual_seed(recipe.seed)
    started = time.monotonic()
    found = gather(recipe.seed, recipe.examples, PIECE, options.workers)
    corpus = digest(found)
    print(f"{len(found)} examples in {time.monotonic() - started:.0f} s, corpus {corpus}", flush=True)
    tokenizer = train_tokenizer(
        (one.prompt + one.answer for one in found[:MERGE_EXAMPLES]), closed_words(), recipe.vocabulary
    )
    rows = encode(found, tokenizer)
    print(f"{rows.total()} tokens, {rows.total() / len(found):.1f} an example", flush=True)
    run = start(recipe, corpus, tokenizer.get_vocab_size(), options.device)
    checkpoint, part = options.out.with_suffix(".pt"), options.out.with_suffix(".part.gguf")
    if checkpoint.exists():
        resume(run, checkpoint)
    for _ in train(run, rows):
        save(run, tokenizer, part, checkpoint)
    save(run, tokenizer, options.out, checkpoint)
    for left in (checkpoint, part):
        left.unlink(missing_ok=True)
    probe(found[:40], tokenizer, options.out.with_suffix(".probe.json"))
    print(f"wrote {options.out} after {run.tokens} tokens and {run.seconds / 60:.1f} minutes", flush=True)


FIELDS = {field.name for field in fields(Recipe)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the house model from scratch.")
    parser.add_argument("--out", type=Path, default=HERE / "house.gguf", help="where the GGUF goes")
    parser.add_argument("--device", choices=sorted(RECIPES), default="cpu", help="also chooses the recipe")
    parser.add_argument("--workers", type=int, default=cores(), help="processes that draw the corpus")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="cores to use")
    for name in ("seed", "examples", "tokens", "batch"):
        parser.add_argument(f"--{name}", type=int, help=_default(name))
    options = parser.parse_args()
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("torch sees no GPU here; leave --device out to train on the processor")
    torch.set_num_threads(options.threads)
    return options


def _default(name: str) -> str:
    return "default " + ", ".join(f"{getattr(recipe, name)} ({device})" for device, recipe in RECIPES.items())


def encode(found: list[Example], tokenizer: Tokenizer) -> Rows:
    """Return the examples as ids: begin, prompt, answer, end."""
    begin, end = tokenizer.token_to_id("<|begin|>"), tokenizer.token_to_id("<|end|>")
    prompts = tokenizer.encode_batch_fast([one.prompt for one in found])
    answers = tokenizer.encode_batch_fast([one.answer for one in found])
    ids = tuple(
        np.array([begin, *asked.ids, *said.ids, end], dtype=np.int16)
        for asked, said in zip(prompts, answers, strict=True)
    )
    return Rows(ids, np.array([1 + len(asked.ids) for asked in prompts], dtype=np.int32))


def start(recipe: Recipe, corpus: str, size: int, device: str = "cpu") -> Run:
    """Return a run at its beginning. Matrices get Muon, the embedding and the norms AdamW."""
    shape = Shape(size, recipe.width, recipe.layers, recipe.heads, recipe.hidden, recipe.context)
    network = Network(shape).to(device)  # drawn on the processor: equal weights on any device
    numbers = quicker(device)
    matrices = [
        weight for name, weight in network.named_parameters() if weight.ndim == 2 and "embd" not in name
    ]
    others = [weight for name, weight in network.named_parameters() if weight.ndim != 2 or "embd" in name]
    optimizers: list[torch.optim.Optimizer] = [
        Muon(matrices, recipe.rate, recipe.weight_decay, numbers),
        torch.optim.AdamW(others, lr=recipe.vector_rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["full"] = group["lr"]
    return Run(recipe, corpus, network, optimizers, numbers)


def quicker(device: str, size: int = 512) -> torch.dtype:
    """Return the number format whose products take less time here, bfloat16 or float32.

    Hardware without units for bfloat16 takes some thirty times as long with it, and a run a day, not an hour.
    """
    if device != "cpu":
        return torch.bfloat16
    took = {}
    for numbers in (torch.float32, torch.bfloat16):
        one = torch.ones(size, size, dtype=numbers)
        one @ one  # the first product also makes the threads
        began = time.monotonic()
        one @ one
        took[numbers] = time.monotonic() - began
    return min(took, key=took.__getitem__)


def train(run: Run, rows: Rows) -> Iterator[Run]:
    """Step until the recipe's tokens are used; yield when it is time for a checkpoint."""
    source = batches(rows, run.recipe.batch, run.recipe.seed)
    for _ in range(run.steps):
        next(source)
    began, saved, mean = time.monotonic() - run.seconds, time.monotonic(), 0.0
    while run.tokens < run.recipe.tokens:
        batch = next(source).to(run.device)
        loss = step(run, batch)
        run.steps, run.tokens, run.seconds = (
            run.steps + 1,
            run.tokens + batch.tokens,
            time.monotonic() - began,
        )
        mean = loss if not mean else 0.95 * mean + 0.05 * loss
        if run.steps % 25 == 0:
            report(run, mean)
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            yield run
            saved = time.monotonic()


def step(run: Run, batch: Batch) -> float:
    """Learn from one batch and return its loss in nats per answer token."""
    pace = run.recipe.pace(run.tokens / run.recipe.tokens)
    # Activations are in the weights' format, too: with bfloat16 a third faster than autocast.
    weights = {name: weight.to(run.numbers) for name, weight in run.network.named_parameters()}
    stream = torch.func.functional_call(run.network, weights, (batch.inputs,))
    logits = functional.linear(stream[batch.wanted], weights["token_embd.weight"])
    loss: Tensor = functional.cross_entropy(logits.float(), batch.targets)
    loss.backward()
    nn.utils.clip_grad_norm_(run.network.parameters(), 1.0)
    for optimizer in run.optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["full"] * pace
        optimizer.step()
        optimizer.zero_grad()
    return float(loss.detach())


def report(run: Run, loss: float) -> None:
    """Print where the run is and when it will be done."""
    share = run.tokens / run.recipe.tokens
    left = run.seconds / share - run.seconds
    speed = run.tokens / run.seconds
    print(
        f"step {run.steps} {share:6.1%} loss {loss:.3f} {speed:,.0f} tokens/s, {left / 60:.0f} min left",
        flush=True,
    )


def save(run: Run, tokenizer: Tokenizer, out: Path, checkpoint: Path) -> None:
    """Write a GGUF that works as it is, and what it takes to go on."""
    state = {
        "digest": run.recipe.digest(run.corpus),
        "network": run.network.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in run.optimizers],
        "at": (run.tokens, run.steps, run.seconds),
    }
    half = checkpoint.with_suffix(".half")
    torch.save(state, half)
    half.replace(checkpoint)
    notes = {
        "general.name": "Wall Street Live house model",
        "general.license": "MIT",
        "general.description": "A small sampler of the show's own writers' room. Not a trader with wit.",
        MARK_KEY: MARK,
        "wallstreet.seed": str(run.recipe.seed),
        "wallstreet.recipe": run.recipe.digest(run.corpus),
        "wallstreet.tokens": str(run.tokens),
    }
    words = vocabulary(tokenizer, closed_words())
    write_gguf(out, run.network.shape, dict(run.network.named_parameters()), words, notes)


def probe(found: list[Example], tokenizer: Tokenizer, path: Path) -> None:
    """Keep some texts with their ids, so that a test can hold llama.cpp's tokenizer against this one."""
    texts = [one.prompt + one.answer for one in found]
    pairs = [
        [text, encoding.ids] for text, encoding in zip(texts, tokenizer.encode_batch_fast(texts), strict=True)
    ]
    path.write_text("\n".join(["[", ",\n".join(json.dumps(pair) for pair in pairs), "]\n"]), encoding="utf-8")


def resume(run: Run, checkpoint: Path) -> None:
    """Go on from a checkpoint.

    Raises:
        ValueError: it was made with another recipe or corpus.
    """
    state = torch.load(checkpoint, weights_only=True, map_location=run.device)
    if state["digest"] != run.recipe.digest(run.corpus):
        raise ValueError(
            f"{str(checkpoint)!r} was made with another recipe or corpus; delete it to start anew."
        )
    run.network.load_state_dict(state["network"])
    for optimizer, found in zip(run.optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(found)
    run.tokens, run.steps, run.seconds = state["at"]
    print(f"going on from step {run.steps}", flush=True)


if __name__ == "__main__":
    main()
