import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.net import Entry, Limits, Permit, Tcp
from inhouse.net.errors import (
    AddressRefused,
    BadResponse,
    DestinationUnknown,
    GateRefused,
    NameUnknown,
    NoCredential,
    TimedOut,
    Unreachable,
)
from tests.gates import House, external, house
from tests.scripted import Answer, Cut, Endless, Gate, Silence, Upstream, broken, document, words

BODY = b'{"messages": []}'
PATH = "/v1/chat/completions"
LOCAL = Destination("there", DestinationClass.LOCAL, Assurance.DECLARED)


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as server:
        yield server


@pytest.fixture
async def home(upstream: Upstream) -> AsyncIterator[House]:
    async with house() as made:
        made.know(upstream.entry("there"))
        yield made


async def ask(
    home: House, permit: Permit | None, body: bytes = BODY, name: str = "there", limits: Limits | None = None
) -> bytes:
    async with home.client.stream(name, "POST", PATH, body=body, limits=limits).under(permit) as response:
        return await response.read(1 << 20)


async def refused(home: House, permit: Permit | None, body: bytes = BODY, name: str = "there") -> InhouseError:
    with pytest.raises(InhouseError) as caught:
        await ask(home, permit, body, name)
    return caught.value


async def test_a_request_under_its_line_goes_out_with_the_credential_and_its_answer_comes_back(
    home: House, upstream: Upstream
) -> None:
    home.know(upstream.entry("there", credential="key"))
    home.beyond.keep_credential("key", "s3cret")
    upstream.will(words("Hello", " there"))
    answer = await ask(home, await home.permit(LOCAL, BODY))
    assert b"Hello" in answer
    assert b"[DONE]" in answer
    seen = upstream.requests[0]
    assert (seen.body, seen.headers["authorization"]) == (BODY, "Bearer s3cret")
    assert [name for name in seen.headers if name.startswith("gate-")] == []


async def test_the_pieces_of_an_answer_come_when_the_destination_says_them(home: House, upstream: Upstream) -> None:
    held = Gate()
    upstream.will(words("one", held, "two"))
    exchange = home.client.stream("there", "POST", PATH, body=BODY).under(await home.permit(LOCAL, BODY))
    async with exchange as response:
        first = await response.piece()
        await held.reached.wait()
        assert b"one" in first
        held.open()
        assert b"two" in await response.read(1 << 20)


async def test_leaving_in_the_middle_ends_the_request_at_the_destination(home: House, upstream: Upstream) -> None:
    upstream.will(words("one", Gate(), "two"))
    async with home.client.stream("there", "POST", PATH, body=BODY).under(await home.permit(LOCAL, BODY)) as response:
        await response.piece()
    await upstream.left()


async def test_without_a_line_nothing_goes_out(home: House, upstream: Upstream) -> None:
    assert "no line" in (await refused(home, None)).message
    assert "no open line" in (await refused(home, Permit("a1b2c3d4e5f60718/77", b"k"))).message
    assert "no open line" in (await refused(home, Permit("another/1", b"k"))).message
    assert upstream.requests == []


async def test_a_line_lets_out_its_own_words_to_its_own_place_once_while_it_is_open(
    home: House, upstream: Upstream
) -> None:
    other = await home.permit(external("elsewhere"), BODY)
    assert "another destination" in (await refused(home, other)).message
    for wrong in (BODY + b" ", b'{"messages": [] '):
        assert "other words" in (await refused(home, await home.permit(LOCAL, BODY), wrong)).message
    with_other_key = Permit((await home.permit(LOCAL, BODY)).line, b"x" * 32)
    assert "other words" in (await refused(home, with_other_key)).message
    closed = await home.permit(LOCAL, BODY)
    await home.close(closed)
    assert "no open line" in (await refused(home, closed)).message
    once = await home.permit(LOCAL, BODY)
    await ask(home, once)
    assert "already" in (await refused(home, once)).message
    assert len(upstream.requests) == 1


async def test_lines_of_before_the_log_was_taken_anew_let_nothing_out(home: House) -> None:
    permit = await home.permit(LOCAL, BODY)
    await home.outlet.handle_log("/log/take", b"")
    assert "no open line" in (await refused(home, permit)).message


async def test_a_destination_that_only_the_application_knows_is_unknown(home: House, upstream: Upstream) -> None:
    home.known.declare(upstream.entry("mine"))
    permit = await home.permit(Destination("mine", DestinationClass.LOCAL, Assurance.DECLARED), BODY)
    error = await refused(home, permit, name="mine")
    assert isinstance(error, DestinationUnknown)
    assert "inhouse gate list" in (error.hint or "")


