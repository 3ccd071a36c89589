"""Importing this module makes the layout engine ready, in the process that worker processes are copied from."""

from __future__ import annotations

from huozi.pdf import layout

layout.make_ready()
