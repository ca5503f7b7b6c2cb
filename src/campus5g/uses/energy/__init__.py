"""Energy of a site: when to draw, store and shift power, and what a connectivity adds to it.

data ─► model (forecast of the load, dispatch of a year) ─► simulate (control of peaks over a link) ─► value.
"""
