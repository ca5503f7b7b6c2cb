"""The four industrial uses: what a connectivity changes in euros, tonnes and exposure."""
