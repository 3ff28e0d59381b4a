from inhouse.guard.detectors.secrets.rules import rules
from inhouse.guard.detectors.secrets.sight import Sight


def test_groups_are_seen_by_name_and_missing_ones_are_empty() -> None:
    rule = next(rule for rule in rules() if rule.id == "connection_password")
    data = "Größe: mysql://max:geheim7@db/x".encode()
    match = rule.expression.search(data)
    assert match
    sight = Sight(rule, data, match)
    assert (sight.text("user"), sight.text(), sight.raw()) == ("max", "geheim7", b"geheim7")
    assert data[slice(*sight.span())] == b"geheim7"
    assert sight.whole() == b"mysql://max:geheim7@d"
    assert (sight.span("other"), sight.raw("other"), sight.text("other")) == ((-1, -1), b"", "")
