"""What logistics reads: quays and their ships, each refused with its place when it cannot be used."""
