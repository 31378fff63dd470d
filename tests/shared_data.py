"""Data that is no part of the project: in the folder that BRIEFS_SHARED names, or else in `shared` beside the project."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("BRIEFS_SHARED") or Path(__file__).parents[2] / "shared")


def shared(path: str) -> Path:
    """A file or folder of the shared data; without it the test is skipped, and says what wasn't tested."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(
            f"NOT TESTED: there is no {path}; set BRIEFS_SHARED to the folder that has it", allow_module_level=True
        )
    return found
