"""Rounds of trucks with time windows: read, planned with PyVRP, and planned again while they drive when one is late."""
