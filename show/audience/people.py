"""People: which accounts, on whatever platform, belong to the same person."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class People:
    """Each account that was linked, and the account that stands for its person."""

    linked: dict[str, str] = field(default_factory=dict)

    def person(self, viewer: str) -> str:
        """Return the account that stands for a viewer's person; nearly always their own."""
        return self.linked.get(viewer, viewer)

    def accounts(self, person: str) -> list[str]:
        """Return all accounts of the person that an account stands for, that one first."""
        return [person, *(viewer for viewer, who in self.linked.items() if who == person)]

    def link(self, viewer: str, other: str) -> None:
        """Make two accounts one person, with all they were linked to. An account and itself: undo it."""
        if viewer == other:
            self._leave(viewer)
            return
        before, after = self.person(viewer), self.person(other)
        if before != after:
            self.linked.update((account, after) for account in self.accounts(before))

    def _leave(self, viewer: str) -> None:
        others = [account for account in self.accounts(self.person(viewer)) if account != viewer]
        self.linked.pop(viewer, None)
        for account in others:
            self.linked.pop(account, None)
        self.linked.update((account, others[0]) for account in others[1:])
