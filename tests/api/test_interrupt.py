"""A Ctrl-C that Python would swallow is repeated; other things it cannot raise are shown as ever."""

import signal
import subprocess
import sys

import pytest

from api.cli import interrupt

SWALLOWED = """
import time
from api.cli import interrupt
interrupt.never_lost()
class Finalised:
    def __del__(self):
        raise {error}
try:
    Finalised()
    time.sleep(20)
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.parametrize(
    ("error", "out", "err"), [("KeyboardInterrupt", "stopped", ""), ("ZeroDivisionError", "", "ignored")]
)
def test_a_lost_ctrl_c_is_repeated(error: str, out: str, err: str) -> None:
    code = SWALLOWED.format(error=error).replace("20", "20" if out else "0")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout.strip() == out
    assert ("ignored" in said.stderr) == bool(err)


def test_the_handler_is_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interrupt.at_once():
        if before is signal.default_int_handler:
            assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before
