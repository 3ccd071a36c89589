"""`python -m huozi` is the command."""

from huozi.cli import command

command()
