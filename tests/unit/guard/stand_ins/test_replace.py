import json

import pytest

from inhouse.core.prompt import Placed, Spot
from inhouse.guard.finding import Finding
from inhouse.guard.stand_ins import Removed, Replaced, Restorer, StandIns, Stuck, Swap, replace
from tests.stand_ins import ADDRESS, ANNA, CUSTOMER, EVERYTHING, IBAN, KEY, MAIL, leaving, sent, swaps_in

SECRET = "AKIA" + "Q" * 16


def words(*texts: str) -> list[Placed]:
    return [Placed(text, Spot.WORDS) for text in texts]


def a_secret(text: str) -> Swap:
    start = text.index(SECRET)
    return Swap(Finding("secret.aws_access_key", start, start + len(SECRET), SECRET), "AWS access key")


def test_texts_without_findings_in_a_conversation_without_stand_ins_stay() -> None:
    assert leaving(StandIns(KEY), ["PersonQ7K2", "b"]) == Replaced(("PersonQ7K2", "b"))


def test_what_was_found_leaves_as_stand_ins_and_comes_back() -> None:
    text = "; ".join(spelling for _, spelling in EVERYTHING)
    stand_ins = StandIns(KEY)
    done = leaving(stand_ins, [text], *EVERYTHING)
    assert all(spelling not in done.texts[0] for _, spelling in EVERYTHING)
    assert done.replaced == len(EVERYTHING)
    assert done.texts[0].isascii()
    assert Restorer(stand_ins).whole(done.texts[0]) == text


def test_what_was_found_in_one_text_is_replaced_in_all() -> None:
    stand_ins = StandIns(KEY)
    texts = ["Anna Müller called.", "ANNA MÜLLER, Anna Müllers and Ms Müller; Müllerstraße"]
    done = replace(stand_ins, words(*texts), [swaps_in(texts[0], [ANNA]), []])
    code = stand_ins.entries[0].stand_in.removeprefix("Person")
    assert done.texts[0] == f"Person{code} called."
    assert done.texts[1] == f"PERSON{code}, Person{code}s and Ms Surname{code}; Müllerstraße"
    assert [Restorer(stand_ins).whole(text) for text in done.texts] == texts


def test_what_is_known_of_earlier_turns_is_replaced_where_nobody_found_it() -> None:
    stand_ins = StandIns(KEY)
    sent(stand_ins, "for Nordwind AG", CUSTOMER)
    assert "Nordwind" not in sent(stand_ins, "about Nordwind AG.")
    assert sent(stand_ins, "about Nordwind AGs") != "about Nordwind AGs"
    assert sent(stand_ins, "about Nordwind AGENTS") == "about Nordwind AGENTS"


def test_names_that_are_words_are_replaced_only_where_they_were_found() -> None:
    stand_ins = StandIns(KEY)
    sent(stand_ins, "Will Smith", ("name.person", "Will Smith"))
    assert sent(stand_ins, "Will you come?") == "Will you come?"
    assert sent(stand_ins, "a smith") == "a smith"
    assert "Smith" not in sent(stand_ins, "Mr Smith")


@pytest.mark.parametrize("spelling", ["12", "4711", "ab"])
def test_short_values_are_replaced_only_where_they_were_found(spelling: str) -> None:
    stand_ins = StandIns(KEY)
    assert spelling not in sent(stand_ins, f"no. {spelling}", ("personal.staff_number", spelling))
    assert (spelling in sent(stand_ins, f"then {spelling} more")) is (len(spelling) < 4)


def test_names_in_scripts_without_spaces_are_found_within_words() -> None:
    stand_ins = StandIns(KEY)
    text = "田中太郎さん"
    told = replace(stand_ins, words("田中太郎", text), [swaps_in("田中太郎", [("name.person", "田中太郎")]), []])
    assert "田中" not in told.texts[1]
    assert Restorer(stand_ins).whole(told.texts[1]) == text


def test_whole_names_come_before_their_parts_wherever_they_stand() -> None:
    stand_ins = StandIns(KEY)
    texts = ["Mr Smith", "John Smith"]
    found = [("name.person", "John Smith"), ("name.person", "Smith")]
    done = replace(stand_ins, words(*texts), [swaps_in(texts[0], found[1:]), swaps_in(texts[1], found[:1])])
    assert done.texts[0] == "Mr " + done.texts[1].replace("Person", "Surname")


def test_secrets_are_removed_for_good_everywhere_and_counted_once() -> None:
    stand_ins = StandIns(KEY)
    text = f"key {SECRET}"
    done = replace(stand_ins, words(text, f"again {SECRET}!"), [[a_secret(text)], []])
    assert done.texts == ("key [AWS access key removed]", "again [AWS access key removed]!")
    assert done.removed == (Removed("secret.aws_access_key", "AWS access key", 1),)
    assert done.replaced == 0
    assert len(stand_ins) == 0
    assert SECRET.encode() not in stand_ins.to_bytes()
    assert Restorer(stand_ins).whole(done.texts[0]) == done.texts[0]


def test_what_is_to_leave_as_it_is_leaves_although_it_is_known() -> None:
    stand_ins = StandIns(KEY)
    sent(stand_ins, "Anna Müller of Nordwind AG", ANNA, CUSTOMER)
    done = replace(stand_ins, words("Anna Müller, Ms Müller of Nordwind AG"), [[]], keep={ANNA})
    assert done.texts[0].startswith("Anna Müller, Ms Müller of Customer")


