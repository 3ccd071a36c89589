"""Real books, which are no part of this project: HUOZI_CORPORA -> what huozi makes of each. `make corpora` runs it."""
