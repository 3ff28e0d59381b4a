from inhouse.guard.finding import Family
from inhouse.guard.kinds import every, label_of


def test_every_kind_is_of_a_family_and_has_a_label_of_its_own_words() -> None:
    kinds = every()
    assert len(kinds) == len(dict(kinds)) > 150
    assert all(kind.partition(".")[0] in tuple(Family) and label.strip() for kind, label in kinds)
    assert sum(kind.startswith("secret.") for kind, _ in kinds) >= 120


def test_a_kind_that_only_the_company_knows_is_called_as_the_company_calls_it() -> None:
    assert label_of("secret.aws_access_key") == "AWS access key"
    assert label_of("term.code_name") == "Code name"
