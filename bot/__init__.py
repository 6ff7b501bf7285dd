"""Footnote: a reading group's essays, asked and read inside Discord."""

__version__ = "0.1.0"
