"""`python -m campus5g VERB`: the same verbs as `./campus5g VERB`."""

from campus5g.cli import main

if __name__ == "__main__":
    main()
