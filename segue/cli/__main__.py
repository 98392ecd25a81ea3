"""`python -m segue.cli`: the command line, for processes that start it."""

from segue.cli import main

main()
