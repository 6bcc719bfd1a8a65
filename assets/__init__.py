"""Data that people edit: the cast, the lines, the headlines, the art. And what loads it."""
