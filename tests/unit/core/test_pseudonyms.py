from uuid import UUID

from inhouse.core.pseudonyms import chat_name, person_name

WHO = UUID(int=7)


def test_a_name_depends_on_the_key_and_on_what_it_names() -> None:
    names = {person_name(b"a" * 32, WHO), person_name(b"b" * 32, WHO), chat_name(b"a" * 32, WHO)}
    assert len(names) == 3
    assert {len(name) for name in names} == {32}
    assert person_name(b"a" * 32, WHO) == person_name(b"a" * 32, WHO)
