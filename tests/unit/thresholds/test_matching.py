"""Wordings found whatever the copy did to them, and files refused with what is wrong."""

import pytest

from thresholds.matching import Wordings, chosen_from_data, wording_key

PRINTED = Wordings(
    [
        (4, "Severe emotional/behavioural challenges", "without"),
        (4, "Severe emotional/behavioural challenges.", "with"),
        (3, "‘Unsafe’ sexual activity", "unsafe"),
        (2, "Child can behave in an anti- social way", "social"),
        (2, "Homeless - or imminent", "homeless"),
    ]
)


@pytest.mark.parametrize(
    ("level", "text", "found"),
    [
        (3, "'unsafe'  SEXUAL activity", "unsafe"),
        (3, "“Unsafe” sexual activity", None),
        (2, "Child can behave in an anti-social way", "social"),
        (2, "Homeless – or imminent", "homeless"),
        (2, "Homeless - or imminent.", "homeless"),
        (4, "Severe emotional / behavioural\nchallenges", "without"),
        (4, "severe emotional/behavioural challenges.", "with"),
        (3, "Severe emotional/behavioural challenges", None),
        (4, "", None),
        (3, "• ‘Unsafe’ sexual activity", "unsafe"),
        (3, "  \uf0b7\t‘Unsafe’ sexual activity  ", "unsafe"),
        (2, " – Homeless - or imminent", "homeless"),
        (2, "*Homeless - or imminent", "homeless"),
        (4, "▪ Severe emotional/behavioural challenges.", "with"),
        (4, "• Severe emotional/behavioural challenges", "without"),
        (3, "• Severe emotional/behavioural challenges", None),
        (3, "•", None),
        (3, "‘Unsafe’\u00a0sexual\u2003acti\u00advity\u200b\ufeff", "unsafe"),
        (3, "‘Unsafe’\u2028sexual\r\n\tactivity", "unsafe"),
    ],
)
def test_a_wording_is_found_by_level_whatever_its_spaces_quotes_dashes_and_capitals(
    level: int, text: str, found: str | None
) -> None:
    assert PRINTED.find(level, text) == found


def test_different_words_have_different_keys() -> None:
    assert wording_key("Sexual abuse") != wording_key("Sexual exploitation")


def test_either_list_of_a_file_may_be_left_out() -> None:
    assert chosen_from_data({}) == ([], [])
    assert chosen_from_data({"circumstances": ["fgm"]}) == ([], ["fgm"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "must hold an object"),
        ({"indicator": []}, "not known: indicator"),
        ({"indicators": {}}, "“indicators” must be a list"),
        ({"indicators": ["Sexual abuse"]}, "a whole number “level”"),
        ({"indicators": [{"level": "4", "text": "Sexual abuse"}]}, "a whole number “level”"),
        ({"indicators": [{"level": True, "text": "Sexual abuse"}]}, "a whole number “level”"),
        ({"indicators": [{"level": 4}]}, "a whole number “level”"),
        ({"circumstances": [1]}, "must list keys"),
        ({"circumstances": "fgm"}, "“circumstances” must be a list"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused_with_what_is_wrong(data: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        chosen_from_data(data)
