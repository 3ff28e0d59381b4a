"""`inhouse` with little patience, for tests of model servers that take long: `python impatient.py serve`."""

from inhouse.cli import main
from inhouse.core.destination import DestinationClass
from inhouse.gateway import attempts
from inhouse.models import patience
from inhouse.models.patience import Patience

patience._USUAL = dict.fromkeys(DestinationClass, Patience(connect=0.4, first=0.6, idle=0.6))
attempts._FIRST_PAUSE = 0.01

if __name__ == "__main__":
    main()
