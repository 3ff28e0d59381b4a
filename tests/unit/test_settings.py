"""Settings from the environment and a file."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from inhouse.settings import WrongSetting, handed_on, load, taken_over


def test_without_any_setting_everything_has_a_value() -> None:
    settings = load({"XDG_DATA_HOME": "/srv", "XDG_CONFIG_HOME": "/etc"})
    assert settings.data_dir == Path("/srv/inhouse")
    assert settings.master_key_file == Path("/etc/inhouse/master.key")
    assert settings.epoch_key_folder == Path("/etc/inhouse")
    assert (settings.key_custody, settings.key_provider) == ("anywhere", "file")
    assert settings.epoch_length == timedelta(days=7)
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8800, None)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text('port = 9000\nhost = "0.0.0.0"\n')
    settings = load({"INHOUSE_DATA_DIR": str(tmp_path), "INHOUSE_PORT": "9100"})
    assert (settings.host, settings.port) == ("0.0.0.0", 9100)


def test_the_master_key_lies_apart_from_the_data_unless_an_older_version_made_it_there(tmp_path: Path) -> None:
    environment = {"INHOUSE_DATA_DIR": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    path = load(environment).master_key_file
    assert path.name == "master.key"
    assert path.parent.parent == tmp_path / "config" / "inhouse"
    # Two installations of one person have two keys.
    assert load(environment | {"INHOUSE_DATA_DIR": str(tmp_path / "other" / "data")}).master_key_file != path
    named = load(environment | {"INHOUSE_MASTER_KEY_FILE": "/keys/our.key"})
    assert (named.master_key_file, named.epoch_key_folder) == (Path("/keys/our.key"), Path("/keys"))
    assert taken_over(handed_on((), environment)).master_key_file == path
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "master.key").touch()
    assert load(environment).master_key_file == tmp_path / "data" / "master.key"


def test_another_file_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text('hosts = ["Chat.Example"]\nengine = false\n')
    settings = load({"INHOUSE_CONFIG": str(path)})
    assert (settings.hosts, settings.engine) == (frozenset({"chat.example"}), False)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INHOUSE_PROT", "8800", "There is no setting INHOUSE_PROT: remove the variable INHOUSE_PROT."),
        ("INHOUSE_DATABASE_UR", "postgres://a:SECRET@b/c", "remove the variable INHOUSE_DATABASE_UR."),
        ("INHOUSE_HOST", "here", 'change "INHOUSE_HOST=here".'),
        ("INHOUSE_DATA_DIR", "~nobody-of-that-name/x", "a home folder that is not known"),
        ("INHOUSE_CONFIG", "~nobody-of-that-name/x", "a home folder that is not known"),
        ("INHOUSE_CONFIG", "/nowhere/inhouse.toml", "names /nowhere/inhouse.toml, which is not there"),
        ("INHOUSE_CA_FILE", "~nobody-of-that-name/x", "a home folder that is not known"),
        ("INHOUSE_TRUSTED_PROXIES", "10.0.0.5,0.0.0.0/0", "must not be everybody"),
        ("INHOUSE_TRUSTED_PROXIES", "::/0", "must not be everybody"),
        ("INHOUSE_DATABASE_URL", "postgresql://a:SECRET@b:port/c", "a port from 1 to 65535: change the variable"),
        ("INHOUSE_PORT", "eight", "must be a whole number"),
        ("INHOUSE_PORT", "70000", "at most 65535"),
        ("INHOUSE_PORT", "0", "at least 1"),
        ("INHOUSE_PORT", "9" * 5000, "at most 65535"),
        ("INHOUSE_KEY_ADDRESS", "https://[x", "INHOUSE_KEY_ADDRESS is no address: brackets"),
        ("INHOUSE_PUBLIC_URL", "https://[x", "is no address"),
        ("INHOUSE_PROXY", "http://[x", "is no address"),
        ("INHOUSE_DATABASE_URL", "postgresql://a:SECRET@[x/c", "is no address"),
        ("INHOUSE_HOST", "chat.example", "an address to listen on"),
        ("INHOUSE_DATABASE_URL", "mysql://a:SECRET@b/c", "postgresql://"),
        ("INHOUSE_EPOCH_LENGTH", "8d", "seven days at most"),
        ("INHOUSE_EPOCH_LENGTH", "30m", "an hour at least"),
        ("INHOUSE_KEY_CUSTODY", "here", "one of anywhere, mounted"),
        ("INHOUSE_KEY_PROVIDER", "paper", "one of file, vault, azure, aws"),
        ("INHOUSE_KEY_ADDRESS", "vault.example.com", "must look like https://vault.example.com:8200/v1/transit"),
        ("INHOUSE_LOG_LEVEL", "loud", "one of debug, info"),
        ("INHOUSE_ENGINE", "maybe", "on or off"),
        ("INHOUSE_PORT", "-1", "whole number"),
        ("INHOUSE_PUBLIC_URL", "chat.example.com", "must look like https://chat.example.com"),
        ("INHOUSE_PUBLIC_URL", "https://chat.example.com/inhouse", "without a path"),
        ("INHOUSE_PUBLIC_URL", "https://chat.example.com:99999", "must have a port"),
        ("INHOUSE_PUBLIC_URL", "javascript://chat.example.com", "must look like"),
        ("INHOUSE_TRUSTED_PROXIES", "10.0.0.1/8", "addresses or ranges"),
        ("INHOUSE_TRUSTED_PROXIES", "proxy.example.com", "addresses or ranges"),
        ("INHOUSE_PROXY", "http://a:SECRET@proxy:3128", "INHOUSE_PROXY_PASSWORD_FILE: change the variable"),
        ("INHOUSE_PROXY", "https://proxy.example.com:3128", "must look like http://"),
        ("INHOUSE_PROXY", "http://proxy.example.com", "must end with the port"),
        ("INHOUSE_TLS_CERT_FILE", "/c.pem", "INHOUSE_TLS_KEY_FILE beside it"),
        ("INHOUSE_TLS_KEY_FILE", "/k.pem", "INHOUSE_TLS_CERT_FILE beside it"),
        ("INHOUSE_PROXY_PASSWORD_FILE", "/p", "INHOUSE_PROXY beside it"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_the_line(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongSetting) as error:
        load({name: value})
    assert said in error.value.message
    assert name in error.value.message
    assert "SECRET" not in error.value.message


def test_a_wrong_line_of_the_file_is_named_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text("# ours\n\nport = true\n")
    with pytest.raises(WrongSetting, match=r'inhouse\.toml:3: "port = true"'):
        load({"INHOUSE_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize("key", ["database_ur", "database_url"])
def test_a_line_of_the_file_that_may_hold_a_secret_is_named_by_its_key_alone(tmp_path: Path, key: str) -> None:
    (tmp_path / "inhouse.toml").write_text(f'{key} = "mysql://a:SECRET@b/c"\n')
    with pytest.raises(WrongSetting, match=rf"inhouse\.toml:1: {key}\.") as error:
        load({"INHOUSE_DATA_DIR": str(tmp_path)})
    assert "SECRET" not in error.value.message


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text("port 8800\n")
    with pytest.raises(WrongSetting, match=r"inhouse\.toml cannot be read"):
        load({"INHOUSE_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Chat.Example.com/", "https://chat.example.com"),
        ("https://chat.example.com:443", "https://chat.example.com"),
        ("https://chat.example.com:8443", "https://chat.example.com:8443"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_the_public_address_has_one_spelling(given: str, kept: str) -> None:
    assert load({"INHOUSE_PUBLIC_URL": given}).public_url == kept


def test_the_settings_of_a_company_network_are_read() -> None:
    settings = load(
        {
            "INHOUSE_TRUSTED_PROXIES": "10.0.0.5, fd00::/8",
            "INHOUSE_TLS_CERT_FILE": "/c.pem",
            "INHOUSE_TLS_KEY_FILE": "/k.pem",
            "INHOUSE_PROXY": "http://proxy.example.com:3128/",
            "INHOUSE_PROXY_PASSWORD_FILE": "/p",
            "INHOUSE_CA_FILE": "/ca.pem",
        }
    )
    assert settings.trusted_proxies == (ip_network("10.0.0.5/32"), ip_network("fd00::/8"))
    assert settings.proxy == "proxy.example.com:3128"
    assert (settings.tls_cert_file, settings.tls_key_file) == (Path("/c.pem"), Path("/k.pem"))
    assert (settings.proxy_password_file, settings.ca_file) == (Path("/p"), Path("/ca.pem"))


def test_the_proxy_of_the_environment_is_not_ours() -> None:
    assert load({"HTTPS_PROXY": "http://proxy:3128", "http_proxy": "http://proxy:3128"}).proxy is None


def test_a_number_in_the_file_that_cannot_be_read_is_said_too(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text("port = " + "9" * 5000 + "\n")
    with pytest.raises(WrongSetting, match=r"inhouse\.toml cannot be read"):
        load({"INHOUSE_DATA_DIR": str(tmp_path)})
