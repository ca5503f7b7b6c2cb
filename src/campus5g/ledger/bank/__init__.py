"""Bank statements: read (CAMT.053, CSV), checked, and held against the payments that are expected."""
