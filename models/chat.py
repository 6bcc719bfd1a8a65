"""The dialect of chat models: the template in the GGUF, or plain text where there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from models.dialects import Request, answer_grammar
from models.schema import WISH
from models.thinking import close_thoughts, quiet
from models.vocabulary import Vocabulary
from show.ports import Prompt

Render = Callable[[str, str], str]
# A template is a program of whoever made the model; it fails in the ways of a program.
TEMPLATE_FAULTS = (
    TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
)
TEMPLATE_KEY = "tokenizer.chat_template"


class ChatRequests:
    """Asks by the model's chat template. `note` says what is unusual about the model, if anything is.

    The rules come first, then what all traders see, then what one of them knows, so that what was read of
    the first two serves all.

    The answer is the decision's object, names and all. A list of the values alone is a sixth shorter, but a
    form that it has not seen a model answers badly: of 20 answers of SmolLM2 135M Instruct 4 had a speech of
    four words or more as a list and 9 as an object. One that was shown an answer of each trader repeated
    them, whatever it was forbidden: the gate would have kept back 31 of 40 speeches, without them 5.
    """

    shares = True
    candidates = 1
    temperature = 0.8

    def __init__(self, words: Vocabulary, metadata: dict[str, str]) -> None:
        self._words = words
        self._render, self.note = _choose(metadata.get(TEMPLATE_KEY), words)

    def encode(self, prompt: Prompt, attempt: int) -> Request:
        """Return the same request for every attempt: only the dice differ."""
        text, shared = self._text(prompt.rules, prompt.public, prompt.private)
        return Request(text, answer_grammar(prompt.facts.sizes), lambda answer: answer, shared)

    def ahead(self, rules: str, public: str) -> tuple[str, tuple[int, ...]]:
        """Return the beginning of the next prompts as far as it is known."""
        text, shared = self._text(rules, public, "?")
        return text[: shared[-1]] if shared else "", shared

    def _text(self, rules: str, public: str, private: str) -> tuple[str, tuple[int, ...]]:
        common = self._words.defuse(public)
        user = "\n\n".join(part for part in (common, self._words.defuse(private)) if part)
        text = self._render(f"{self._words.defuse(rules)}\n{WISH}", user)
        start = text.find(user)
        if not common or start < 0:  # a template may do to a text what it likes
            return text, ()
        return text, (start, *(start + end for end in section_ends(common)))


def section_ends(text: str) -> list[int]:
    """Return where the sections of a text end, each with the blank line behind it."""
    ends, place = [], 0
    for section in text.split("\n\n"):
        place += len(section) + 2
        ends.append(place)
    return ends


def _choose(template: str | None, words: Vocabulary) -> tuple[Render, str]:
    """Return the first way of asking that works on a sample, and a note when it is not the usual one."""
    if template is None:
        return (
            _plain,
            "the model has no chat template, so it is asked in plain text; an instruct model answers better",
        )
    try:
        usual = _Template(template, words)
    except TemplateError as error:
        return _plain, f"the model's chat template is broken ({error}), so it is asked in plain text"
    for render in (usual.two, usual.one):
        if _works(render):
            return render, ""
    return _plain, "the model's chat template takes no user message, so it is asked in plain text"


def _works(render: Render) -> bool:
    try:
        text = render("A-system", "A-user")
    except TEMPLATE_FAULTS:
        return False
    return "A-system" in text and "A-user" in text


def _plain(system: str, user: str) -> str:
    return f"{system}\n\n{user}\n\nThe answer as JSON:\n"


class _Formatter(Jinja2ChatFormatter):
    """Tells every template the same day: the show has its own clock, and a date would spoil the seed."""

    @staticmethod
    def strftime_now(f: str) -> str:
        return "today"


class _Template:
    """A chat template with the system text as a message of its own, or within the user's."""

    def __init__(self, template: str, words: Vocabulary) -> None:
        self._template = template
        self._formatter = _Formatter(template, eos_token=words.end, bos_token=words.begin)

    def two(self, system: str, user: str) -> str:
        said = quiet(self._template, system)
        return self._text([{"role": "system", "content": said}, {"role": "user", "content": user}])

    def one(self, system: str, user: str) -> str:
        said = quiet(self._template, system)
        return self._text([{"role": "user", "content": f"{said}\n\n{user}"}])

    def _text(self, messages: list[Any]) -> str:
        # Models that think aloud first have no room to do so here: the answer is the decision.
        return close_thoughts(self._formatter(messages=messages, enable_thinking=False).prompt)
