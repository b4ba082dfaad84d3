"""The command line: every command with a help text that a clerk understands."""

import os
import sys

from api.cli import interrupt
from buildings.errors import DomainError


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1, a wrong call one and 2, Ctrl-C 130."""
    start = os.environ.pop("LOUYU_START_DIR", None)
    if start and os.path.isdir(start):  # noqa: PTH112 - the script changed the folder; paths are meant from the person's
        os.chdir(start)
    with interrupt.at_once():
        from api.cli import screen, usage
        from api.cli.commands import app
    interrupt.never_lost()
    try:
        sys.exit(usage.run(app))
    except KeyboardInterrupt:
        sys.exit(screen.stopped())
    except DomainError as error:
        sys.exit(screen.refuse(error))
    except ConnectionError as error:
        from buildings.workflows.opening import unreachable

        sys.exit(screen.refuse(unreachable(error)))
    except OSError as error:
        sys.exit(screen.refuse(screen.trouble(error)))
