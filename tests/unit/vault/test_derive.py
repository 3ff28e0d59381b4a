from inhouse.vault.derive import KEY_BYTES, Purpose, derive


def test_every_purpose_has_its_own_key() -> None:
    keys = {derive(bytes(KEY_BYTES), purpose) for purpose in Purpose}
    assert len(keys) == len(Purpose)
    assert all(len(key) == KEY_BYTES for key in keys)


def test_the_derivation_stays_what_it_was() -> None:
    # A changed derivation would end all sessions and make all wrapped keys unreadable.
    known = "97a5272f32e1b5a8ab80c7b031fe950a47bab62e738bb52182009f51d9f3abea"
    assert derive(bytes(KEY_BYTES), Purpose.CSRF).hex() == known
