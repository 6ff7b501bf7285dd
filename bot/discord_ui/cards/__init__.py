"""Faces: what a value looks like on Discord."""
