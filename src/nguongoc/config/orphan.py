"""Processes that end with the one that started them, even when that one was killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

SUPERVISOR = "NGUONGOC_SUPERVISOR"
PR_SET_PDEATHSIG = 1


def end_with_supervisor(by: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send `by` to this process when the supervisor named in the environment ends.

    Without a supervisor (somebody started this process by hand) nothing happens; so on systems that are not
    Linux, where an orphan has to be ended by hand.
    """
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != int(supervisor):  # it ended before we asked
        raise SystemExit(1)
