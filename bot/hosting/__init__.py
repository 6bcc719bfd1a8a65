"""What all hosts share: how they follow the log, and the last gate before them."""
