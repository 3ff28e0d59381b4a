"""The catalogue of models and the adapters that speak to them.

It promises: every model says what it is, where its words go and what happens to them there; a call is always streamed,
always says `store: false`, waits in a fair queue and ends at once when its reader leaves; nobody's words act as control
tokens. It refuses: sending what was not cleared for the model's present destination, and guessing when a server answers
something that is no answer.
"""

from inhouse.models.catalogue import Catalogue
from inhouse.models.engines import Engines
from inhouse.models.model import Kind, Model, State, Terms
from inhouse.models.profile import Profile, Quirks

__all__ = ["Catalogue", "Engines", "Kind", "Model", "Profile", "Quirks", "State", "Terms"]
