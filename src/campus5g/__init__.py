"""campus5g carries an industrial need to a funded, proven and followed-up 5G project."""

__version__ = "0.1.0"
