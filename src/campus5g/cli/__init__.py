"""The shell: `campus5g VERB`. Each verb imports what it needs when it runs, so that `--help` is quick."""


def main() -> None:
    """Run the verb that the command line names."""
    from campus5g.cli.app import run

    run()
