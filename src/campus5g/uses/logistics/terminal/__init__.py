"""The terminal as it is described or logged: cranes, vehicles, yard, calls of ships and visits of trucks."""
