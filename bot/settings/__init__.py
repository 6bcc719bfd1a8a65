"""The settings: read from the environment and `.env`, and written there by set-up."""
