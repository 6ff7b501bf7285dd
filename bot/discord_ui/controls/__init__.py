"""Buttons that still work after a restart."""
