"""`python -m briefs`."""

from briefs.cli import entry

if __name__ == "__main__":
    entry()
