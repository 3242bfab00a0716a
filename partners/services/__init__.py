"""Writes on who works together: vervanging, and confirming who has access."""
