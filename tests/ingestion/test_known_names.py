"""Names of people on the village's roster are masked in texts; everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.privacy.citizen_id import mask_name
from ingestion.privacy.known_names import KnownNames

NAMES = ("王秀兰", "王秀", "李双", "欧阳建国", "高升", "阿不都·热合曼")
PLACES = ("双胜村", "高升村", "王秀兰屯")


def token(name: str) -> str:
    return f"token of {name}"


KNOWN = KnownNames([(mask_name(one) or "", token(one)) for one in NAMES], PLACES, token)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王秀兰收支月报.xlsx", "王**收支月报.xlsx"),
        ("王秀收支月报.xlsx", "王*收支月报.xlsx"),
        ("李 双（双胜村）.xlsx", "李 *（双胜村）.xlsx"),
        ("李\u3000双", "李\u3000*"),
        ("帮欧阳建国和王秀兰修房", "帮欧***和王**修房"),
        ("联系阿不都·热合曼", "联系阿******"),
        ("王秀兰王秀兰", "王**王**"),
    ],
)
def test_a_known_name_is_masked_as_the_roster_shows_it(text: str, shown: str) -> None:
    assert KNOWN.masked(text) == shown


@pytest.mark.parametrize(
    "text",
    ["高升村6月收支月报.xlsx", "王秀兰屯", "王小明来过", "李家", "", "2023-06 月报.xlsx", "王"],
)
def test_names_of_places_and_other_words_stay(text: str) -> None:
    assert KNOWN.masked(text) == text


def test_a_person_beside_a_place_of_the_same_name_is_masked() -> None:
    assert KNOWN.masked("高升村高升.xlsx") == "高升村高*.xlsx"


@given(st.text(max_size=40), st.sampled_from(NAMES[:2]), st.text(max_size=40))
def test_no_text_around_a_name_hides_it(before: str, name: str, after: str) -> None:
    shown = KNOWN.masked(f"{before}、{name}、{after}")
    assert len(shown) == len(before) + len(name) + len(after) + 2
    assert f"、{name}、" not in shown or name in before + after
