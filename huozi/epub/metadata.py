"""Book and what its documents hold -> the metadata of the package document.

Discovery metadata (EPUB Accessibility 1.1 section 2.2) is computed from the documents. Conformance is claimed only in
the name of somebody who certifies it: a program cannot judge whether an alternative text says what its picture shows.
"""

from __future__ import annotations

import os
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from huozi.dated import date_parts, modified
from huozi.epub.publication import Metadata, Statement
from huozi.epub.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huozi.config import Claim, Config, Person, Series

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://huozi.invalid/book")

Readings = Literal["none", "some", "all"]
"""How many of the ideographs of a book are told how to read."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the documents hold, as far as a reader chooses a book by it.

    `page_source` names the edition whose pages are marked; "" where none are.
    """

    images: int = 0
    undescribed_images: int = 0
    moving_images: bool = False
    readings: Readings = "none"
    mathml: bool = False
    index: bool = False
    page_source: str = ""


def describe(config: Config, holdings: Holdings, environ: Mapping[str, str] = os.environ) -> Metadata:
    """The package metadata of a book; equal books get equal metadata, their identifier included."""
    return Metadata(
        identifier=identifier(config),
        title=config.title or config.slug,
        lang=config.lang,
        modified=modified(config, environ),
        statements=(*_bibliography(config), *_accessibility(config, holdings)),
    )


def identifier(config: Config) -> str:
    """ISBN, else the author's own identifier, else a UUID made from who wrote what (RFC 9562 section 5.5)."""
    if config.isbn:
        return "urn:isbn:" + re.sub(r"[^0-9Xx]", "", config.isbn).upper()
    if config.identifier:
        return config.identifier
    people = [f"{person.role}:{person.name}" for person in config.people]
    title = config.title or config.slug
    name = "\n".join((title, config.subtitle, *people, config.publisher, config.edition, config.lang))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def _bibliography(config: Config) -> Iterator[Statement]:
    yield from _titles(config)
    yield Statement("dc:language", config.lang)
    yield from _people(config.people)
    if config.series:
        yield from _series(config.series)
    if config.publisher:
        yield Statement("dc:publisher", config.publisher)
    if parts := date_parts(config.date):
        # W3CDTF: as much of the date as is known.
        yield Statement("dc:date", "-".join(f"{part:02}" for part in parts))
    if config.description:
        yield Statement("dc:description", config.description)
    for keyword in config.keywords:
        yield Statement("dc:subject", keyword)
    if config.rights:
        yield Statement("dc:rights", config.rights)


def _titles(config: Config) -> Iterator[Statement]:
    yield Statement("dc:title", config.title or config.slug, (("id", "title"),))
    yield _refinement("title", "title-type", "main")
    if config.title_file_as:
        yield _refinement("title", "file-as", config.title_file_as)
    if config.subtitle:
        yield _refinement("title", "display-seq", "1")
        yield Statement("dc:title", config.subtitle, (("id", "subtitle"),))
        yield _refinement("subtitle", "title-type", "subtitle")
        yield _refinement("subtitle", "display-seq", "2")


def _people(people: tuple[Person, ...]) -> Iterator[Statement]:
    """Authors are creators; so is whoever stands first where there is no author; all others are contributors."""
    lead = "aut" if any(person.role == "aut" for person in people) else people[0].role if people else ""
    for count, person in enumerate(people, 1):
        name = f"person-{count}"
        yield Statement("dc:creator" if person.role == lead else "dc:contributor", person.name.strip(), (("id", name),))
        yield _refinement(name, "role", person.role, ("scheme", "marc:relators"))
        yield _refinement(name, "display-seq", str(count))
        if person.file_as:
            yield _refinement(name, "file-as", person.file_as)


def _series(series: Series) -> Iterator[Statement]:
    yield Statement("meta", series.name, (("property", "belongs-to-collection"), ("id", "series")))
    yield _refinement("series", "collection-type", "series")
    if series.number:
        yield _refinement("series", "group-position", series.number)


def _refinement(of: str, term: str, value: str, *more: tuple[str, str]) -> Statement:
    return Statement("meta", value, (("refines", f"#{of}"), ("property", term), *more))


def _accessibility(config: Config, holdings: Holdings) -> Iterator[Statement]:
    described = holdings.undescribed_images == 0
    yield _schema("accessMode", "textual")
    if holdings.images:
        yield _schema("accessMode", "visual")
    yield _schema("accessModeSufficient", "textual" if described else "textual,visual")
    for feature in _features(holdings):
        yield _schema("accessibilityFeature", feature)
    # Whether a moving picture flashes is not measured, so it is not denied.
    yield _schema("accessibilityHazard", "unknown" if holdings.moving_images else "none")
    yield _schema("accessibilitySummary", _summary(config.lang, holdings))
    if holdings.page_source:
        yield Statement("meta", holdings.page_source, (("property", "pageBreakSource"),))
    if config.claim:
        yield from _claim(config.claim)


def _claim(claim: Claim) -> Iterator[Statement]:
    """The words of section 4.2.2 exactly, and who says them (section 4.3)."""
    says = f"EPUB Accessibility 1.1 - WCAG 2.2 Level {claim.level}"
    yield Statement("meta", says, (("property", "dcterms:conformsTo"), ("id", "conformance")))
    yield _refinement("conformance", "a11y:certifiedBy", claim.by, ("id", "certifier"))
    if claim.credential:
        yield _refinement("certifier", "a11y:certifierCredential", claim.credential)
    if claim.report:
        yield Statement(
            "link", "", (("refines", "#certifier"), ("rel", "a11y:certifierReport"), ("href", claim.report))
        )


def _features(holdings: Holdings) -> Iterator[str]:
    yield from ("displayTransformability", "horizontalWriting", "readingOrder", "structuralNavigation")
    yield "tableOfContents"
    if holdings.index:
        yield "index"
    if holdings.images and not holdings.undescribed_images:
        yield "alternativeText"
    if holdings.readings != "none":
        yield "fullRubyAnnotations" if holdings.readings == "all" else "rubyAnnotations"
    if holdings.mathml:
        yield "MathML"
    if holdings.page_source:
        yield from ("pageBreakMarkers", "pageNavigation")


def _summary(lang: str, holdings: Holdings) -> str:
    own = words(lang)
    sentences = [own.structure]
    if holdings.images:
        sentences.append(own.pictures_undescribed if holdings.undescribed_images else own.pictures_described)
    if holdings.readings != "none":
        sentences.append(own.ruby_on_all if holdings.readings == "all" else own.ruby)
    if holdings.page_source:
        sentences.append(own.page_breaks)
    spaced = lang.partition("-")[0].lower() not in {"zh", "ja"}
    return (" " if spaced else "").join(sentences)


def _schema(term: str, value: str) -> Statement:
    return Statement("meta", value, (("property", f"schema:{term}"),))
