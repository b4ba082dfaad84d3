"""The command line: every command with a help text that a clerk understands."""

import os
import signal
import sys

from buildings.errors import DomainError


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1, a wrong call one and 2, Ctrl-C 130."""
    start = os.environ.pop("LOUYU_START_DIR", None)
    if start and os.path.isdir(start):  # noqa: PTH112 - the script changed the folder; paths are meant from the person's
        os.chdir(start)
    patient = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if patient:  # while the libraries load, Ctrl-C ends the process at once and without a word
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from api.cli import screen, usage
    from api.cli.commands import app

    if patient:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(usage.run(app))
    except DomainError as error:
        sys.exit(screen.refuse(error))
    except ConnectionError as error:
        from buildings.workflows.start import unreachable

        sys.exit(screen.refuse(unreachable(error)))
    except OSError as error:
        sys.exit(screen.refuse(screen.trouble(error)))
