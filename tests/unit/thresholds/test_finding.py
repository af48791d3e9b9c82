"""Finding indicators by what practitioners write: the reading, the ranking and what is denied."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.finding import asked, measure, signs
from thresholds.embedding import embedder
from thresholds.finding import Finder, Sign, distance
from thresholds.wording import LONGEST_READ, read, stem


@pytest.fixture(scope="module")
def bexley() -> list[Sign]:
    return signs("bexley")


@pytest.fixture(scope="module")
def finder(bexley: list[Sign]) -> Finder:
    return Finder(bexley)


def found(finder: Finder, bexley: list[Sign], phrase: str) -> list[str]:
    return [bexley[place].text for place in finder.find(phrase)]


@pytest.mark.parametrize("framework", ["bexley", "dudley"])
def test_most_phrases_of_practitioners_find_their_indicator_without_the_extra(
    framework: str,
) -> None:
    measured = measure(framework)
    assert measured.recall_at_10 >= 0.85, measured.missed


@pytest.mark.parametrize("framework", ["bexley", "dudley"])
def test_the_evaluation_uses_no_phrase_that_an_indicator_gives_as_an_example(
    framework: str,
) -> None:
    examples = {words.casefold() for sign in signs(framework) for words in sign.in_other_words}
    assert not examples & {one.phrase.casefold() for one in asked(framework)}


@pytest.mark.parametrize("framework", ["bexley", "dudley"])
def test_every_expected_indicator_of_the_evaluation_is_printed(framework: str) -> None:
    printed = {(sign.level, sign.text) for sign in signs(framework)}
    assert all(one.expected <= printed for one in asked(framework))


@pytest.mark.parametrize("framework", ["bexley", "dudley"])
def test_every_indicator_gives_examples_and_none_twice(framework: str) -> None:
    for sign in signs(framework):
        assert len(sign.in_other_words) >= 6, sign.text
        assert len(set(sign.in_other_words)) == len(sign.in_other_words), sign.text


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("hasn't had his jabs", "Missing immunisations/checks"),
        ("DV at home", "Domestic abuse in the home"),
        (
            "YP sleeping on mates sofas",
            "Homeless - or imminent if not accepted by housing department",
        ),
        ("Hasn’t had her JABS!!", "Missing immunisations/checks"),
        ("domestc abuze in teh home", "Domestic abuse in the home"),
        ("has been exluded", "Some fixed term exclusions."),
    ],
)
def test_slang_abbreviations_and_slips_are_understood(
    finder: Finder, bexley: list[Sign], phrase: str, text: str
) -> None:
    assert text in found(finder, bexley, phrase)[:3]


@pytest.mark.parametrize(
    ("phrase", "denied"),
    [
        ("no concerns about drugs", "drug"),
        ("No current concerns re: drugs or alcohol", "drug"),
        ("doesn't use drugs", "drug"),
        ("drugs are not an issue", "drug"),
        ("no DV", "abuse"),
        ("no history of domestic abuse", "abuse"),
        ("denies self harm", "self-harm"),
        ("not self harming", "self-harm"),
        ("self harm was denied", "self-harm"),
        ("no bruises seen", "injur"),
        ("never missed school", "school"),
        ("no sign of neglect", "neglect"),
        ("isn't being bullied", "bully"),
        ("no evidence of sexual exploitation", "exploitation"),
    ],
)
def test_what_is_denied_is_not_offered(
    finder: Finder, bexley: list[Sign], phrase: str, denied: str
) -> None:
    assert not [text for text in found(finder, bexley, phrase) if denied in text.casefold()]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("not eating", "Limited or restricted diet e.g. no breakfast, no lunch money"),
        ("never been to the dentist", "Dental difficulties untreated/some decay"),
        ("no friends", "Limited engagement in play with others/has few or no friends."),
        ("no food in the house", "Lack of food and/or failure to thrive"),
        ("won't engage with anyone", "Non-compliance of parents/carers with services"),
        ("mum won't stop drinking", "Persistent and high risk parental substance misuse"),
    ],
)
def test_a_not_that_is_the_worry_finds_it(
    finder: Finder, bexley: list[Sign], phrase: str, text: str
) -> None:
    assert text in found(finder, bexley, phrase)


def test_a_denial_ends_where_the_sentence_turns(finder: Finder, bexley: list[Sign]) -> None:
    texts = found(finder, bexley, "no concerns about drugs, but keeps going missing from home")
    assert texts[0] == "Puts self or others in danger e.g. missing from home"
    texts = found(finder, bexley, "No drugs. Cutting her arms.")
    assert texts[0] == "Self-harming behaviours"
    texts = found(finder, bexley, "no concerns re attendance, sleeping on mates' sofas")
    assert texts[0].startswith("Homeless")


def test_a_denied_word_does_not_hide_what_else_an_indicator_names(
    finder: Finder, bexley: list[Sign]
) -> None:
    texts = found(finder, bexley, "no drugs but gets drunk with his mates")
    assert "Experimenting with tobacco, alcohol or illegal drugs" in texts


@pytest.mark.parametrize("phrase", ["", "   ", "\n\t", "😀😀", ", , ,", "the and of", "?!"])
def test_a_phrase_that_says_nothing_finds_nothing(finder: Finder, phrase: str) -> None:
    assert finder.find(phrase) == []


def test_a_very_long_note_is_read_so_far(finder: Finder) -> None:
    note = "dad hits mum. " * 1000
    assert finder.find(note)
    assert sum(map(len, read(note))) < LONGEST_READ
    assert finder.find("x" * 10_000) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_answered_with_at_most_ten_different_signs(text: str) -> None:
    places = SMALL.find(text)
    assert len(places) == len(set(places)) <= 10


@settings(max_examples=100, deadline=None)
@given(st.permutations(["no", "concerns", "about", "drugs", "but", "not", "eating", ",", "😀"]))
def test_words_in_any_order_are_answered(words: list[str]) -> None:
    assert SMALL.find(" ".join(words)) is not None


@given(st.text(string.ascii_lowercase + "'", min_size=1, max_size=30))
def test_a_stem_is_never_longer_than_its_word_unless_the_word_is_irregular(word: str) -> None:
    assert len(stem(word)) <= len(word) + 2


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_the_distance_of_two_words_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


SMALL = Finder(
    [
        Sign(2, "Experimenting with drugs", ("smoking weed",)),
        Sign(3, "Domestic abuse in the home", ("DV",)),
        Sign(1, "Nutritious diet", ("eats well",)),
        Sign(2, "Limited diet", ("not eating",)),
    ]
)


def test_a_framework_without_indicators_finds_nothing() -> None:
    assert Finder([]).find("dad hits mum") == []


@pytest.mark.skipif(embedder() is None, reason="the extra “finding” is not installed")
def test_the_extra_finds_more() -> None:
    model = embedder()
    assert model is not None
    measured = measure("bexley", comparer=model.compare, every=4)
    assert measured.recall_at_10 >= 0.9, measured.missed


def test_what_the_extra_finds_alike_is_added_to_the_words() -> None:
    def alike(sayings: object) -> object:
        return lambda phrase: [0.9, 0.1]

    finder = Finder([Sign(2, "Low income"), Sign(2, "Frequent accidents.")], alike)  # type: ignore[arg-type]
    assert finder.find("brassic")[0] == 0
