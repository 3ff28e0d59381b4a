"""Names of persons, places and organisations, as two small models and some rules recognise them.

Promises: the models run in a process of their own that has no network, opens no file, has little memory, and ends when
nobody needs it; what crashes it or takes too long is an error and never "nothing found". Persons and places that
everybody knows are no findings by themselves: a question of general knowledge stays as it is.

Refuses nothing; needs the extra `names` to be installed, and says so where it is not.
"""

from inhouse.guard.detectors.names.names import Names

__all__ = ["Names"]
