"""Twitch: the show in the chat of one channel, which also votes, bets and pays. A host like every other."""
