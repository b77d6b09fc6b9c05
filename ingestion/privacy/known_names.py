"""Masks the names of known people in texts that others than their sender see.

Names in free text cannot all be known. Known are those on the latest roster of the sender's own
village; names of places in the register are no names of people. Source: domain.md, "Personal data".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from ingestion.privacy.citizen_id import mask_name
from ingestion.readers.cells import header_key

Span = tuple[int, int]


class KnownNames:
    """The names of a village, by their tokens: no clear value is needed to find them.

    `names` are pairs of masked name and token, as the roster stores them. `token_of` makes the
    token of a name.
    """

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        places: Sequence[str],
        token_of: Callable[[str], str],
    ) -> None:
        self._tokens: set[str] = set()
        lengths: dict[str, set[int]] = defaultdict(set)
        for masked, token in names:
            self._tokens.add(token)
            if not masked.startswith("*"):
                lengths[masked[0]].add(len(masked))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._places = places
        self._token_of = token_of

    def masked(self, text: str) -> str:
        """The text with each known name as the roster shows it (`张*`); blanks in it are kept."""
        at = [i for i, one in enumerate(text) if header_key(one)]
        bare = "".join(header_key(text[i])[0] for i in at)
        if self._lengths.keys().isdisjoint(bare):
            return text
        shown = list(text)
        for start, end in self._found(bare):
            shown_name = mask_name(bare[start:end]) or ""
            for i, one in zip(at[start:end], shown_name, strict=True):
                shown[i] = one
        return "".join(shown)

    def _found(self, bare: str) -> Iterator[Span]:
        """The names from left to right, of two that begin together the longer one."""
        start = 0
        while start < len(bare):
            end = self._end_of_name(bare, start)
            if end:
                yield start, end
            start = end or start + 1

    def _end_of_name(self, bare: str, start: int) -> int | None:
        for length in self._lengths.get(bare[start], ()):
            end = start + length
            is_known = end <= len(bare) and self._token_of(bare[start:end]) in self._tokens
            if is_known and not self._is_in_a_place(bare, start, end):
                return end
        return None

    def _is_in_a_place(self, bare: str, start: int, end: int) -> bool:
        """Whether the name stands inside a place's name; asked for known names only."""
        return any(
            bare.startswith(place, at)
            for place in self._places
            for at in range(max(0, end - len(place)), start + 1)
        )
