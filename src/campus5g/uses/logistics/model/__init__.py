"""What is decided: which ship goes to which berth and when, and how far from the best that can be."""
