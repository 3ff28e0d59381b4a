"""A letter reaches the mail server by checked TLS alone, and what goes wrong is told without the server's words."""

from pathlib import Path
from typing import get_args

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.net import Client, Destinations, Entry, Letter, Login, Proxy, Security, Tcp, Trust, UnixSocket, post
from inhouse.net import mail as mail_module
from inhouse.net.errors import AddressRefused, BadResponse, CertificateRefused, GateRefused, TimedOut, Unreachable
from tests.certificates import Authority
from tests.mail_servers import MailServer

LETTER = Letter("inhouse@example.com", ("a@example.com", "b@example.com"), b"Subject: x\r\n\r\n.one\r\ntwo\r\n")
LOGIN = Login("inhouse", "pass word")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def table(port: int, host: str = "localhost", far: DestinationClass = DestinationClass.LOCAL) -> Destinations:
    destinations = Destinations()
    destinations.declare(Entry(Destination("mail", far, Assurance.DECLARED), Tcp(host, port, "https"), reuse=False))
    return destinations


async def here(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def client(server: MailServer, authority: Authority, host: str = "localhost") -> Client:
    return Client(table(server.port, host), resolve=here, trust=Trust(authority.bundle))


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_letter_arrives_whole_with_its_envelope(security: Security, authority: Authority) -> None:
    tls = authority.server("localhost")
    async with MailServer(tls, implicit=security == "tls", login=("inhouse", "pass word")) as server:
        await post(client(server, authority), "mail", security, LOGIN, LETTER)
    (letter,) = server.letters
    assert (letter.sender, letter.recipients, letter.raw) == (LETTER.sender, LETTER.recipients, LETTER.message)
    assert "ehlo [127.0.0.1]" in server.heard, "our own name is nobody's business"


async def test_no_word_is_said_to_a_server_whose_certificate_is_not_its_own(authority: Authority) -> None:
    wrong = authority.server("elsewhere.example")
    unknown = Authority(authority.folder / "other", "Another").server("localhost")
    for tls in (wrong, unknown):
        for security in get_args(Security):
            async with MailServer(tls, implicit=security == "tls") as server:
                with pytest.raises(CertificateRefused):
                    await post(client(server, authority), "mail", security, LOGIN, LETTER)
            assert not server.letters
            assert not [line for line in server.heard if line.startswith(("AUTH", "MAIL"))]


async def test_a_server_that_hides_its_tls_gets_nothing(authority: Authority) -> None:
    async with MailServer(authority.server("localhost"), says={"EHLO": b"250 here\r\n"}) as server:
        with pytest.raises(BadResponse, match="no TLS"):
            await post(client(server, authority), "mail", "starttls", LOGIN, LETTER)
    assert [line.split()[0] for line in server.heard] == ["ehlo"]


async def test_what_is_said_before_tls_is_not_taken_for_what_is_said_after(authority: Authority) -> None:
    planted = b"220 go on\r\n250-here\r\n250 AUTH PLAIN\r\n235 welcome\r\n"
    async with MailServer(authority.server("localhost"), says={"STARTTLS": planted}) as server:
        with pytest.raises(InhouseError):
            await post(client(server, authority), "mail", "starttls", LOGIN, LETTER)
    assert not server.letters


async def test_what_the_server_refuses_is_told_by_its_number(authority: Authority) -> None:
    tls = authority.server("localhost")
    async with MailServer(tls, login=("inhouse", "another")) as server:
        with pytest.raises(BadResponse, match="password with 535") as refused:
            await post(client(server, authority), "mail", "starttls", LOGIN, LETTER)
        assert "no" not in refused.value.message.split()
    async with MailServer(tls, refused=frozenset({"b@example.com"})) as server:
        with pytest.raises(BadResponse, match="with 550"):
            await post(client(server, authority), "mail", "starttls", None, LETTER)
        assert not server.letters, "nobody gets it unless all are taken"
    for says in ({"greeting": b"554 busy\r\n"}, {"DATA": b"451 later\r\n"}):
        async with MailServer(tls, says=says) as server:
            with pytest.raises(BadResponse, match=r"554|451"):
                await post(client(server, authority), "mail", "starttls", None, LETTER)


async def test_a_sign_in_that_leads_nowhere_is_told_in_our_own_words(authority: Authority) -> None:
    tls = authority.server("localhost")
    async with MailServer(tls, says={"AUTH": b"334 a\r\n"}, login=("inhouse", "pass word")) as server:
        with pytest.raises(BadResponse, match="cannot be understood"):
            await post(client(server, authority), "mail", "starttls", LOGIN, LETTER)
    async with MailServer(tls, says={"EHLO": b"250-here\r\n250-STARTTLS\r\n250 AUTH RUNES\r\n"}) as server:
        with pytest.raises(BadResponse, match="not known here, or do not end"):
            await post(client(server, authority), "mail", "starttls", LOGIN, LETTER)


async def test_a_reply_without_end_and_a_server_that_says_nothing_end(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = authority.server("localhost")
    async with MailServer(tls, says={"greeting": b"220-more\r\n" * 20_000}) as server:
        with pytest.raises(BadResponse, match="did not end"):
            await post(client(server, authority), "mail", "starttls", None, LETTER)
    monkeypatch.setattr(mail_module, "SECONDS", 0.2)
    async with MailServer(tls, says={"EHLO": b""}) as server:
        with pytest.raises(TimedOut, match="mail server"):
            await post(client(server, authority), "mail", "starttls", None, LETTER)


async def test_a_letter_goes_only_where_the_table_leads(authority: Authority) -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.1"]

    far = table(25, "mail.example.com", DestinationClass.EXTERNAL)
    with pytest.raises(AddressRefused):
        await post(Client(far, resolve=inside), "mail", "tls", None, LETTER)
    with pytest.raises(Unreachable, match="company's proxy"):
        await post(Client(far, proxy=Proxy("proxy.example.com", 3128)), "mail", "tls", None, LETTER)
    with pytest.raises(GateRefused, match="only requests by HTTP"):
        await post(Client(far, gate="/nowhere"), "mail", "tls", None, LETTER)
    server = MailServer(authority.server("localhost"))
    async with server:
        pass
    with pytest.raises(Unreachable):
        await post(client(server, authority), "mail", "tls", None, LETTER)


async def test_a_socket_file_is_no_mail_server(tmp_path: Path) -> None:
    destinations = Destinations()
    place = Destination("mail", DestinationClass.LOCAL, Assurance.DECLARED)
    destinations.declare(Entry(place, UnixSocket(str(tmp_path / "socket"))))
    with pytest.raises(GateRefused):
        await post(Client(destinations), "mail", "tls", None, LETTER)
