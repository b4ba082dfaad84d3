"""The command line: every command with a help text that a clerk understands."""

import os
import sys

from buildings.errors import DomainError


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    start = os.environ.pop("LOUYU_START_DIR", None)
    if start:  # the script changed to the project's folder; paths are meant from where the person stands
        os.chdir(start)
    from api.cli.commands import app
    from api.cli.screen import refuse

    try:
        app()
    except DomainError as error:
        sys.exit(refuse(error))
    except KeyboardInterrupt:
        sys.exit(130)
