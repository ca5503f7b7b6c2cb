"""Alarms from condition readings: features of physics, a model with a budget of false alarms, reasons, and a check of drift."""
