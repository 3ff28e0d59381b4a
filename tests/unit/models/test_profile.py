from inhouse.models.profile import COMMON_CONTROL_TOKENS, LLAMA_CPP, Profile, Quirks


def test_a_plain_profile_promises_nothing() -> None:
    profile = Profile(8192, 4096)
    assert not (profile.tools)
    assert not (profile.images)
    assert not (profile.reasoning)
    assert not (profile.cut_loops)
    assert (profile.system_prompt, profile.quirks) == (None, Quirks())


def test_llama_cpp_goes_on_with_an_answer_and_tells_its_slots() -> None:
    assert LLAMA_CPP.continues
    assert LLAMA_CPP.slots
    assert LLAMA_CPP.extra["return_progress"] is True


def test_common_control_tokens_are_each_named_once() -> None:
    assert len(set(COMMON_CONTROL_TOKENS)) == len(COMMON_CONTROL_TOKENS)
    assert all(len(token) > 3 for token in COMMON_CONTROL_TOKENS)
