"""The files in deploy/ say what they promise, and the programs that read them understand them."""

import configparser
import re
import shutil
import subprocess
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from inhouse.cli import commands
from inhouse.net.address import RANGES, Reach
from tests.house.tree import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def cluster(kind: str) -> list[dict[str, Any]]:
    documents = yaml.safe_load_all((DEPLOY / "kubernetes" / "inhouse.yaml").read_text("utf-8"))
    return [each for each in documents if each["kind"] == kind]


def unit(path: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), inline_comment_prefixes=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text("utf-8"))
    return parser["Service"]


def understood(words: list[str]) -> None:
    """The command line knows these words and options."""
    group: click.Command = commands
    rest = list(words)
    while isinstance(group, click.Group):
        group = group.commands[rest.pop(0)]
    known = {option for parameter in group.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known


def test_in_compose_the_application_has_no_network_and_no_key_of_a_provider() -> None:
    services = compose()["services"]
    gate, application = services["gate"], services["application"]
    assert application["network_mode"] == "none"
    assert not {"networks", "ports", "env_file", "secrets"} & application.keys()
    assert "env_file" in gate
    assert sorted(compose()["networks"]) == sorted(gate["networks"]) == ["outside", "people"]
    for service in (gate, application):
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        understood(service["command"])
    mounted = {volume.split(":")[0] for volume in application["volumes"]}
    assert "gate" not in mounted
    assert mounted | {volume.split(":")[0] for volume in gate["volumes"]} == set(compose()["volumes"])


def test_in_the_cluster_nothing_goes_anywhere_but_the_gate_to_the_outside_world() -> None:
    policies = {policy["metadata"]["name"]: policy["spec"] for policy in cluster("NetworkPolicy")}
    default = policies["nothing-goes-anywhere"]
    assert default == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ways = policies["the-gate-goes-out"]["egress"]
    outside = next(way["to"][0]["ipBlock"] for way in ways if "ipBlock" in way["to"][0])
    closed = [ip_network(each) for each in outside["except"]]
    forbidden = [row.network for row in RANGES if row.reach is not Reach.PUBLIC and row.network.version == 4]
    # Documentation, relays and this network lead nowhere anyway; the others could lead to something of ours.
    harmless = ("documentation", "relays", "this network")
    named = [row.purpose for row in RANGES if row.network in forbidden]
    for network, purpose in zip(forbidden, named, strict=True):
        if not any(word in purpose for word in harmless):
            assert any(network.subnet_of(each) for each in closed if each.version == 4), (network, purpose)  # type: ignore[arg-type]
    [pod] = (each["spec"]["template"]["spec"] for each in cluster("StatefulSet"))
    assert pod["automountServiceAccountToken"] is False
    [container] = pod["containers"]
    understood(container["args"])
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    volumes = {each["metadata"]["name"] for each in cluster("StatefulSet")[0]["spec"]["volumeClaimTemplates"]}
    volumes |= {each["name"] for each in pod["volumes"]}
    assert {each["name"] for each in container["volumeMounts"]} == volumes


def test_the_applications_unit_has_no_network_and_the_gates_has() -> None:
    application, gate = unit(DEPLOY / "systemd" / "inhouse.service"), unit(DEPLOY / "systemd" / "inhouse-gate.service")
    wanted = {"PrivateNetwork": "yes", "PrivateUsers": "yes", "RestrictAddressFamilies": "AF_UNIX"}
    assert {name: application[name] for name in wanted} == wanted
    assert "EnvironmentFile" not in application
    assert "PrivateNetwork" not in gate
    for each in (application, gate):
        understood(each["ExecStart"].split()[1:])
        assert (each["NoNewPrivileges"], each["CapabilityBoundingSet"], each["User"]) == ("yes", "", "inhouse")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_line_of_a_unit(path: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        # Without systemd: every line is a comment, a section or a key with a value.
        lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        assert [line for line in lines if not re.match(r"\[\w+\]\Z|[A-Z]\w+=", line)] == []
        return
    for each in UNITS:
        text = each.read_text("utf-8").replace("/opt/inhouse/.venv/bin/inhouse", "/bin/true")
        (tmp_path / each.name).write_text(text)
    command = [program, "verify", "--man=no", str(tmp_path / path.name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_rules_of_nftables_end_with_a_drop_and_log_what_they_drop() -> None:
    path = DEPLOY / "nftables" / "inhouse.nft"
    rules = [line.strip() for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    text = "\n".join(rules)
    assert text.count("{") == text.count("}")
    assert rules.index('meta skuid "inhouse" drop') == max(index for index, rule in enumerate(rules) if "skuid" in rule)
    group = 'socket cgroupv2 level 2 "system.slice/inhouse.service"'
    assert [rule.removeprefix(group).split()[0] for rule in rules if rule.startswith(group)] == ["ct", "limit", "drop"]
    names = {each.stem + ".service" for each in UNITS}
    assert set(re.findall(r"system\.slice/([\w-]+\.service)", text)) == names
