"""Measurements against other tools; `make bench` runs them. No part of huozi imports this."""
