"""What the person who runs Inhouse sets: in the environment or in a TOML file. Nothing else reads either.

An environment variable wins over the file. The file is `inhouse.toml` in the data folder, or the one that
INHOUSE_CONFIG names; its keys are the same names in lower case without the prefix. A name that is not known, or a
value that cannot be meant, stops the start and names the line to change.
"""

import hashlib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import SplitResult, urlsplit

from inhouse.core.errors import InhouseError

PREFIX = "INHOUSE_"
CONFIG = "INHOUSE_CONFIG"
_LOG_LEVELS = ("debug", "info", "warning", "error")
_HIGHEST_PORT = 65535
_PORT_DIGITS = 5
_UNITS = {"h": "hours", "d": "days"}
_PORTS = {"https": 443, "http": 80}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

T = TypeVar("T")


class WrongSetting(InhouseError):
    """A setting is unknown or cannot be meant; the message names the line to change."""

    code = "wrong_setting"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. `docs/reference/settings.md` explains each."""

    data_dir: Path
    host: str
    port: int
    database_url: str | None
    master_key_file: Path
    epoch_key_folder: Path
    epoch_length: timedelta
    key_custody: str
    key_provider: str
    key_address: str | None
    key_token_file: Path | None
    public_url: str | None
    hosts: frozenset[str]
    trusted_proxies: tuple[Network, ...]
    tls_cert_file: Path | None
    tls_key_file: Path | None
    proxy: str | None
    proxy_password_file: Path | None
    ca_file: Path | None
    models: tuple[Mapping[str, object], ...]
    guard_plug_ins: tuple[Mapping[str, object], ...]
    checkpoints: tuple[Mapping[str, object], ...]
    required: frozenset[str]
    log_level: str
    engine: bool


_KNOWN = frozenset(PREFIX + field.name.upper() for field in fields(Settings))
# A database URL holds a password, the address of a proxy may by mistake, and so may a name with a slip in it.
_REPEATED = _KNOWN - {"INHOUSE_DATABASE_URL", "INHOUSE_PROXY"}
# Settings that say nothing without another one.
_TOGETHER = (
    ("INHOUSE_TLS_CERT_FILE", "INHOUSE_TLS_KEY_FILE"),
    ("INHOUSE_TLS_KEY_FILE", "INHOUSE_TLS_CERT_FILE"),
    ("INHOUSE_PROXY_PASSWORD_FILE", "INHOUSE_PROXY"),
)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and the file; raises WrongSetting."""
    return _build(*_sources(os.environ if environment is None else environment))


def _sources(environment: Mapping[str, str]) -> tuple[dict[str, tuple[object, str]], Path]:
    """What is set, each with the line that sets it, and the data folder."""
    named = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    data_dir = _expanded("INHOUSE_DATA_DIR", named.get("INHOUSE_DATA_DIR") or str(_usual_data_dir(environment)))
    asked = named.pop(CONFIG, "")
    path = _expanded(CONFIG, asked) if asked else data_dir / "inhouse.toml"
    if asked and not path.exists():
        raise WrongSetting(f"{CONFIG} names {path}, which is not there: change the variable, or remove it.")
    sources = _from_file(path) | {name: (value, _shown(name, f"{name}={value}")) for name, value in named.items()}
    for name, (_, line) in sources.items():
        if name not in _KNOWN:
            raise WrongSetting(
                f"There is no setting {name}: remove {line}.",
                hint="docs/reference/settings.md lists them all.",
            )
    for name, other in _TOGETHER:
        if name in sources and other not in sources:
            raise WrongSetting(f"{name} needs {other} beside it: set it, or remove {sources[name][1]}.")
    # Part of what is set, so that a process of ours that is handed the settings finds it at the same place.
    sources.setdefault("INHOUSE_MASTER_KEY_FILE", (str(_usual_master_key(environment, data_dir)), "the default"))
    return sources, data_dir


def _whole_path(value: object) -> object:
    """A path below a home is written whole: the other process may have no home."""
    return str(Path(value).expanduser()) if isinstance(value, str) and value.startswith("~") else value


def handed_on(without: Iterable[str], environment: Mapping[str, str] | None = None) -> dict[str, object]:
    """What was set, but for some, as it can be handed to another process of ours; `taken_over` reads it."""
    sources, data_dir = _sources(os.environ if environment is None else environment)
    left_out = frozenset(without)
    told = {name: _whole_path(value) for name, (value, _) in sources.items() if name not in left_out}
    return told | {"INHOUSE_DATA_DIR": str(data_dir)}


