"""Discord: the show in the channels of one server or of many. It follows the log like every other host."""
