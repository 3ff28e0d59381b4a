"""Data terms in plain English sentences. Screens in other languages make theirs of the codes beside them."""

from inhouse.core.destination import Destination, DestinationClass
from inhouse.models.model import Terms

_WHERE = {
    DestinationClass.LOCAL: "On this machine",
    DestinationClass.PRIVATE: "In our network",
    DestinationClass.EXTERNAL: "At a provider outside the company",
}


def where(destination: Destination, terms: Terms) -> str:
    """Where the words go."""
    place = _WHERE[destination.destination_class]
    return f"{place}, region {terms.region}." if terms.region is not None else f"{place}."


def trained_on(destination: Destination, terms: Terms) -> str:
    """Whether a model learns from them."""
    if terms.trained_on is None:
        return _unknown(destination)
    return "They may be used to train models." if terms.trained_on else "Nobody trains on it."


def kept(destination: Destination, terms: Terms) -> str:
    """How long they stay there."""
    if terms.kept_note is not None:
        return f"Kept: {terms.kept_note}"
    if terms.kept_days is None:
        return _unknown(destination)
    if terms.kept_days == 0:
        return "Nothing is kept."
    return "Kept for one day." if terms.kept_days == 1 else f"Kept for {terms.kept_days} days."


def monitored(destination: Destination, terms: Terms) -> str:
    """Whether people there may read them."""
    if terms.monitored is None:
        return _unknown(destination)
    if terms.monitored:
        return "The provider looks for abuse, and its people may read what it finds."
    return "Nobody there looks for abuse, and nobody reads."


def _unknown(destination: Destination) -> str:
    if destination.destination_class is DestinationClass.LOCAL:
        return "Not known: it depends on the server on this machine, which could pass it on."
    return "Not known: nobody has declared it."
