"""A continuous quay with tides: ships berth at any metre where the water is deep enough, served by cranes that they share."""
