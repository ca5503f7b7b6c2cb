"""The fleet under a service level: how often and how long it stops, what that costs in deliveries, machines driven from afar."""
