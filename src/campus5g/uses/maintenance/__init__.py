"""Predictive maintenance: warning of a failure early enough to plan its repair.

data ─► model (how early a detector warns, by sampling rate) ─► simulate (what a link lets through, and how late) ─► value.
"""
