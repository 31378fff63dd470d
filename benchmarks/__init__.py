"""How fast and with how much work this program builds, beside other programs. `python -m benchmarks --help`."""
