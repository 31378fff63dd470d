"""The long runs share the helpers of the short ones."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
