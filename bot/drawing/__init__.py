"""The commands that draw: pictures, clips, newspapers and cards out of a log, and the art itself."""
