"""Who and what is meant by a name: registers, aliases, spellings."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from briefs.drafts import TermDraft
from briefs.model import TERM_FOLDERS, TermKind
from briefs.problems import Problem, error, quoted, warning
from briefs.schema import Place
from briefs.text import Spellings, fold, near_pairs, short_digest, slugify

_SEVERAL = re.compile(r"\s+(?:and|&|und|et|y|و)\s+|[;؛|،]|,(?!\s*(?:Jr|Sr|PhD|Ph\.D|MD|I{1,3}V?|Esq)\b)|^\s*[Bb]y:?\s+")
"""What stands between several names, or before one, where only one name should stand."""


class Use(Struct, frozen=True):
    """A name at one place of the content."""

    name: str
    path: str
    place: Place


class Identities:
    """All terms of one kind: those of the register, and those that only briefs name."""

    def __init__(self, kind: TermKind, register: Sequence[tuple[str, TermDraft]], problems: list[Problem]) -> None:
        self.kind = kind
        self.drafts: dict[str, tuple[str, TermDraft]] = {}
        self._by_fold: dict[str, str] = {}
        self._spellings: dict[str, Counter[str]] = {}
        self._first_use: dict[str, Use] = {}
        for path, draft in register:
            self._register(path, draft, problems)

    def _register(self, path: str, draft: TermDraft, problems: list[Problem]) -> None:
        if draft.key in self.drafts:
            problems.append(error("same-key", f"{self.drafts[draft.key][0]} describes the same {self.kind}", path=path,
                                  hint="merge the two files, or rename one"))  # fmt: skip
            return
        self.drafts[draft.key] = (path, draft)
        names = [(draft.name, draft.place), *((name, draft.place) for _, name in draft.names), *draft.aliases]
        for name, place in names:
            taken = self._by_fold.setdefault(fold(name), draft.key)
            if taken != draft.key:
                other = self.drafts[taken][0]
                problems.append(warning("same-name", f"{quoted(name)} is also a name in {other}", path=path, line=place[0], column=place[1],
                                        hint=f"where the content says {quoted(name)}, that file is meant; write {draft.key} to mean this one"))  # fmt: skip
        self._by_fold.setdefault(fold(draft.key), draft.key)

    def use(self, name: str, path: str, place: Place) -> None:
        """Take note of a name that the content uses."""
        folded = fold(name)
        if name not in self.drafts and folded not in self._by_fold:
            if folded not in self._spellings:
                self._spellings[folded] = Counter()
                self._first_use[folded] = Use(name, path, place)
            self._spellings[folded][name] += 1

    def registered(self, name: str) -> str:
        """Give the key under which the register has a name; empty if it hasn't."""
        return name if name in self.drafts else self._by_fold.get(fold(name), "")

    def knows(self, name: str) -> bool:
        """Tell whether a name was registered or used."""
        folded = fold(name)
        return folded in self._by_fold or folded in self._spellings

    def key(self, name: str) -> str:
        """Find the key of a name that was registered or used. A key itself comes first: it is never in doubt."""
        return self.registered(name) or f"={fold(name)}"

    def all_keys(self) -> Iterable[str]:
        """All keys: those of the register, and `=folded name` for what is only named."""
        return [*self.drafts, *(f"={folded}" for folded in self._spellings)]

    def name(self, key: str) -> str:
        """Give the name that is shown: the register's, or else the spelling that is used most."""
        if key in self.drafts:
            return self.drafts[key][1].name
        spellings = self._spellings[key[1:]]
        return min(spellings, key=lambda name: (-spellings[name], name.islower(), name.isupper(), name))

    def addresses(self) -> dict[str, str]:
        """Give each key an address of its own under the folder of its kind.

        Two names with the same slug (`C` and `C++`) are told apart by a digest; the one that its slug says in full keeps it.
        """
        wanted: dict[str, list[str]] = {}
        for key in self.all_keys():
            wanted.setdefault(self._slug(key), []).append(key)
        folder = TERM_FOLDERS[self.kind]
        result = {}
        for slug, keys in wanted.items():
            ordered = sorted(keys, key=lambda key: (key not in self.drafts, fold(self.name(key)) != fold(slug), key))
            for i, key in enumerate(ordered):
                own = slug if slug and i == 0 else "-".join(filter(None, (slug, short_digest(key))))
                result[key] = f"{folder}/{own}/"
        return result

    def _slug(self, key: str) -> str:
        if key not in self.drafts:
            return slugify(self.name(key))
        draft = self.drafts[key][1]
        return draft.slug[0] if draft.slug else slugify(key) or slugify(draft.name)

    def unlisted(self, *, strict: bool, elsewhere: Callable[[str], object]) -> list[Problem]:
        """Judge the names that no register has: errors if registers are strict, else warnings where one is probably misspelt.

        `elsewhere` tells of a name whether a register of another kind has it: an author may be an institute.
        """
        problems = []
        uses = [use for use in self._first_use.values() if not elsewhere(use.name)]
        if strict:
            known = Spellings(
                name
                for _, draft in self.drafts.values()
                for name in (draft.name, *(alias for alias, _ in draft.aliases))
            )
            for use in uses:
                near = known.near(use.name)
                problems.append(_at(use, error, "unlisted", f"{quoted(use.name)} is not among the {TERM_FOLDERS[self.kind]}",
                                         f"did you mean {near}?" if near else self._where()))  # fmt: skip
            return problems
        folds = {
            **self._by_fold,
            **{folded: f"={folded}" for folded in self._spellings},
        }
        for first, second in near_pairs(folds):
            unlisted = [folded for folded in (first, second) if folded in self._spellings]
            if not unlisted:
                continue
            rare = min(unlisted, key=lambda folded: (self._spellings[folded].total(), folded))
            other = self.name(folds[second if rare == first else first])
            use = self._first_use[rare]
            problems.append(_at(use, warning, "near-miss", f"{quoted(use.name)} is almost {quoted(other)}",
                                     "if one is meant, write them alike; if not, list both in their register"))  # fmt: skip
        if self.kind == "author":
            problems += [_at(use, warning, "several-names", f"{quoted(use.name)} is taken as the name of one person",
                             f"if more is meant, write {_as_list(use.name)}")
                         for use in uses if _SEVERAL.search(use.name)]  # fmt: skip
            problems += [_at(use, warning, "no-author-file", f"{quoted(use.name)} looks like the key of a file in content/authors/, which isn't there",
                                  "add the file, or write the name as it shall be printed")
                         for use in uses if _looks_like_key(use.name)]  # fmt: skip
        return problems

    def _where(self) -> str:
        return (
            "add it to content/tags.yaml" if self.kind == "tag" else f"add a file to content/{TERM_FOLDERS[self.kind]}/"
        )


def _as_list(name: str) -> str:
    people = [part.strip() for part in _SEVERAL.split(name.partition("|")[0]) if part.strip()]
    return f"author: [{', '.join(people)}]" + (
        ", and role: and institute: on lines of their own" if "|" in name else ""
    )


def _looks_like_key(name: str) -> bool:
    return "-" in name and name.isascii() and name.islower() and name.replace("-", "").isalnum()


def _at(use: Use, make: Callable[..., Problem], code: str, message: str, hint: str) -> Problem:
    return make(code, message, path=use.path, line=use.place[0], column=use.place[1], hint=hint)
