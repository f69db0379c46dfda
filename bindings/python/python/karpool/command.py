"""The command `karpool`: the same code as the binary, in this process."""

from __future__ import annotations

import signal
import sys

from . import _karpool


def main() -> None:
    """Runs the command with the arguments of the process and ends with its exit code."""
    # Ctrl-C is the command's own: its first one winds down, its second one drops.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stdout.flush()
    sys.exit(_karpool.command(["karpool", *sys.argv[1:]]))
