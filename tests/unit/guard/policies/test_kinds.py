from inhouse.guard.policies.kinds import kinds_of, label_of


def test_kinds_of_detectors_stand_among_the_others_by_family_and_words() -> None:
    found = kinds_of([("secret.b", "Zebra key"), ("secret.a", "apple key")], [("personal.iban", "IBAN")])
    assert [kind for kind, _ in found][:3] == ["secret.a", "secret.b", "personal.iban"]
    assert ("unreadable.detector", "Text that could not be inspected") in found
    assert len({kind for kind, _ in found}) == len(found)


def test_a_detector_knows_the_words_for_its_kinds_better() -> None:
    assert ("term.customer", "Client") in kinds_of([("term.customer", "Client")])


def test_every_kind_has_words_also_one_that_nobody_lists() -> None:
    known = kinds_of([("secret.aws_access_key", "AWS access key")])
    assert label_of("secret.aws_access_key", known) == "AWS access key"
    assert label_of("secret.*", known) == "Any secret"
    assert label_of("term.ship_names", known) == "Ship names"
    assert label_of("strange", known) == "strange"
