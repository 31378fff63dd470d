"""Records that are kept encoded, and decoded when they are asked for: most builds need few of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from msgspec import Raw

K = TypeVar("K")
V = TypeVar("V")


class Encoded(Mapping[K, V]):
    """A mapping whose values are decoded when they are asked for."""

    def __init__(self, encoded: Mapping[K, Raw], decode: Callable[[K, Raw], V]) -> None:
        self.encoded = encoded
        self._decode = decode
        self._values: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._values:
            self._values[key] = self._decode(key, self.encoded[key])
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self.encoded

    def __iter__(self) -> Iterator[K]:
        return iter(self.encoded)

    def __len__(self) -> int:
        return len(self.encoded)
