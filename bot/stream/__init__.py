"""The show as a live video: picture and sound encoded and pushed to an ingest, without another program."""
