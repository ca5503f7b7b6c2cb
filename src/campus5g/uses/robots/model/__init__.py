"""Routing: distances, one step without collision, a whole plan, a fleet at work without end."""