def taken_over(told: Mapping[str, object]) -> Settings:
    """The settings that another process of ours has handed on; raises WrongSetting."""
    return _build({name: (value, name) for name, value in told.items()}, Path(str(told["INHOUSE_DATA_DIR"])))


def whole_environment() -> dict[str, str]:
    """Everything in the environment, for a process of ours that stands in for this one."""
    return dict(os.environ)


def variable(name: str) -> str | None:
    """One variable of the environment that somebody has named as the place of a key."""
    return os.environ.get(name) or None


def _build(sources: Mapping[str, tuple[object, str]], data_dir: Path) -> Settings:
    def get(name: str, read: Callable[[object], T], default: T) -> T:
        if name not in sources:
            return default
        value, line = sources[name]
        try:
            return read(value)
        except ValueError as error:
            raise WrongSetting(f"{name} {error}: change {line}.") from None

    master_key = get("INHOUSE_MASTER_KEY_FILE", _path, data_dir / "master.key")
    return Settings(
        data_dir=get("INHOUSE_DATA_DIR", _path, data_dir),
        host=get("INHOUSE_HOST", _host, "127.0.0.1"),
        port=get("INHOUSE_PORT", _port, 8800),
        database_url=get("INHOUSE_DATABASE_URL", _database_url, None),
        master_key_file=master_key,
        epoch_key_folder=get("INHOUSE_EPOCH_KEY_FOLDER", _path, master_key.parent),
        epoch_length=get("INHOUSE_EPOCH_LENGTH", _epoch_length, timedelta(days=7)),
        key_custody=get("INHOUSE_KEY_CUSTODY", partial(_one_of, ("anywhere", "mounted")), "anywhere"),
        key_provider=get("INHOUSE_KEY_PROVIDER", partial(_one_of, ("file", "vault", "azure", "aws")), "file"),
        key_address=get("INHOUSE_KEY_ADDRESS", _key_address, None),
        key_token_file=get("INHOUSE_KEY_TOKEN_FILE", _path, None),
        public_url=get("INHOUSE_PUBLIC_URL", _public_url, None),
        hosts=get("INHOUSE_HOSTS", _names, frozenset[str]()),
        trusted_proxies=get("INHOUSE_TRUSTED_PROXIES", _networks, ()),
        tls_cert_file=get("INHOUSE_TLS_CERT_FILE", _path, None),
        tls_key_file=get("INHOUSE_TLS_KEY_FILE", _path, None),
        proxy=get("INHOUSE_PROXY", _proxy, None),
        proxy_password_file=get("INHOUSE_PROXY_PASSWORD_FILE", _path, None),
        ca_file=get("INHOUSE_CA_FILE", _path, None),
        models=get("INHOUSE_MODELS", _tables, ()),
        guard_plug_ins=get("INHOUSE_GUARD_PLUG_INS", _tables, ()),
        checkpoints=get("INHOUSE_CHECKPOINTS", _tables, ()),
        required=get("INHOUSE_REQUIRED", _names, frozenset[str]()),
        log_level=get("INHOUSE_LOG_LEVEL", partial(_one_of, _LOG_LEVELS), "info"),
        engine=get("INHOUSE_ENGINE", _switch, True),
    )


def _usual_master_key(environment: Mapping[str, str], data_dir: Path) -> Path:
    """Apart from what it protects: in the folder of configuration, by the name of the data folder."""
    beside = data_dir / "master.key"
    if beside.exists():
        # An older version made it there.
        return beside
    base = environment.get("XDG_CONFIG_HOME")
    folder = _expanded("XDG_CONFIG_HOME", base or "~/.config") / "inhouse"
    if data_dir != _expanded("XDG_DATA_HOME", str(_usual_data_dir(environment))):
        folder /= f"{data_dir.name}-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:8]}"
    return folder / "master.key"


def _usual_data_dir(environment: Mapping[str, str]) -> Path:
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path("~/.local/share")) / "inhouse"


def _from_file(path: Path) -> dict[str, tuple[object, str]]:
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{path} cannot be read: {error}.") from None
    return {PREFIX + key.upper(): (value, _line_of(path, text, key)) for key, value in content.items()}


def _line_of(path: Path, text: str, key: str) -> str:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.partition("=")[0].strip().strip("\"'[]") == key:
            return f"the line {path}:{number}: {_shown(PREFIX + key.upper(), line.strip(), key)}"
    return f"the line {path}: {key}"


