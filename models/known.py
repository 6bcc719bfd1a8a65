"""Small models that suit the show, as they are found on Hugging Face: file, size, licence and checksum.

Names, sizes and checksums are those that several public projects pin for these files; a download is checked
against them and against what the hub says. None of these files was run for this list: memory and seconds are
estimates, see `KnownModel`.
"""

from __future__ import annotations

from dataclasses import dataclass

MEMORY_RATIO = 2.0
"""Memory over file size: a model of 787 MB in Q4_K_M took 1.57 GB, context and faster weights included."""
LEAST_RATIO = 1.4
"""What a model takes at least, when the system drops the pages of the file again."""
SECONDS_PER_BILLION = 11.4
"""Seconds a tick of four decisions takes for each billion weights in Q4_K_M: 14.6 s with 1.28 billion, on two
cores of an AMD Zen 4. The work grows with the weights; other machines differ."""


@dataclass(frozen=True)
class KnownModel:
    """A model by a short name. `parameters` are billions of weights; `thinks`: unless it is asked not to."""

    name: str
    repository: str
    file: str
    bytes: int
    sha256: str
    parameters: float
    licence: str
    thinks: bool = False
    note: str = ""

    @property
    def megabytes(self) -> int:
        """Return the size of the file."""
        return round(self.bytes / 1e6)

    @property
    def memory(self) -> float:
        """Return an estimate of the memory it takes, in GB."""
        return self.bytes * MEMORY_RATIO / 1e9

    @property
    def seconds(self) -> float:
        """Return an estimate of the seconds a tick takes on two cores."""
        return self.parameters * SECONDS_PER_BILLION


KNOWN = (
    KnownModel(
        "minicpm4-0.5b", "Mungert/MiniCPM4-0.5B-GGUF", "MiniCPM4-0.5B-q4_k_m.gguf", 276_028_992,
        "66ef85bb806c973c3f24bb014b8bd2be4e41b5c51e2f64782f470589add87e74", 0.43, "Apache-2.0",
    ),
    KnownModel(
        "qwen3-0.6b", "unsloth/Qwen3-0.6B-GGUF", "Qwen3-0.6B-Q4_K_M.gguf", 396_705_472,
        "ac2d97712095a558e31573f62f466a3f9d93990898b0ec79d7c974c1780d524a", 0.60, "Apache-2.0", thinks=True,
    ),
    KnownModel(
        "minicpm5-1b", "openbmb/MiniCPM5-1B-GGUF", "MiniCPM5-1B-Q4_K_M.gguf", 688_065_920,
        "81b64d05a23b17b34c475f42b3e72fbde62d4b92cc34541f7a8031d0752deafa", 1.08, "see its page", thinks=True,
    ),
    KnownModel(
        "gemma3-1b", "ggml-org/gemma-3-1b-it-GGUF", "gemma-3-1b-it-Q4_K_M.gguf", 806_058_240,
        "8ccc5cd1f1b3602548715ae25a66ed73fd5dc68a210412eea643eb20eb75a135", 1.00, "Gemma",
    ),
    KnownModel(
        "llama3.2-1b", "bartowski/Llama-3.2-1B-Instruct-GGUF", "Llama-3.2-1B-Instruct-Q4_K_M.gguf",
        807_694_464, "6f85a640a97cf2bf5b8e764087b1e83da0fdb51d7c9fab7d0fece9385611df83", 1.24,
        "Llama 3.2",
    ),
    KnownModel(
        "granite4-1b", "ibm-granite/granite-4.0-1b-GGUF", "granite-4.0-1b-Q4_K_M.gguf", 1_023_645_440,
        "22ec0f9cc99a90185312de3c882c84e7bd6789bdd050389844380a01a831d7f1", 1.63, "Apache-2.0",
    ),
    KnownModel(
        "smollm2-1.7b", "bartowski/SmolLM2-1.7B-Instruct-GGUF", "SmolLM2-1.7B-Instruct-Q4_K_M.gguf",
        1_055_609_824, "77665ea4815999596525c636fbeb56ba8b080b46ae85efef4f0d986a139834d7", 1.71,
        "Apache-2.0",
    ),
    KnownModel(
        "qwen3-1.7b", "unsloth/Qwen3-1.7B-GGUF", "Qwen3-1.7B-Q4_K_M.gguf", 1_107_409_472,
        "b139949c5bd74937ad8ed8c8cf3d9ffb1e99c866c823204dc42c0d91fa181897", 1.72, "Apache-2.0", thinks=True,
    ),
    KnownModel(
        "smollm3-3b", "ggml-org/SmolLM3-3B-GGUF", "SmolLM3-Q4_K_M.gguf", 1_915_305_312,
        "8334b850b7bd46238c16b0c550df2138f0889bf433809008cc17a8b05761863e", 3.08, "Apache-2.0", thinks=True,
    ),
    KnownModel(
        "llama3.2-3b", "bartowski/Llama-3.2-3B-Instruct-GGUF", "Llama-3.2-3B-Instruct-Q4_K_M.gguf",
        2_019_377_696, "6c1a2b41161032677be168d354123594c0e6e67d2b9227c84f296ad037c728ff", 3.21,
        "Llama 3.2",
    ),
    KnownModel(
        "qwen3-4b", "bartowski/Qwen_Qwen3-4B-Instruct-2507-GGUF", "Qwen_Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
        2_497_280_736, "2fde00ce69dd4899c70d020845e2638353015bba0fdf161b3eb965f2bca4464e", 4.02,
        "Apache-2.0",
    ),
    KnownModel(
        "nemotron3-4b", "nvidia/NVIDIA-Nemotron-3-Nano-4B-GGUF", "NVIDIA-Nemotron3-Nano-4B-Q4_K_M.gguf",
        2_837_072_864, "be5d9a656a51922f24f1f09a759cebb694e1f5d9728bf0ef9f8c972c5a0b5ef2", 3.97,
        "NVIDIA Open", thinks=True, note="Mamba hybrid: it reads every prompt from its beginning",
    ),
)  # fmt: skip
"""In the order of their files' sizes."""
