"""The program's own code, which may be changed while it runs."""

import os
import subprocess
import sys
from pathlib import Path

from briefs.problems import Problem, error

PACKAGE = Path(__file__).parent.parent
"""The folder of the code."""


def what_is_wrong() -> Problem | None:
    """Tell why the code on the disk can't be loaded; it is tried in a process of its own, as that which is at work can't unload what it has."""
    code = "import briefs.cli, briefs.pipeline, briefs.serve.command, briefs.composing, briefs.rendering"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code], env=environment, capture_output=True, check=False, timeout=60, text=True
        )
    except (OSError, subprocess.TimeoutExpired) as bad:
        return error("engine", f"the program's own code can't be loaded: {bad}")
    if done.returncode == 0:
        return None
    last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return error("engine", f"the program's own code has changed and can't be loaded: {last}", hint="mend it; the preview then starts anew")  # fmt: skip
