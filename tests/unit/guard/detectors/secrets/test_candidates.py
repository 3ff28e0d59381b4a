from inhouse.guard.detectors.secrets.candidates import CLOSE, Keywords
from inhouse.guard.detectors.secrets.rules import rules

NUMBERS = {rule.id: number for number, rule in enumerate(rules())}


def test_a_keyword_leads_to_its_rules_in_any_case() -> None:
    places = Keywords(rules()).places(b"see GHP_ and akia")
    assert places[NUMBERS["github_token"]] == [8]
    assert places[NUMBERS["aws_access_key"]] == [17]
    assert NUMBERS["stripe_secret_key"] not in places


def test_neighbours_are_one_place() -> None:
    near = b"ghp_" * 10
    places = Keywords(rules()).places(near + b" " * CLOSE + near)[NUMBERS["github_token"]]
    assert places == sorted(places)
    assert len(places) == 2


def test_a_text_without_keywords_has_no_places_but_for_heads_of_columns_that_may_be_anywhere() -> None:
    assert Keywords(rules()).places(b"") == {len(rules()): [0]}
