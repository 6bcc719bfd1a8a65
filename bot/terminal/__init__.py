"""The terminal host: the show as a readable transcript, with an input line; or plain lines without a tty."""
