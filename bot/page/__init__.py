"""The stage page: the live picture, the transcript by room, leaderboard, votes and chaos, on localhost."""
