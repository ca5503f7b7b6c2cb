"""The flows under a service level: what late or wrong information costs in ship time, crane moves and truck time."""
