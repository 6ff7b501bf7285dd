"""Doors: slash commands and menu entries."""
