# `make` sets up all that huozi needs and builds the book in source/ into build/. `make help` lists the targets.
#
# Each step leaves a stamp in .venv/stamps, so that a second make does nothing. Set-up is in setup/*.sh.

.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh
export PYTHON

BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
STAMPS := .venv/stamps
PDF := build/huozi-handbook.pdf
EPUB := build/huozi-handbook.epub
BUILT := build/.built

# Folders count too: a file taken away changes its folder. The code's folders do not, because Python writes caches there.
BOOK := $(shell find source styles ! -name '* *' ! -name '.*')
CODE := $(shell find huozi -type f ! -name '*.pyc' ! -name '* *')

.PHONY: all pdf epub check dist verify test lint bench corpora hostile faults fuzz sweep quality readers shops verapdf picture gallery declarations lock clean help

all: pdf epub ## set everything up and build source/ into build/ (the default)

pdf: $(PDF) ## build the book's PDF

epub: $(EPUB) ## build the book's EPUB

# Both files come from one run, because the EPUB's page list is the PDF's; either one missing means another run.
$(PDF) $(EPUB): | $(BUILT)
$(BUILT): $(BOOK) $(CODE) $(STAMPS)/huozi $(if $(and $(wildcard $(PDF)),$(wildcard $(EPUB))),,again)
	$(BIN)/huozi build source/book.md --out build
	@touch $@
.PHONY: again
again:

check: all $(STAMPS)/test-system $(STAMPS)/test ## check the source and the two finished files
	$(BIN)/huozi check source/book.md
	$(BIN)/huozi check $(PDF)
	$(BIN)/huozi check $(EPUB)

dist: $(STAMPS)/huozi ## make the files to hand out and their manifest in dist/
	$(BIN)/huozi dist source/book.md --out dist

verify: $(STAMPS)/huozi ## make the book again elsewhere: are the files in dist/ the same, byte for byte?
	$(BIN)/huozi verify dist source/book.md

test: lint $(STAMPS)/test-system ## lint, then every test (the validators' Java is installed if it is missing)
	HUOZI_TOOLS=required $(BIN)/python -m pytest -n auto

lint: $(STAMPS)/test ## ruff (rules and format) and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(STAMPS)/bench $(STAMPS)/bench-system ## measure against Typst, plain WeasyPrint and pandoc (BENCH="--growth" for more)
	@$(BIN)/python -m compileall -q huozi # what is measured is an installed program
	$(BIN)/python -m bench $(BENCH)

corpora: $(STAMPS)/test $(STAMPS)/test-system $(STAMPS)/bench-system ## import and build the real books of HUOZI_CORPORA (default ../shared/corpora)
	$(BIN)/python -m tests.corpora $(CORPORA)
	$(BIN)/python -m tests.page $(CORPORA)

sweep: $(STAMPS)/test ## set the sample paragraphs on every measure from 8 to 40 em and look for broken rules
	HUOZI_SWEEP=all $(BIN)/python -m pytest -n auto tests/compose/test_sweep.py

hostile: $(STAMPS)/test ## build every hostile book: what must end, must not come in and must not go out (minutes)
	$(BIN)/python -m pytest -n auto -m "hostile or not hostile" tests/hostile

faults: $(STAMPS)/test ## kill 10,000 writes and some builds at random, fill disks, damage caches (minutes)
	$(BIN)/python -m pytest -n auto -m "hostile or not hostile" tests/faults

fuzz: $(STAMPS)/test $(STAMPS)/fuzz ## give the parser and the composer random text, then what atheris makes of it (MINUTES=5 each)
	$(BIN)/python -m tests.fuzz $(or $(MINUTES),5) --seed $(or $(SEED),0)
	$(BIN)/python -m tests.fuzz.guided $(or $(MINUTES),5) --seed $(or $(SEED),0)

quality: $(STAMPS)/test $(STAMPS)/bench ## how evenly the lines of two real books are filled, and with Typst
	$(BIN)/python -m tests.compose.quality

# Books of `make corpora` are looked at too if they are there.
readers: $(STAMPS)/readers $(EPUB) ## read the EPUB in real reading systems, in headless Chromium (READ="BOOK.epub ...")
	node tests/readers/read.mjs build/readers $(or $(READ),$(EPUB) $(wildcard build/corpora/aozora-html/source.epub))

shops: $(STAMPS)/shops $(EPUB) ## check the EPUB as stores do: Ace, epubcheck-ts, calibre (READ="BOOK.epub ...")
	node tests/shops/check.mjs build/shops $(or $(READ),$(EPUB) $(wildcard build/corpora/*/source.epub))

verapdf: $(STAMPS)/test $(STAMPS)/test-system ## the handbook, every style and the real books before veraPDF, qpdf, EPUBCheck and Ace: a table
	$(if $(READ),$(BIN)/python -m tests.verapdf $(READ),$(BIN)/python -m tests.validators $(BOOKS))

picture: $(PDF) $(STAMPS)/test ## take the picture of the README anew from the finished PDF
	$(BIN)/python setup/picture.py $(PDF) 避头尾 docs/spread.png

gallery: $(STAMPS)/test ## draw a sheet of spreads of every style in every language, docs/gallery.png
	$(BIN)/python setup/gallery.py docs/gallery.png

declarations: $(STAMPS)/huozi ## read the C declarations of the installed WeasyPrint again, into huozi/pdf/declared.py
	$(BIN)/python setup/declarations.py

lock: | $(STAMPS)/system ## pin the dependencies of pyproject.toml anew (needs the network)
	setup/lock.sh

clean: ## remove what was built and every cache; .venv stays
	find build -mindepth 1 ! -name .gitkeep -delete
	rm -rf dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' Makefile

$(STAMPS)/system: setup/system.sh setup/python.sh
	@setup/system.sh build
	@mkdir -p $(@D) && touch $@

$(STAMPS)/%-system: setup/system.sh
	@setup/system.sh $*
	@mkdir -p $(@D) && touch $@

# The system is checked first, but a new check alone is no reason to install again.
$(STAMPS)/huozi: requirements.lock pyproject.toml setup/venv.sh | $(STAMPS)/system
	@setup/venv.sh $< project
	@touch $@

$(STAMPS)/test: requirements-dev.lock $(STAMPS)/huozi
	@setup/venv.sh $<
	@touch $@

$(STAMPS)/bench $(STAMPS)/fuzz: $(STAMPS)/%: requirements-%.lock $(STAMPS)/huozi
	@setup/venv.sh $<
	@touch $@

$(STAMPS)/readers $(STAMPS)/shops: $(STAMPS)/%: tests/%/package-lock.json | $(STAMPS)/%-system
	@PUPPETEER_SKIP_DOWNLOAD=1 ELECTRON_SKIP_BINARY_DOWNLOAD=1 npm ci --prefix tests/$* --ignore-scripts --no-audit --no-fund --silent
	@touch $@
