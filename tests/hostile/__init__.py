"""Books that want harm, and what becomes of them: `make hostile` builds them all, `make test` the quick half."""
