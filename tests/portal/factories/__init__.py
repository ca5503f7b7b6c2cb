"""Things to test with. Each room has its own file here."""
