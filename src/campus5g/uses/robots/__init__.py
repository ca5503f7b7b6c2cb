"""Mobile robots: fleets routed on the real floor, safety stops when messages are late, machines driven from afar."""
