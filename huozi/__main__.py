"""`python -m huozi` is the command."""

import sys

from huozi.cli import main

sys.exit(main())