def _shown(name: str, line: str, short: str | None = None) -> str:
    """The line as a message may repeat it: whole only for a setting that is known to hold no secret."""
    return f'"{line[:200]}"' if name in _REPEATED else short or f"the variable {name}"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text and not empty")
    return value.strip()


def _path(value: object) -> Path:
    text = _text(value)
    if "\0" in text:
        raise ValueError("must be a path, which has no NUL character")
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:
        raise ValueError("begins with a home folder that is not known: write the whole path") from None


def _expanded(name: str, text: str) -> Path:
    try:
        return _path(text)
    except ValueError as error:
        raise WrongSetting(f"{name} {error}: change the variable {name}.") from None


def _host(value: object) -> str:
    text = _text(value)
    if text == "localhost":
        return "127.0.0.1"
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise ValueError("must be an address to listen on, such as 127.0.0.1 or 0.0.0.0") from None
    return text


def _port(value: object) -> int:
    # `True` prints as a word, so that a truth value is refused like any other word.
    digits = str(value).strip()
    if not digits.isdecimal():
        raise ValueError("must be a whole number")
    # Python reads no number of thousands of digits; no port has more than these.
    number = int(digits) if len(digits) <= _PORT_DIGITS else _HIGHEST_PORT + 1
    if not 1 <= number <= _HIGHEST_PORT:
        raise ValueError(f"must be at least 1 and at most {_HIGHEST_PORT}")
    return number


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("on", "off"):
        return value == "on"
    raise ValueError("must be on or off")


def _list(value: object) -> list[str]:
    items = cast("list[object]", value) if isinstance(value, list) else _text(value).split(",")
    return [_text(item) for item in items]


def _names(value: object) -> frozenset[str]:
    return frozenset(name.lower() for name in _list(value))


def _tables(value: object) -> tuple[Mapping[str, object], ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in cast("list[object]", value)):
        raise ValueError(
            "stands in the file only, as tables that begin with [[ and its name in small letters, such as [[models]]"
        )
    return tuple(cast("list[dict[str, object]]", value))


def _networks(value: object) -> tuple[Network, ...]:
    try:
        networks = tuple(ipaddress.ip_network(item) for item in _list(value))
    except ValueError:
        raise ValueError("must be addresses or ranges such as 10.0.0.5 or 10.0.0.0/8, separated by commas") from None
    if any(network.prefixlen == 0 for network in networks):
        raise ValueError("must not be everybody, who could then say that they are anybody: name your proxies")
    return networks


def _public_url(value: object) -> str:
    text = _text(value).lower()
    parts = _parts(text)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or _has_more(parts):
        raise ValueError("must look like https://chat.example.com, without a path")
    place = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if _port_of(parts) in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{place}{port}"


def _proxy(value: object) -> str:
    parts = _parts(_text(value))
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a name or password: put user:password into the file of INHOUSE_PROXY_PASSWORD_FILE")
    if parts.scheme != "http" or not parts.hostname or parts.path not in ("", "/") or _has_more(parts):
        raise ValueError("must look like http://proxy.example.com:3128")
    if _port_of(parts) is None:
        raise ValueError("must end with the port, such as http://proxy.example.com:3128")
    return f"{parts.hostname}:{parts.port}"


def _parts(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        raise ValueError(
            "is no address: brackets belong around an IPv6 address, such as https://[2001:db8::1]"
        ) from None


def _has_more(parts: SplitResult) -> bool:
    return bool(parts.query or parts.fragment or parts.username is not None)


def _port_of(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError(f"must have a port from 1 to {_HIGHEST_PORT}") from None


def _one_of(words: tuple[str, ...], value: object) -> str:
    text = _text(value).lower()
    if text not in words:
        raise ValueError(f"must be one of {', '.join(words)}")
    return text


def _epoch_length(value: object) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,3})([hd])", _text(value))
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta(hours=1) <= length <= timedelta(days=7):
        raise ValueError("must be a length such as 12h or 7d: an hour at least, seven days at most")
    return length


def _key_address(value: object) -> str:
    text = _text(value)
    parts = _parts(text)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path in ("", "/") or _has_more(parts):
        raise ValueError("must look like https://vault.example.com:8200/v1/transit/keys/inhouse")
    _port_of(parts)
    return text


def _database_url(value: object) -> str:
    text = _text(value)
    parts = _parts(text)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ValueError("must look like postgresql://user:password@host:5432/database")
    _port_of(parts)
    return text
