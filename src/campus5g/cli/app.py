"""The verbs of the shell. Each module registers its own, and imports its work only when a verb runs."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import typer

from campus5g.cli.console import tell
from campus5g.core.errors import BadInput

MODULES = (
    "study",
    "dossier",
    "network",
    "use",
    "funding",
    "ledger",
    "proof",
    "platform",
    "rgpd",
    "quality",
    "training",
    "territory",
)

app = typer.Typer(
    name="campus5g",
    help="From an industrial need to a funded, proven and followed-up 5G project.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (name for name in MODULES if Path(__file__).with_name(f"{name}.py").exists()):
    importlib.import_module(f"campus5g.cli.{_module}").register(app)


def run() -> None:
    """Run one verb. Exit code: 0 done, 1 refused with a sentence, 2 wrong usage, 130 stopped by Ctrl-C."""
    try:
        app(prog_name="campus5g")
    except BadInput as refusal:
        tell(refusal.sentence)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe went away (`| head`): nothing to say to it
        sys.stderr.close()
        sys.exit(0)
