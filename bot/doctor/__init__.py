"""`wallstreet doctor`: what the show needs, checked, and what to do where something is missing."""
