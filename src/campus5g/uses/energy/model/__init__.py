"""Forecast of a load, and the cheapest way to run a site over a year."""
