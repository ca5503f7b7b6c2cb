"""Floors, robots and tasks as files."""
