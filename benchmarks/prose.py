"""Made-up briefs whose words are as many and as unevenly used as those of a language, which a search index has to do with.

    python -m benchmarks.prose N FOLDER

The briefs of the bench folder have some hundred words in all, which is right for measuring builds, but makes a search index of a kind
that no site has. Here the most used words are those of this project's own texts in English, and the others are put together of
their letters, each by the three before it, until there are 60,000. The n-th is used 1/(n + 2.7) as often as the first (Zipf's law
with Mandelbrot's constant), so that 10,000 briefs of some 600 words have nearly all of them. The same N and texts always give the same bytes.
"""

import argparse
import random
import re
from collections import Counter
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

WORDS = 60_000
SETTINGS = "title: Policy Briefs\nurl: https://example.org/\nper_page: 20\n"
PROJECT = Path(__file__).resolve().parent.parent


def vocabulary() -> list[str]:
    """Make all words, the most used first."""
    texts = [
        path.read_text("utf-8") for folder in ("content", "docs") for path in sorted((PROJECT / folder).rglob("*.md"))
    ]
    counts = Counter(re.findall(r"\b[a-z]{2,14}\b", " ".join(texts).lower()))
    found = dict.fromkeys(word for word, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])))
    nexts: dict[str, list[str]] = {}
    for word in sorted(counts):
        padded = f"   {word} "
        for i in range(3, len(padded)):
            nexts.setdefault(padded[i - 3 : i], []).append(padded[i])
    rng = random.Random(1)
    while len(found) < WORDS:
        made = "   "
        while not made.endswith(" ") or made == "   ":
            made += rng.choice(nexts[made[-3:]])
        if 3 < len(word := made.strip()) < 15:
            found[word] = None
    return list(found)


def write(count: int, folder: Path) -> None:
    """Write that many briefs and the settings into a folder's `content/`."""
    rng = random.Random(count)
    words = vocabulary()
    shares = list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))

    def some(number: int) -> list[str]:
        return rng.choices(words, cum_weights=shares, k=number)

    names = [" ".join(word.title() for word in rng.sample(words[5000:12000], 2)) for _ in range(max(count // 25, 10))]
    tags = [" ".join(rng.sample(words[300:3000], 2)).capitalize() for _ in range(200)]
    projects = [" ".join(rng.sample(words[300:3000], 2)).title() for _ in range(12)]
    for number in range(count):
        day = date(2011, 1, 1) + timedelta(days=number * 15 * 365 // count)
        # A text says again what it is about: of 600 words, about 280 are different ones.
        own = some(130)
        paragraphs = [[rng.choice(own) if rng.random() < 0.45 else word for word in some(60)] for _ in range(10)]
        for paragraph in paragraphs:
            paragraph[0] = paragraph[0].capitalize()
            paragraph[20:22] = rng.choice(names).split()
        text = "\n\n".join(f"{' '.join(paragraph)}." for paragraph in paragraphs[:-1])
        fields = {
            "title": " ".join(some(8)).capitalize(), "author": rng.choice(names), "date": str(day), "project": rng.choice(projects),
            "tags": f"[{', '.join(rng.sample(tags, 4))}]", "summary": " ".join(some(25)).capitalize() + ".",
        }  # fmt: skip
        front = "\n".join(f"{key}: {value}" for key, value in fields.items())
        path = folder / "content/briefs" / str(day.year) / f"{day}-brief-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}\n---\n{text}\n\n**Comment:** {' '.join(paragraphs[-1])}.\n", "utf-8")
    (folder / "content/site.yaml").write_text(SETTINGS, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(given.count, given.folder)
