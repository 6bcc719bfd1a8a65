"""Minds on other machines: any server that speaks OpenAI's chat completions."""
