from inhouse.identity.tokens import KEY_WORD, fingerprint, new_key, new_token


def test_tokens_are_long_and_never_the_same() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) == 43
    assert new_key().startswith(KEY_WORD)


def test_all_of_a_token_counts() -> None:
    token = new_token()
    assert fingerprint(token) != fingerprint(token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert len(fingerprint("\ud800")) == 32
