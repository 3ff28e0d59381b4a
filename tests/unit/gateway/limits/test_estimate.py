from dataclasses import replace
from decimal import Decimal

from inhouse.core.events import Usage
from inhouse.core.prompt import Embed, Image, PromptMessage, Role, Sampling, Text
from inhouse.gateway.limits import estimate
from inhouse.gateway.limits.rule import Money
from inhouse.models.profile import Prices
from tests.meters import EUROS, asking, priced


def test_a_million_tokens_cost_what_the_price_says() -> None:
    assert estimate.cost(Usage(1_000_000, 1_000_000), EUROS) == Money(12_500_000, "EUR")


def test_a_cost_is_rounded_up_to_a_millionth() -> None:
    assert estimate.cost(Usage(1, 0), EUROS).micros == 3
    assert estimate.cost(Usage(1, 0), Prices("EUR", Decimal("0.0000001"), Decimal(0))).micros == 1
    assert estimate.cost(Usage(0, 0), EUROS).micros == 0


def test_tokens_read_again_cost_their_own_price() -> None:
    assert estimate.cost(Usage(1_000_000, 0, cached_tokens=400_000), EUROS).micros == 1_600_000
    # Without such a price, what all cost; and never more of them than there were.
    without = replace(EUROS, cached=None)
    assert estimate.cost(Usage(1_000_000, 0, cached_tokens=400_000), without).micros == 2_500_000
    assert estimate.cost(Usage(10, 0, cached_tokens=4_000), EUROS).micros == 3


def test_the_answer_is_bounded_by_what_was_asked_and_by_the_model() -> None:
    model = priced(answer_tokens=512)
    assert estimate.most_answer_tokens(asking(), model) == 512
    assert estimate.most_answer_tokens(asking(most=20), model) == 20
    assert estimate.most_answer_tokens(asking(most=9_999), model) == 512
    several = replace(asking(), sampling=Sampling(max_tokens=20, n=3))
    assert estimate.most_answer_tokens(several, model) == 60


def test_an_embedding_has_no_answer_to_pay_for() -> None:
    prompt = replace(asking(), messages=(), embed=Embed(("a" * 100,)))
    assert estimate.most_answer_tokens(prompt, priced()) == 0
    assert estimate.size(prompt) == 100


def test_a_cost_is_reserved_as_if_every_byte_were_a_token() -> None:
    need = estimate.need(asking("a" * 1_000, most=10), priced())
    assert need.cost is not None
    assert need.cost.micros >= 1_000 * 2.5 + 10 * 10
    assert need.tokens < 1_000


def test_bytes_count_and_not_characters() -> None:
    assert estimate.size(asking("ä" * 10)) == 20
    assert estimate.size(asking("\ud800")) == 3


def test_a_model_without_prices_costs_nothing() -> None:
    assert estimate.need(asking(), priced(prices=None)).cost is None


def test_pictures_are_counted() -> None:
    picture = PromptMessage(Role.USER, (Image("image/png", b"x"), Text("What is it?")))
    prompt = replace(asking(), messages=(picture,))
    assert estimate.pictures(prompt) == 1
    assert estimate.prompt_tokens(prompt, priced()) > estimate.PICTURE_TOKENS


def test_the_models_own_instructions_are_counted() -> None:
    model = priced()
    longer = replace(model, profile=replace(model.profile, system_prompt="x" * 1_000))
    assert estimate.prompt_tokens(asking(), longer) - estimate.prompt_tokens(asking(), model) == 340


def test_without_a_count_the_pieces_that_came_are_counted_or_their_bytes() -> None:
    assert estimate.uncounted(asking(), priced(), pieces=9, answered=9).completion_tokens == 9
    assert estimate.uncounted(asking(), priced(), pieces=1, answered=400).completion_tokens == 100


def test_a_count_that_cannot_be_is_not_believed() -> None:
    assert estimate.believed(Usage(-5, 10**30)) == Usage(0, estimate.MOST_TOKENS)