async def test_a_destination_that_was_declared_a_moment_ago_is_looked_for(home: House, upstream: Upstream) -> None:
    entry = upstream.entry("new")
    looked: list[str] = []

    async def look() -> None:
        looked.append("once")
        home.beyond.declare(entry)

    home.outlet.look = look
    home.known.declare(entry)
    home.beyond.remove("new")
    place = Destination("new", DestinationClass.LOCAL, Assurance.DECLARED)
    await ask(home, await home.permit(place, BODY), name="new")
    await ask(home, await home.permit(place, BODY), name="new")
    assert looked == ["once"]


async def test_a_destination_without_its_credential_is_told_as_such(home: House, upstream: Upstream) -> None:
    home.know(upstream.entry("there", credential="key"))
    assert isinstance(await refused(home, await home.permit(LOCAL, BODY)), NoCredential)


async def test_a_redirect_is_handed_back_and_not_followed(home: House, upstream: Upstream) -> None:
    upstream.will(Answer((), status=302, headers=(("location", f"http://127.0.0.1:{upstream.port}/v1/elsewhere"),)))
    exchange = home.client.stream("there", "POST", PATH, body=BODY).under(await home.permit(LOCAL, BODY))
    async with exchange as response:
        assert response.status == 302
    assert (len(upstream.requests), len(upstream.gets)) == (1, 0)


