"""huozi (活字, movable type): one Markdown source becomes a typeset PDF and an EPUB 3 with one outline."""
