"""Words -> the order in which a reader looks for them. The only importer of pypinyin.

Nothing here asks the locale of the machine.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def pinyin(text: str) -> str:
    """How Han sounds in Mandarin, syllable by syllable with its tone, each before the character itself (安 an1)."""
    import pypinyin

    syllables = pypinyin.lazy_pinyin(text, style=pypinyin.Style.TONE3, neutral_tone_with_five=True)
    return " ".join(syllables).casefold()
