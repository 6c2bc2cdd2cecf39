# make help lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --progress-bar off --no-input

# Stamps: what is installed into $(VENV), and from which lock.
SITE := $(VENV)/.installed-site
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup site serve admin test audit lock bench peers clean

help: ## list the targets
	@awk -F ' *## *' '/^[a-z]+:.*##/ { sub(/:.*/, "", $$1); printf "  make %-7s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  PYTHON=python3.13 make …    use another Python (3.11 or later)'
	@echo '  DISPUTED_CHROMIUM=… make test    use this Chromium or Chrome'

setup: $(SITE) ## install what the site needs into .venv, and tell editors the names of this publication
	@$(BIN)/disputed schema

site: $(SITE) ## check, generate, build and verify the site, into site/
	@$(BIN)/disputed build

serve: $(SITE) ## show the site on this machine and rebuild it on every save
	@$(BIN)/disputed serve

admin: ## install the editor for the browser, which `make site` and `disputed edit` then bring along (needs Node.js)
	@command -v npm >/dev/null || { echo 'make admin needs Node.js.'; exit 1; }
	@npm --prefix tools/cms ci --ignore-scripts --no-audit --no-fund --silent

test: $(DEV) ## run every check and test there is
	@DISPUTED_CHROMIUM="$$(tools/find-chromium --install)" || exit 1; export DISPUTED_CHROMIUM; set -e; \
	echo 'ruff'; $(BIN)/ruff check --quiet generator tests bench audit tools; \
	$(BIN)/ruff format --quiet --check generator tests bench audit tools \
		|| { echo 'Not formatted: run $(BIN)/ruff format generator tests bench audit tools'; exit 1; }; \
	echo 'mypy'; $(BIN)/mypy --no-error-summary; \
	echo 'pytest'; $(BIN)/pytest --numprocesses auto --dist loadfile

audit: $(DEV) admin ## look at the site with axe, the W3C's checker and Lighthouse, at the schemas with a YAML server (Node.js, Java)
	@command -v npm >/dev/null && command -v java >/dev/null || { echo 'make audit needs Node.js and Java.'; exit 1; }
	@npm --prefix tools/audit ci --ignore-scripts --no-audit --no-fund --silent
	@npm --prefix tools/editors ci --ignore-scripts --no-audit --no-fund --silent
	@$(BIN)/disputed build
	@DISPUTED_CHROMIUM="$$(tools/find-chromium --install)" || exit 1; export DISPUTED_CHROMIUM; \
	$(BIN)/pytest audit

bench: $(SITE) ## measure check, generate and build on large made-up corpora
	@$(BIN)/python -m bench

peers: $(DEV) ## measure Disputed beside Hugo, Eleventy, MkDocs and Zensical; installs them (Debian, npm)
	@$(BIN)/python -m bench.peers $(PEERS)

clean: ## remove everything made here: .venv, site/, generated pages, caches
	rm -rf $(VENV) $(LOCKVENV) site site.* build dist *.egg-info
	rm -rf docs/index.md docs/robots.txt docs/articles docs/changes docs/claims docs/data docs/embeds docs/feeds docs/fields docs/find \
		docs/matrix docs/timeline docs/map docs/rules docs/speakers
	rm -rf .cache .disputed .hypothesis .mypy_cache .pytest_cache .ruff_cache bench/out bench/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- installing ------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Disputed needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo missing)."; \
		echo 'Name a later one: make PYTHON=python3.13 $(MAKECMDGOALS)'; exit 1; }
	@echo 'Making $(VENV)'
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); echo 'On Debian and Ubuntu: sudo apt-get install python3-venv'; exit 1; }

# The lock holds everything, with hashes; the project itself is then linked in without looking anything up.
$(SITE): requirements/site.txt pyproject.toml | $(BIN)/python
	@echo 'Installing requirements/site.txt'
	@$(INSTALL) --require-hashes -r requirements/site.txt
	@$(INSTALL) --no-index --no-build-isolation --no-deps -e .
	@$(PIP) check --quiet
	@touch $@

# requirements/dev.txt contains all of site.txt, so one installation serves both.
$(DEV): requirements/dev.txt requirements/site.txt pyproject.toml | $(BIN)/python
	@echo 'Installing requirements/dev.txt'
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-index --no-build-isolation --no-deps -e .
	@$(PIP) check --quiet
	@touch $(SITE) $@

# --- locking ---------------------------------------------------------------
# One lock for Linux, macOS and Windows and for Python 3.11 and later. Versions already locked are kept where
# pyproject.toml still allows them; `make lock UPGRADE=--upgrade` takes the newest of everything, and
# `make lock UPGRADE='--upgrade-package NAME'` the newest of one. uv is wanted for this alone and gets its own
# environment. The locks name no registry: whatever pip is set up to use, the hashes decide.

LOCKVENV := .venv-lock
UPGRADE ?=
COMPILE = $(LOCKVENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --annotation-style line $(UPGRADE)

lock: $(LOCKVENV)/bin/uv ## write requirements/*.txt anew from pyproject.toml
	@mkdir -p requirements
	$(COMPILE) pyproject.toml --group build -o requirements/site.txt
	$(COMPILE) pyproject.toml --group dev --extra zensical --extra cluster -c requirements/site.txt -o requirements/dev.txt
	@! grep -nE '://|--(extra-)?index-url|--find-links|(^| )/' requirements/*.txt || { \
		echo 'The locks above name a registry or a path; they must not.'; exit 1; }

$(LOCKVENV)/bin/uv:
	@$(PYTHON) -m venv $(LOCKVENV)
	@$(LOCKVENV)/bin/python -m pip --disable-pip-version-check install --quiet --progress-bar off "uv>=0.8"
