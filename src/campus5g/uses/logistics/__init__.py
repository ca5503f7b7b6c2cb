"""Logistics flows of a port or a plant: ships and berths, trucks, yards and vehicles, and what a network changes for them."""
