"""`python -m inhouse`, the same as the command `inhouse`."""

from inhouse.cli import main

main()