def test_text_that_looks_like_a_stand_in_comes_back_as_it_was() -> None:
    stand_ins = StandIns(KEY)
    known = sent(stand_ins, "Anna Müller", ANNA)
    mail = sent(stand_ins, MAIL[1], MAIL)
    address = sent(stand_ins, ADDRESS[1], ADDRESS)
    text = f"{known}, {known.lower()}, {known[:6]}\\_{known[6:]}, Person X4KD, {mail}, {address} and Anna Müller"
    told = sent(stand_ins, text, ANNA)
    assert told.count(known) == 1
    assert Restorer(stand_ins).whole(told) == text


def test_text_that_looks_like_a_stand_in_stays_where_no_stand_in_leaves() -> None:
    stand_ins = StandIns(KEY)
    known = sent(stand_ins, "Anna Müller", ANNA)
    assert leaving(stand_ins, [f"what is {known}?"]) == Replaced((f"what is {known}?",))


def test_in_json_only_values_are_replaced_and_stay_valid() -> None:
    stand_ins = StandIns(KEY)
    raw = json.dumps({"customer": "Nordwind AG", "who": 'Anna Müller\n"'}, ensure_ascii=True)
    found = (("name.person", json.dumps("Anna Müller")[1:-1]), CUSTOMER)
    done = leaving(stand_ins, [raw], *found, spot=Spot.JSON)
    assert done.stuck == ()
    told = json.loads(done.texts[0])
    assert told["who"].endswith('\n"')
    assert Restorer(stand_ins).whole(told["who"]) == 'Anna Müller\n"'
    assert "Nordwind" not in done.texts[0]


def test_what_is_known_is_found_in_json_that_escapes_its_letters() -> None:
    stand_ins = StandIns(KEY)
    sent(stand_ins, "Anna Müller", ANNA)
    raw = json.dumps({"who": "Anna Müller", "mr": "Müller"})
    told = sent(stand_ins, raw, spot=Spot.JSON)
    assert "ller" not in told
    assert json.loads(Restorer(stand_ins).whole(told)) == json.loads(raw)


def test_in_json_a_name_and_a_number_cannot_be_replaced() -> None:
    raw = '{"Anna Müller": 1, "phone": 4915112345678}'
    found = (ANNA, ("personal.phone", "4915112345678"))
    done = leaving(StandIns(KEY), [raw], *found, spot=Spot.JSON)
    assert done.texts == (raw,)
    assert [(stuck.text, stuck.kind) for stuck in done.stuck] == [(0, "name.person"), (0, "personal.phone")]
    assert "Müller" not in repr(done.stuck)


def test_an_escape_in_json_is_no_letter_of_a_name() -> None:
    stand_ins = StandIns(KEY)
    sent(stand_ins, "for nina corp", ("term.customer", "nina corp"))
    raw = r'{"a": "x\nina corp"}'
    assert sent(stand_ins, raw, spot=Spot.JSON) == raw


def test_arguments_that_are_no_json_are_words() -> None:
    assert "Müller" not in sent(StandIns(KEY), "{Anna Müller", ANNA, spot=Spot.JSON)


def test_what_others_refer_to_cannot_be_replaced() -> None:
    text = "call-Anna Müller"
    placed = [Placed("Anna Müller", Spot.WORDS), Placed(text, Spot.FIXED), Placed("Anna Müller", Spot.FIXED)]
    done = replace(StandIns(KEY), placed, [swaps_in("Anna Müller", [ANNA]), swaps_in(text, [ANNA]), []])
    assert done.texts[1:] == (text, "Anna Müller")
    assert done.stuck == (Stuck(1, "name.person", "anna müller"), Stuck(2, "name.person", "anna müller"))


@pytest.mark.parametrize(("kind", "spelling"), EVERYTHING)
def test_the_name_of_a_participant_stays_a_name(kind: str, spelling: str) -> None:
    told = sent(StandIns(KEY), spelling, (kind, spelling), spot=Spot.NAME)
    assert told.isascii()
    assert told.replace("-", "").replace("_", "").isalnum()


def test_two_findings_that_overlap_leave_nothing_between_them() -> None:
    text = "x Anna Müller AG y"
    swaps = [Swap(Finding("name.person", 2, 13, "Anna Müller")), Swap(Finding("term.customer", 7, 16, "Müller AG"))]
    stand_ins = StandIns(KEY)
    done = replace(stand_ins, words(text), [swaps])
    assert done.texts[0].startswith("x Person")
    assert done.texts[0].endswith(" y")
    assert Restorer(stand_ins).whole(done.texts[0]) == text


def test_a_secret_within_something_else_is_removed_with_it() -> None:
    text = f"Anna {SECRET}"
    swaps = [Swap(Finding("name.person", 0, 9, "Anna AKIA")), a_secret(text)]
    assert replace(StandIns(KEY), words(text), [swaps]).texts == ("[AWS access key removed]",)


def test_addresses_that_left_with_a_stand_in_are_remembered_for_the_way_back() -> None:
    stand_ins = StandIns(KEY)
    text = 'url = "http://10.20.30.40:8080/a" for https://docs.example/'
    told = sent(stand_ins, text, ADDRESS)
    assert len(stand_ins.echoes) == 1
    assert Restorer(stand_ins).whole(told) == text


def test_a_stand_in_does_not_make_another_one_with_what_stands_before_it() -> None:
    stand_ins = StandIns(KEY)
    person = sent(stand_ins, "Anna Müller", ANNA)
    for letter in "BCDFGHJKMNPQRTVWX":
        text = f"Person{person[6:9]} {letter} Person{person[6:9]}Anna Müller"
        assert Restorer(stand_ins).whole(sent(stand_ins, text, ANNA)) == text


def test_a_long_conversation_is_replaced_in_little_time() -> None:
    stand_ins = StandIns(KEY)
    texts = [f"{'word ' * 200} Anna Müller {IBAN[1]}"] * 50
    done = leaving(stand_ins, texts, ANNA, IBAN)
    assert done.replaced == 2
    assert all("Müller" not in text for text in done.texts)
