"""The input line at the foot of the terminal, with the commands on the Tab key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.styles import Style

from bot.phrases import name
from bot.reception.vocabulary import WORDS
from bot.terminal.look import LIGHT
from show.words import ROOMS, TRADERS

PROMPT: StyleAndTextTuples = [(f"{LIGHT} bold", "> ")]
HINT: StyleAndTextTuples = [("#5a6184", "!help for what you can do, Tab completes")]

STYLE = Style.from_dict({"bottom-toolbar": "noreverse bg:#28223f #c6cddd", "bottom-toolbar.text": ""})


def new_session(foot: Callable[[], StyleAndTextTuples]) -> PromptSession[str]:
    """Return an input line with `foot` under it."""
    return PromptSession(
        completer=Words(),
        complete_while_typing=False,
        bottom_toolbar=foot,
        placeholder=HINT,
        style=STYLE,
        refresh_interval=1.0,
    )


class Words(Completer):
    """Completes a command, with or without its mark, and then what may follow it."""

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Return what the text before the cursor may become."""
        head, space, rest = document.text_before_cursor.lstrip().partition(" ")
        choices: Sequence[str]
        if space:
            choices, begun = _after(head.lstrip("!").casefold()), rest
        else:
            mark = "!" if head.startswith("!") else ""
            choices, begun = [f"{mark}{word}" for word in WORDS], head
        for choice in choices:
            if choice.casefold().startswith(begun.casefold()):
                yield Completion(choice, start_position=-len(begun))


def _after(word: str) -> Sequence[str]:
    match word:
        case "portfolio" | "thoughts" | "mute" | "unmute":
            return [name(who) for who in TRADERS]
        case "trail":
            return ROOMS
        case "help":
            return WORDS
        case "reset":
            return ["yes"]
        case _:
            return []
