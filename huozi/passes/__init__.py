"""A book as read -> the same book with its numbers, notes and references settled; each pass returns a new Book."""
