"""The servers that are compared, each in front of the same upstream and on the core that it is given.

Missing programs are told and left out: nginx from the system's packages; LiteLLM in an environment of its own:

    uv venv .venv-litellm && uv pip install --python .venv-litellm 'litellm[proxy]==1.106.2'

(never 1.82.7 or 1.82.8, which were withdrawn).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.product import Product, free_port

SERVER_CORE, LOAD_CORE = 0, 1
_LITELLM = Path(".venv-litellm/bin/litellm")
_START_SECONDS = 60.0

_NGINX = """
worker_processes 1;
daemon off;
error_log {folder}/error.log crit;
pid {folder}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    keepalive_requests 1000000;
    upstream model {{ server 127.0.0.1:{upstream}; keepalive 4096; keepalive_requests 1000000; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_buffering off; proxy_request_buffering on;
        }}
    }}
}}
"""
_LITELLM_CONFIG = """
model_list:
  - model_name: fast
    litellm_params: {{model: openai/fast, api_base: "http://127.0.0.1:{upstream}/v1", api_key: none}}
general_settings: {{master_key: sk-bench}}
litellm_settings: {{drop_params: true}}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A server under test. `process` is 0 where there is none between load and upstream."""

    name: str
    port: int
    model: str = "fast"
    key: str | None = None
    process: int = 0


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """What is started meanwhile runs on that core only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core} if core in before else before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def upstream() -> Iterator[int]:
    """The fast model server, on the load's core; gives its port."""
    port = free_port()
    with pinned(LOAD_CORE):
        process = subprocess.Popen([sys.executable, "-m", "bench.relay.upstream", str(port)])
    try:
        _wait(f"http://127.0.0.1:{port}/")
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def direct(port: int) -> Iterator[Peer]:
    """Nothing in between: the limit of the harness."""
    yield Peer("direct", port)


@contextmanager
def nginx(port: int) -> Iterator[Peer]:
    """Nginx as a plain streaming proxy; raises FileNotFoundError."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise FileNotFoundError("nginx")
    own = free_port()
    with tempfile.TemporaryDirectory(prefix="ih-nginx-") as folder:
        path = Path(folder) / "nginx.conf"
        path.write_text(
            ("user root;" if os.getuid() == 0 else "") + _NGINX.format(folder=folder, upstream=port, port=own)
        )
        with _process([program, "-c", str(path), "-p", folder], f"http://127.0.0.1:{own}/") as process:
            yield Peer("nginx", own, process=process)


@contextmanager
def litellm(port: int) -> Iterator[Peer]:
    """LiteLLM's proxy with one worker; raises FileNotFoundError."""
    if not _LITELLM.exists():
        raise FileNotFoundError(str(_LITELLM))
    own = free_port()
    with tempfile.TemporaryDirectory(prefix="ih-litellm-") as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(_LITELLM_CONFIG.format(upstream=port))
        words = [str(_LITELLM), "--config", str(path), "--host", "127.0.0.1", "--port", str(own), "--num_workers", "1"]
        environment = {"LITELLM_MODE": "PRODUCTION", "LITELLM_LOG": "ERROR", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        with _process(words, f"http://127.0.0.1:{own}/health/liveliness", environment) as process:
            yield Peer("LiteLLM", own, key="sk-bench", process=process)


@contextmanager
def inhouse(
    port: int, terms: str = "local", name: str = "Inhouse", serving: tuple[str, ...] = ("serve",)
) -> Iterator[Peer]:
    """The product as installed by default, without its engine: keys, limits, guard, ledger and usage are on."""
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        product = Product(Path(folder), {"INHOUSE_ENGINE": "off"}, serving=serving)
        with pinned(SERVER_CORE):
            product.start()
        try:
            email = product.make_person()
            key = product.make_key(email)
            words = ["models", "add", "fast", "--wire", "openai", "--endpoint", f"http://127.0.0.1:{port}/v1"]
            words += ["--upstream-model", "fast", "--terms", terms, "--at-once", "4096"]
            done = product.command(*words)
            assert done.returncode == 0, done.stdout + done.stderr
            assert product.process is not None
            time.sleep(3)
            yield Peer(name, product.port, key=key, process=product.process.pid)
        finally:
            product.stop()


PEERS = (direct, nginx, inhouse, litellm)


@contextmanager
def _process(words: list[str], answers: str, environment: dict[str, str] | None = None) -> Iterator[int]:
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with pinned(SERVER_CORE):
        process = subprocess.Popen(
            words, env={**plain, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    try:
        _wait(answers)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str) -> None:
    """Until anything answers there, whatever it says."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 (loopback)
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
