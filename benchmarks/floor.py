"""floor.py PLAN OUT: what the file system and Python's start cost at the very least, for the same bytes.

PLAN has a line for each thing to do: `walk FOLDER` looks at the size and time of every file, `read FILE` reads one,
`write SIZE PATH` writes so many bytes to a file under OUT. Nothing is parsed, filled, compared or made safe.
"""

import os
import sys


def walk(folder: str) -> None:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            walk(entry.path)
        else:
            entry.stat()


def main() -> None:
    plan, out = sys.argv[1:]
    last = ""
    store = memoryview(b"x" * 2**20)
    with open(plan, encoding="utf-8") as file:
        steps = [line.rstrip("\n").split(" ", 1) for line in file]
    for what, rest in steps:
        if what == "walk":
            walk(rest)
        elif what == "read":
            with open(rest, "rb", buffering=0) as source:
                source.read()
        else:
            size, path = rest.split(" ", 1)
            path = f"{out}/{path}"
            folder = os.path.dirname(path)
            if folder != last:  # the files of a folder mostly follow one another
                os.makedirs(folder, exist_ok=True)
                last = folder
            with open(path, "wb", buffering=0) as target:
                left = int(size)
                while left:
                    left -= target.write(store[:left])


if __name__ == "__main__":
    main()
