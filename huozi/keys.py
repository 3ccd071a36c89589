"""Names of the keys of the front matter: ours, the spellings of other tools, and keys that other tools alone use.

A key of another tool is told from a mistyped one, so that a book that moves here keeps its front matter, and the
author of a mistyped key hears of it.
"""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase

KEYS = (
    "title",
    "subtitle",
    "series",
    "author",
    "editor",
    "translator",
    "illustrator",
    "contributor",
    "lang",
    "publisher",
    "date",
    "date-modified",
    "edition",
    "rights",
    "identifier",
    "isbn",
    "description",
    "abstract",
    "keywords",
    "imprint",
    "cover",
    "title-page",
    "toc",
    "toc-depth",
    "numbering",
    "number-sections",
    "chapter-start",
    "emphasis",
    "notes",
    "direction",
    "style",
    "css",
    "page",
    "grid",
    "size",
    "lead",
    "signature",
    "bleed",
    "crop-marks",
    "gongwen",
    "pdf",
    "epub",
    "encoding",
    "tabs",
    "lint",
    "slug",
    "fetch-hosts",
    "bibliography",
    "citation-style",
    "nocite",
    "chapters",
    "appendices",
    "group-position",
    "book",
)

_SAME = {
    "authors": "author",
    "creator": "author",
    "language": "lang",
    "copyright": "rights",
    "license": "rights",
    "tags": "keywords",
    "subject": "keywords",
    "cover-image": "cover",
    "epub-cover-image": "cover",
    "table-of-contents": "toc",
    "stylesheet": "css",
    "dir": "direction",
    "belongs-to-collection": "series",
}

_CHINESE = {
    "标题": "title",
    "书名": "title",
    "副标题": "subtitle",
    "丛书": "series",
    "作者": "author",
    "著者": "author",
    "译者": "translator",
    "编者": "editor",
    "语言": "lang",
    "出版社": "publisher",
    "出版者": "publisher",
    "日期": "date",
    "版次": "edition",
    "版权": "rights",
    "书号": "isbn",
    "简介": "description",
    "摘要": "abstract",
    "关键词": "keywords",
    "封面": "cover",
    "目录": "toc",
    "编号": "numbering",
    "样式": "style",
    "开本": "page",
    "版心": "grid",
    "字号": "size",
    "行距": "lead",
    "出血": "bleed",
    "裁切线": "crop-marks",
    "公文": "gongwen",
    "章节": "chapters",
    "参考文献": "bibliography",
}

# What a key of Pandoc, Quarto or a site generator asks for, in words of this program; a pattern may hold "*".
_FOREIGN = {
    "the look is chosen by `style:`": "documentclass classoption template theme",
    "the trim size is set by `page:`, the margins by the style": "geometry papersize margin margin-*",
    "fonts are named by role in the style, or in a file of `css:`": (
        "*mainfont *sansfont *monofont *mathfont *mainfontoptions *sansfontoptions *monofontoptions *mathfontoptions"
        " *CJKoptions fontfamily fontenc"
    ),
    "sizes and colours are set by the style, or in a file of `css:`": (
        "fontsize linestretch indent *color colorlinks boxlinks highlight-style code-*"
    ),
    "generated words follow `lang:`": "toc-title title-prefix date-format babel-*",
    "chapters are the top level of headings; `chapters:` may hold `part:` items": "top-level-division",
    "lists of figures and tables are not made": "lof lot list-of-figures list-of-tables",
    "citations follow GB/T 7714: `citation-style:` chooses between numbers and authors with years": (
        "csl citeproc link-citations link-bibliography reference-section-title citation-abbreviations biblio-*"
        " cite-method suppress-bibliography notes-after-punctuation"
    ),
    "the EPUB does not carry it": ("epub-* ibooks page-progression-direction coverage relation type source"),
    "it is for a web site": (
        "layout permalink sidebar navbar prev next head outline aside edit-link editLink last-updated lastUpdated draft"
        " weight categories category comments order icon footer homepage repo-* site-* downloads sharing favicon"
    ),
    "it has no meaning here": (
        "header-includes include-before include-after include-before-body include-after-body include-in-header format"
        " output output-file output-dir pdf-engine project website standalone filters execute jupyter engine"
        " editor-options crossref number-depth number-offset titlepage* logo logo-* listings* header-* footer-*"
        " table-use-row-colors csquotes toc-own-page"
    ),
}


def canonical(key: str) -> str:
    """Our name of a key, which may be spelt with "_" for "-" or as another tool does; "" if it is unknown."""
    plain = key.replace("_", "-")
    return plain if plain in KEYS else _SAME.get(plain, "")


def foreign(key: str) -> str:
    """What to know of a key that only other tools use; "" for any other key."""
    plain = key.replace("_", "-")
    for advice, patterns in _FOREIGN.items():
        if any(fnmatchcase(plain, pattern) for pattern in patterns.split()):
            return advice
    return ""


def nearest(key: str) -> str:
    """The known key that was probably meant; "" if none is near."""
    if key in _CHINESE:
        return _CHINESE[key]
    plain = key.lower().replace("_", "-").replace(" ", "-")
    found = difflib.get_close_matches(plain, [*KEYS, *_SAME], n=1, cutoff=0.6)
    return found[0] if found else ""
