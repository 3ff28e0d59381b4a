from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.vault import DoesNotOpen, Sealer
from inhouse.vault.derive import KEY_BYTES
from inhouse.vault.sealing import OVERHEAD_BYTES, Wrapper

TENANT = new_id()
ANNA, BEN = PersonId(new_id()), PersonId(new_id())
CHAT, OTHER_CHAT = ChatId(new_id()), ChatId(new_id())
RECORD, OTHER_RECORD = new_id(), new_id()
KEY = bytes(range(KEY_BYTES))


def sealer(*, tenant: UUID = TENANT, person: PersonId = ANNA, chat: ChatId | None = CHAT, key: bytes = KEY) -> Sealer:
    return Sealer(key, tenant, person, chat)


@given(plain=st.binary(max_size=5000), kind=st.text(max_size=20))
def test_what_is_sealed_opens_again(plain: bytes, kind: str) -> None:
    sealed = sealer().seal(plain, kind, RECORD)
    assert sealer().open(sealed, kind, RECORD) == plain
    assert len(sealed) == len(plain) + OVERHEAD_BYTES


@given(plain=st.binary(max_size=40), flip=st.integers(min_value=1, max_value=255), data=st.data())
def test_no_changed_byte_passes(plain: bytes, flip: int, data: st.DataObject) -> None:
    sealed = bytearray(sealer().seal(plain, "text", RECORD))
    sealed[data.draw(st.integers(min_value=0, max_value=len(sealed) - 1))] ^= flip
    with pytest.raises(DoesNotOpen):
        sealer().open(bytes(sealed), "text", RECORD)


def test_every_single_byte_matters() -> None:
    sealed = sealer().seal(b"a secret", "text", RECORD)
    opened = sealer().opener("text")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(DoesNotOpen):
            sealer().open(bytes(changed), "text", RECORD)
        with pytest.raises(DoesNotOpen):
            opened(bytes(changed), RECORD)


def test_an_opener_opens_what_open_opens_and_nothing_else() -> None:
    opened = sealer().opener("text")
    assert opened(sealer().seal(b"a secret", "text", RECORD), RECORD) == b"a secret"
    elsewhere = [
        (sealer().seal(b"a secret", "title", RECORD), RECORD),
        (sealer().seal(b"a secret", "text", RECORD), OTHER_RECORD),
        (sealer(person=BEN).seal(b"a secret", "text", RECORD), RECORD),
        (b"\x01", RECORD),
        (b"", RECORD),
    ]
    for sealed, record in elsewhere:
        with pytest.raises(DoesNotOpen):
            opened(sealed, record)


@given(cut=st.integers(min_value=0, max_value=40))
def test_a_cut_value_does_not_open(cut: int) -> None:
    sealed = sealer().seal(b"a secret", "text", RECORD)
    if cut < len(sealed):
        with pytest.raises(DoesNotOpen):
            sealer().open(sealed[:cut], "text", RECORD)


@pytest.mark.parametrize(
    "other",
    [
        sealer(tenant=new_id()),
        sealer(person=BEN),
        sealer(chat=OTHER_CHAT),
        sealer(chat=None),
        sealer(key=bytes(KEY_BYTES)),
    ],
    ids=["tenant", "person", "chat", "no chat", "key"],
)
def test_another_place_does_not_open(other: Sealer) -> None:
    with pytest.raises(DoesNotOpen):
        other.open(sealer().seal(b"a secret", "text", RECORD), "text", RECORD)


def test_another_record_or_kind_does_not_open() -> None:
    sealed = sealer().seal(b"a secret", "text", RECORD)
    with pytest.raises(DoesNotOpen):
        sealer().open(sealed, "text", OTHER_RECORD)
    with pytest.raises(DoesNotOpen):
        sealer().open(sealed, "title", RECORD)


def test_equal_values_are_sealed_differently() -> None:
    assert sealer().seal(b"same", "text", RECORD) != sealer().seal(b"same", "text", RECORD)


def test_the_commitment_key_is_another_key_and_one_per_chat() -> None:
    keys = {sealer().commitment_key.key, sealer(chat=None).commitment_key.key, KEY}
    assert len(keys) == 3
    assert sealer().commitment_key == sealer().commitment_key


def test_an_ephemeral_sealer_opens_its_own_and_no_other_does() -> None:
    one, two = (Sealer.ephemeral(TENANT, ANNA, CHAT) for _ in range(2))
    sealed = one.seal(b"a secret", "text", RECORD)
    assert one.open(sealed, "text", RECORD) == b"a secret"
    with pytest.raises(DoesNotOpen):
        two.open(sealed, "text", RECORD)


def test_a_wrapped_key_unwraps_for_its_person_and_chat_only() -> None:
    wrapper = Wrapper(KEY, TENANT)
    wrapped = wrapper.new_key(ANNA, CHAT)
    assert len(wrapper.unwrap(wrapped, ANNA, CHAT)) == KEY_BYTES
    for person, chat in ((BEN, CHAT), (ANNA, OTHER_CHAT), (ANNA, None)):
        with pytest.raises(DoesNotOpen):
            wrapper.unwrap(wrapped, person, chat)


def test_a_wrapped_key_does_not_open_as_content() -> None:
    wrapped = Wrapper(KEY, TENANT).new_key(ANNA, CHAT)
    with pytest.raises(DoesNotOpen):
        sealer().open(wrapped, "", UUID(int=0))


def test_a_person_s_name_in_the_ledger_comes_from_the_person_s_key_and_dies_with_it() -> None:
    own = Sealer(b"k" * 32, TENANT, ANNA, None)
    assert own.person_name == Sealer(b"k" * 32, TENANT, ANNA, None).person_name
    assert own.person_name != Sealer(b"l" * 32, TENANT, ANNA, None).person_name