async def test_a_name_that_leads_elsewhere_the_second_time_is_refused(upstream: Upstream) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "169.254.169.254"], ["93.184.216.34"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async with house(resolve) as home:
        home.know(Entry(LOCAL, Tcp("models.example.com", upstream.port), reuse=False))
        await ask(home, await home.permit(LOCAL, BODY))
        for _ in range(3):
            assert isinstance(await refused(home, await home.permit(LOCAL, BODY)), AddressRefused)
        place = external("out")
        home.know(Entry(place, Tcp("api.example.com", 443, "https")))
        for address in ("10.0.0.1", "127.0.0.1", "169.254.169.254", "168.63.129.16", "64:ff9b::7f00:1", "::1"):
            answers.append([address])
            assert isinstance(await refused(home, await home.permit(place, BODY), name="out"), AddressRefused)
    assert len(upstream.requests) == 1


async def test_a_name_without_address_is_told_as_such() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    async with house(resolve) as home:
        home.know(Entry(LOCAL, Tcp("models.example.com", 80)))
        assert isinstance(await refused(home, await home.permit(LOCAL, BODY)), NameUnknown)


async def test_answers_that_are_too_long_or_too_slow_are_cut_here(home: House, upstream: Upstream) -> None:
    upstream.will(broken(Endless(b"data: x\n\n")))
    with pytest.raises((BadResponse, Unreachable)):
        await ask(home, await home.permit(LOCAL, BODY), limits=Limits(body_bytes=1 << 16))
    upstream.will(broken(Silence()))
    with pytest.raises(TimedOut):
        await ask(home, await home.permit(LOCAL, BODY), limits=Limits(first_byte=0.2, idle=0.2))


async def test_an_answer_that_breaks_off_breaks_off_here_and_what_came_is_kept(home: House, upstream: Upstream) -> None:
    upstream.will(words("so far", Cut()))
    async with home.client.stream("there", "POST", PATH, body=BODY).under(await home.permit(LOCAL, BODY)) as response:
        assert b"so far" in await response.piece()
        with pytest.raises(Unreachable):
            await response.read(1 << 20)


async def test_a_destination_cannot_speak_for_the_gate(home: House, upstream: Upstream) -> None:
    lies = (("gate-error", "no_credential"), ("gate-opened", "1"))
    upstream.will(Answer((b"{}",), status=200, headers=lies))
    assert await ask(home, await home.permit(LOCAL, BODY)) == b"{}"
    assert home.client.opened_on_the_way() == ()


async def test_an_answer_of_known_length_comes_whole(home: House, upstream: Upstream) -> None:
    upstream.will(document(b"x" * 300_000, "application/json"))
    assert await ask(home, await home.permit(LOCAL, BODY)) == b"x" * 300_000


async def test_a_look_at_a_server_of_our_own_needs_no_line_but_has_no_place_for_words(
    home: House, upstream: Upstream
) -> None:
    assert (await home.client.fetch("there", "/v1/models")).status == 200
    for path in ("/v1/models?words=of-somebody", "/words-of-somebody", "/words-of-somebody/that-are-longer/models"):
        with pytest.raises(GateRefused):
            await home.client.fetch("there", path)
    with pytest.raises(GateRefused):
        async with home.client.stream("there", "GET", "/v1/models", headers=(("x-words", "of somebody"),)):
            pass
    home.know(Entry(external("out"), Tcp("api.example.com", 443, "https")))
    with pytest.raises(GateRefused):
        await home.client.fetch("out", "/v1/models")


async def marked(home: House) -> bytes:
    """A request for the words `{}` under a line that lets them out, up to its last headers."""
    permit = await home.permit(LOCAL, b"{}")
    line = f"gate-line: {permit.line}\r\ngate-key: {permit.key.hex()}\r\n".encode("ascii")
    return b"POST /v1/x HTTP/1.1\r\ngate-destination: there\r\ngate-limits: 5,5,5,65536,65536\r\n" + line


async def test_headers_that_could_be_read_in_two_ways_are_refused(home: House, upstream: Upstream) -> None:
    for more in (
        b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"content-length: 2\r\nContent-Length: 2\r\n\r\n{}",
        b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        b"content-length: +2\r\n\r\n{}",
        b"content-length: 2, 2\r\n\r\n{}",
        b"content-length : 2\r\n\r\n{}",
        b"x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
        b"x: a\nhost: evil\r\ncontent-length: 2\r\n\r\n{}",
        b"x: a\rhost: evil\r\ncontent-length: 2\r\n\r\n{}",
        b"x: a\x00b\r\ncontent-length: 2\r\n\r\n{}",
        b"gate-destination: other\r\ncontent-length: 2\r\n\r\n{}",
        b"host: evil.example.com\r\ncontent-length: 2\r\n\r\n{}",
        b"authorization: Bearer mine\r\ncontent-length: 2\r\n\r\n{}",
        b"connection: upgrade\r\nupgrade: h2c\r\ncontent-length: 2\r\n\r\n{}",
        b"content-length: 99999999999\r\n\r\n{}",
        b"x: \xc3\xa9\r\ncontent-length: 2\r\n\r\n{}",
    ):
        said = await home.say(await marked(home) + more)
        assert said == b"" or b"\r\ngate-error: " in said, (more, said)
    for first in (
        b"PUT /v1/x HTTP/1.1\r\n",
        b"CONNECT evil:443 HTTP/1.1\r\n",
        b"POST http://evil/x HTTP/1.1\r\n",
        b"POST /v1/x HTTP/1.0\r\n",
        b"POST /v1/\x80 HTTP/1.1\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        said = await home.say(first + (await marked(home)).partition(b"\r\n")[2] + b"content-length: 2\r\n\r\n{}")
        assert said == b"" or b"\r\ngate-error: " in said, (first, said)
    assert upstream.requests == []
    # The control: the same with nothing wrong goes out.
    assert b"HTTP/1.1 200" in await home.say(await marked(home) + b"content-length: 2\r\n\r\n{}")
    assert len(upstream.requests) == 1


async def test_a_second_request_in_the_same_piece_ends_both(home: House, upstream: Upstream) -> None:
    one = await marked(home) + b"content-length: 2\r\n\r\n{}"
    assert b"HTTP/1.1 200" not in await home.say(one + one)
    assert upstream.requests == []


async def test_a_line_whose_words_beside_it_differ_is_not_written(home: House) -> None:
    before = len(home.log.rows)
    for row in (
        b'[[1,"2026-01-01T00:00:00+00:00","open",null,"{\\"seq\\": 2, \\"log\\": \\"a1b2c3d4e5f60718\\"}",null]]',
        b'[[1,"2026-01-01T00:00:00+00:00","open",null,"not json",null]]',
        b'[["1","2026-01-01T00:00:00+00:00","open",null,"{}",null]]',
        b"{}",
    ):
        with pytest.raises(GateRefused):
            await home.outlet.handle_log("/log/append", row)
    assert len(home.log.rows) == before


async def test_the_gate_hands_over_no_way_in_where_there_is_none(home: House) -> None:
    said = await home.say(b"GET /listener HTTP/1.1\r\n\r\n")
    assert b"gate-error: gate_refused" in said
    assert b"gate-error: gate_refused" in await home.say(b"GET /else HTTP/1.1\r\n\r\n")


async def test_a_gate_that_is_away_is_a_destination_that_is_away(home: House) -> None:
    permit = await home.permit(LOCAL, BODY)
    await home.outlet.close()
    home.client.close()
    with pytest.raises(Unreachable):
        await ask(home, permit)
    await asyncio.sleep(0)
