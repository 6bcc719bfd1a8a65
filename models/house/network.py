"""The network: a small llama (RMSNorm, SwiGLU, interleaved RoPE, tied embedding), in the layout of a GGUF."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Shape:
    """The sizes of a network. Width must be heads times an even number."""

    vocabulary: int
    width: int = 256
    layers: int = 4
    heads: int = 4
    hidden: int = 704
    context: int = 512
    rope_base: float = 10_000.0
    epsilon: float = 1e-5

    @property
    def head(self) -> int:
        """Return the width of one attention head."""
        return self.width // self.heads

    def as_dict(self) -> dict[str, float]:
        """Return the sizes by name, for a checkpoint and for the recipe's hash."""
        return asdict(self)


def rotations(shape: Shape, length: int) -> tuple[Tensor, Tensor]:
    """Return cosine and sine of RoPE's angles, each of shape (length, head / 2)."""
    steps = torch.arange(0, shape.head, 2, dtype=torch.float32) / shape.head
    angles = torch.outer(torch.arange(length, dtype=torch.float32), shape.rope_base**-steps)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate neighbouring pairs of the last axis, as llama.cpp does for the llama architecture."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2).type_as(x)


class Block(nn.Module):
    """One layer: attention, then a gated feed-forward, each after a norm and added to the stream."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width, hidden = shape.width, shape.hidden
        self.attn_norm = nn.RMSNorm(width, eps=shape.epsilon)
        self.attn_q = nn.Linear(width, width, bias=False)
        self.attn_k = nn.Linear(width, width, bias=False)
        self.attn_v = nn.Linear(width, width, bias=False)
        self.attn_output = nn.Linear(width, width, bias=False)
        self.ffn_norm = nn.RMSNorm(width, eps=shape.epsilon)
        self.ffn_gate = nn.Linear(width, hidden, bias=False)
        self.ffn_up = nn.Linear(width, hidden, bias=False)
        self.ffn_down = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.attend(self.attn_norm(x), cos, sin)
        y = self.ffn_norm(x)
        out: Tensor = x + self.ffn_down(functional.silu(self.ffn_gate(y)) * self.ffn_up(y))
        return out

    def attend(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Let every position look back over the row."""
        rows, length, width = x.shape
        shape = (rows, length, self.shape.heads, self.shape.head)
        q = rotate(self.attn_q(x).view(shape).transpose(1, 2), cos, sin)
        k = rotate(self.attn_k(x).view(shape).transpose(1, 2), cos, sin)
        v = self.attn_v(x).view(shape).transpose(1, 2)
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        out: Tensor = self.attn_output(y.transpose(1, 2).reshape(rows, length, width))
        return out


class Network(nn.Module):
    """The whole model. The names of the parts are the tensor names of a llama GGUF."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.output_norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.cos: Tensor
        self.sin: Tensor
        cos, sin = rotations(shape, shape.context)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.start()

    def start(self) -> None:
        """Draw the first weights; what writes into the stream starts smaller, by the depth."""
        for name, weight in self.named_parameters():
            if weight.ndim < 2:
                continue
            deep = name.endswith(("attn_output.weight", "ffn_down.weight"))
            scale = 0.02 if "embd" in name else weight.shape[1] ** -0.5 * 0.6
            nn.init.normal_(weight, std=scale / (2 * self.shape.layers) ** 0.5 if deep else scale)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the stream after the last norm, of shape (rows, length, width).

        Logits are its products with the rows of the embedding, which is tied.
        """
        x = self.token_embd(ids)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for block in self.blk:
            x = block(x, cos, sin)
        out: Tensor = self.output_norm(x)
        return out
