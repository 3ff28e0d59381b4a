"""How people reach Inhouse from other machines: TLS of its own, a proxy before it, and never in the clear."""

import json
import re
import ssl
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from typing_extensions import override

from tests.certificates import Authority
from tests.product import PASSWORD, Product

PUBLIC = "https://chat.example.com"


def signed_in(client: httpx2.Client, email: str, **headers: str) -> httpx2.Response:
    reply = client.post("/api/session", json={"email": email, "password": PASSWORD}, headers=headers)
    assert reply.status_code == 200, reply.text
    return reply


class OverTls(Product):
    """A product that speaks TLS itself; its own command says when it is ready."""

    @override
    def wait_until_ready(self, until: str = "/readyz") -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.output
            if self.command("status").returncode == 0:
                return
        raise AssertionError(self.output)


def test_other_machines_are_not_listened_to_in_the_clear(tmp_path: Path) -> None:
    done = Product(tmp_path, {"INHOUSE_ENGINE": "off", "INHOUSE_HOST": "0.0.0.0"}).command("serve")
    assert done.returncode == 1
    assert "without TLS is refused" in done.stderr
    assert "INHOUSE_TLS_CERT_FILE=" in done.stderr
    assert "INHOUSE_TRUSTED_PROXIES=" in done.stderr


def test_a_certificate_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    files = {"INHOUSE_TLS_CERT_FILE": str(tmp_path / "c.pem"), "INHOUSE_TLS_KEY_FILE": str(tmp_path / "k.pem")}
    done = Product(tmp_path, {"INHOUSE_ENGINE": "off", **files}).command("serve")
    assert done.returncode == 1
    assert "c.pem" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("INHOUSE_CA_FILE", "not a certificate", "holds no certificate"),
        ("INHOUSE_CA_FILE", None, "No such file"),
        ("INHOUSE_PROXY_PASSWORD_FILE", "SECRET", "user:password in one line"),
    ],
)
def test_files_of_the_company_network_are_looked_at_before_the_start(
    tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content)
    settings = {"INHOUSE_ENGINE": "off", "INHOUSE_PROXY": "http://proxy.example.com:3128", name: str(path)}
    done = Product(tmp_path, settings).command("serve")
    assert done.returncode == 1
    assert said in done.stderr
    assert "SECRET" not in done.stderr


def test_inhouse_speaks_tls_itself_and_its_commands_find_it(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    certificate, key = authority.issue("localhost")
    settings = {"INHOUSE_ENGINE": "off", "INHOUSE_HOST": "0.0.0.0"}
    settings |= {"INHOUSE_TLS_CERT_FILE": str(certificate), "INHOUSE_TLS_KEY_FILE": str(key)}
    product = OverTls(tmp_path / "product", settings).start()
    try:
        status = json.loads(product.command("status", "--json").stdout)
        assert status["address"] == f"https://127.0.0.1:{product.port}"
        email = product.make_person()
        trusting = ssl.create_default_context(cafile=str(authority.bundle))
        with httpx2.Client(base_url=f"https://localhost:{product.port}", verify=trusting) as client:
            cookie = signed_in(client, email).headers["set-cookie"]
            assert "__Host-" in cookie
            assert "Secure" in cookie
            assert client.get("/api/me").json()["email"] == email
        with pytest.raises(httpx2.TransportError):
            httpx2.get(f"http://127.0.0.1:{product.port}/healthz", timeout=5)
    finally:
        product.stop()


def test_behind_a_proxy_people_are_met_under_the_public_name(tmp_path: Path) -> None:
    settings = {"INHOUSE_ENGINE": "off", "INHOUSE_HOST": "0.0.0.0", "INHOUSE_PUBLIC_URL": PUBLIC}
    product = Product(tmp_path, settings | {"INHOUSE_TRUSTED_PROXIES": "127.0.0.0/8"}).start()
    told = {"host": "chat.example.com", "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}
    try:
        assert re.search(rf"{PUBLIC}/setup#\S+", product.output)
        email = product.make_person(admin=True)
        with httpx2.Client(base_url=product.address, headers=told) as client:
            reply = signed_in(client, email, origin=PUBLIC)
            assert "Secure" in reply.headers["set-cookie"]
            assert reply.headers["strict-transport-security"] == "max-age=31536000"
            token = re.findall(r"(__Host-[^=]+=[^;]+)", reply.headers["set-cookie"])[0]
            own = {"cookie": token, "x-csrf-token": reply.json()["csrf"], "origin": PUBLIC}
            invitation = {"email": f"{uuid4().hex}@example.com", "name": "Bob"}
            invited = client.post("/api/admin/people", json=invitation, headers=own)
            assert invited.json()["link"].startswith(f"{PUBLIC}/")
            foreign = client.post("/api/admin/people", json=invitation, headers=own | {"origin": "http://evil.example"})
            assert foreign.json()["code"] == "cross_site"
    finally:
        product.stop()


def test_wrong_passwords_behind_a_proxy_slow_down_the_one_who_sends_them(tmp_path: Path) -> None:
    settings = {"INHOUSE_ENGINE": "off", "INHOUSE_TRUSTED_PROXIES": "127.0.0.1"}
    product = Product(tmp_path, settings).start()
    try:
        email = product.make_person()

        def attempt(address: str, password: str) -> int:
            body = {"email": email, "password": password}
            headers = {"x-forwarded-for": f"198.51.100.9, {address}"}
            return httpx2.post(f"{product.address}/api/session", json=body, headers=headers, timeout=30).status_code

        assert 429 in [attempt("203.0.113.7", "wrong password") for _ in range(8)]
        assert attempt("203.0.113.8", PASSWORD) == 200
    finally:
        product.stop()


def test_the_status_names_who_can_read_along(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    settings = {"INHOUSE_PROXY": "http://proxy.example.com:3128", "INHOUSE_CA_FILE": str(authority.bundle)}
    done: subprocess.CompletedProcess[str] = Product(tmp_path, settings).command("status")
    assert "proxy.example.com:3128" in done.stdout
    assert "can read what goes to external models" in done.stdout
