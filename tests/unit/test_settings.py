"""Settings from the environment and a file."""

from pathlib import Path

import pytest

from inhouse.settings import WrongSetting, load


def test_without_any_setting_everything_has_a_value() -> None:
    settings = load({"XDG_DATA_HOME": "/srv"})
    assert settings.data_dir == Path("/srv/inhouse")
    assert settings.master_key_file == Path("/srv/inhouse/master.key")
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8800, None)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "inhouse.toml").write_text('port = 9000\nhost = "0.0.0.0"\n')
    settings = load({"INHOUSE_DATA_DIR": str(tmp_path), "INHOUSE_PORT": "9100"})
    assert (settings.host, settings.port) == ("0.0.0.0", 9100)


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
        ("INHOUSE_PORT", "eight", "must be a whole number"),
        ("INHOUSE_PORT", "70000", "at most 65535"),
        ("INHOUSE_PORT", "0", "at least 1"),
        ("INHOUSE_HOST", "chat.example", "an address to listen on"),
        ("INHOUSE_DATABASE_URL", "mysql://a:SECRET@b/c", "postgresql://"),
        ("INHOUSE_LOG_LEVEL", "loud", "one of debug, info"),
        ("INHOUSE_ENGINE", "maybe", "on or off"),
        ("INHOUSE_PORT", "-1", "whole number"),
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
