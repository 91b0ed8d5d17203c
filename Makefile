# Two commands: `make run` serves a demonstration, `make test` passes everything.
# Needed: Debian 12 (or alike) with Python 3.11, node 20 or newer, npm and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --jobs=2
.PHONY: help run test check lock messages

PORT ?= 8000
PY := .venv/bin/python
CHROMIUM ?= /usr/bin/chromium
LOCKED := --generate-hashes --python-version 3.11 --no-header --no-emit-index-url
APT := DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300

help:
	@echo "make run    set up and serve the demonstration at http://127.0.0.1:$(PORT)"
	@echo "make test   set up and run all checks and tests"

.venv/.ok: requirements.lock tools.lock
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r tools.lock
	.venv/bin/uv pip sync -q --python $(PY) --require-hashes requirements.lock
	touch $@

.venv/.ok-for-tests: .venv/.ok requirements-test.lock
	.venv/bin/uv pip sync -q --python $(PY) --require-hashes requirements-test.lock
	touch $@

node_modules/.ok: package-lock.json
	npm ci --omit=dev --ignore-scripts --no-audit --no-fund --silent
	touch $@

node_modules/.ok-for-tests: node_modules/.ok
	npm ci --ignore-scripts --no-audit --no-fund --silent
	touch $< $@

static/vendor/.ok: .venv/.ok node_modules/.ok app/jobs/front_end.py
	$(PY) -m app.jobs.front_end node_modules static/vendor
	touch $@

# The search over routes is compiled where there is a C compiler, and runs as it is elsewhere.
COMPILED := $(wildcard visits/planning/routing/*.pxd) $(patsubst %.pxd,%.py,$(wildcard visits/planning/routing/*.pxd))
var/.compiled: .venv/.ok app/jobs/compiled.py visits/planning/routing/compiled.py $(COMPILED)
	mkdir -p var
	$(PY) -m app.jobs.compiled
	touch $@

run: static/vendor/.ok var/.compiled
	PORT=$(PORT) exec $(PY) -m app.jobs.demonstration

# A browser, PostgreSQL's server and libical come from Debian, once, and only for the tests.
var/.tested-with: Makefile
	mkdir -p var
	test -x $(CHROMIUM) -a -n "$$(command -v msgfmt)" -a -n "$$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" -a -n "$$(/sbin/ldconfig -p | grep libical.so.3)" \
		|| { command -v apt-get >/dev/null || { echo "Install chromium, gettext, libical3 and postgresql first."; exit 1; }; \
		$(APT) update && $(APT) install -y --no-install-recommends chromium fonts-dejavu-core gettext libical3 postgresql; }
	touch $@

check: .venv/.ok-for-tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/djlint templates --lint --quiet

test: .venv/.ok-for-tests node_modules/.ok-for-tests static/vendor/.ok var/.compiled var/.tested-with check
	CHROMIUM=$(CHROMIUM) $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lock: .venv/.ok
	.venv/bin/uv pip compile -q pyproject.toml --group build --group test $(LOCKED) -o requirements-test.lock
	.venv/bin/uv pip compile -q pyproject.toml --group build -c requirements-test.lock $(LOCKED) -o requirements.lock
	echo 'uv==0.13.9' | .venv/bin/uv pip compile -q - $(LOCKED) -o tools.lock
	npm install --package-lock-only --ignore-scripts --silent
	$(PY) -c "import json, pathlib; p = pathlib.Path('package-lock.json'); d = json.loads(p.read_text()); [v.pop('funding', None) for v in d['packages'].values()]; p.write_text(json.dumps(d, indent=2) + '\n')"

# Collects new texts from code and templates into the three catalogues.
messages: .venv/.ok
	$(PY) -m app.jobs.messages
