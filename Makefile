# `make` lists the targets. Settings: SIZE ROUNDS WORKS THREADS (bench), ACCEPT (bench-gate), SECONDS (fuzz),
# PREFIX DESTDIR (install).
SWIFT ?= swift
PYTHON ?= python3
AS_OF ?= 2026-03-02
PREFIX ?= /usr/local

# Arrows between targets are checked on every build: an undeclared import is an error.
ARROWS = --explicit-target-dependency-import-check error
RELEASE = $(SWIFT) build -c release --product sluice $(ARROWS)
SLUICE = .build/release/sluice

.DEFAULT_GOAL := help
.PHONY: help setup release report test test-asan test-tsan fuzz lint bench bench-scaling bench-gate golden docs screenshots \
	install

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check for Swift and the system libraries; install missing ones where that needs no question
	@scripts/setup.sh

release: setup ## build the program: .build/release/sluice
	@echo "building $(SLUICE) (a first build takes some minutes)"
	@$(RELEASE)

report: release ## render the nightly example from fixtures/ into reports/
	@$(SLUICE) run pipelines/nightly.yaml --as-of $(AS_OF)
	@echo "the reports are here:"
	@find reports -type f | LC_ALL=C sort | sed 's/^/  /'

test: setup ## build and run all tests
	@$(SWIFT) test $(ARROWS)

# LeakSanitizer would report the test library's own leaks.
test-asan: setup ## run all tests under AddressSanitizer (own build folder)
	@ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no \
		$(SWIFT) test --sanitize=address --scratch-path .build-address

test-tsan: setup ## run all tests under ThreadSanitizer (own build folder)
	@TSAN_OPTIONS=suppressions=$(CURDIR)/scripts/tsan.suppressions SWIFT_BACKTRACE=enable=no \
		$(SWIFT) test --sanitize=thread --scratch-path .build-thread

fuzz: setup ## build and run the fuzzers, each for SECONDS=60; fails with the place of a find
	@SWIFT="$(SWIFT)" $(PYTHON) -B Fuzz/run.py --seconds $(or $(SECONDS),60)

lint: ## check formatting and house rules; compiles nothing
	@$(PYTHON) -B scripts/lint_selftest.py
	@$(PYTHON) -B Benchmarks/gate_selftest.py
	@$(PYTHON) -B scripts/lint.py
	@$(SWIFT) format lint --strict --parallel --recursive Sources Tests Fuzz Plugins Package.swift

bench: release ## measure against DuckDB, Polars, ClickHouse, pandas, lxml (SIZE=256MB ROUNDS=5 WORKS=all THREADS=all)
	@$(PYTHON) -B Benchmarks/run.py --size $(or $(SIZE),256MB) --rounds $(or $(ROUNDS),5) \
		$(if $(WORKS),--works $(WORKS)) $(if $(THREADS),--threads $(THREADS))

bench-scaling: release ## measure start-up, small and large inputs, many campaigns, threads (ROUNDS=5 WORKS=all THREADS=all)
	@$(PYTHON) -B Benchmarks/scaling.py --rounds $(or $(ROUNDS),5) \
		$(if $(WORKS),--works $(WORKS)) $(if $(THREADS),--threads $(THREADS))

bench-gate: release ## fail if the works take over 5 % more instructions than accepted (WORKS=all; ACCEPT=1 writes)
	@$(PYTHON) -B Benchmarks/gate.py $(if $(WORKS),--works $(WORKS)) $(if $(ACCEPT),--accept)

golden: release ## render reports/ anew from all pipelines; the only writer of golden files (then review the diff)
	@rm -rf reports/*/
	@for pipeline in pipelines/*.yaml; do \
		echo "$$pipeline"; $(SLUICE) run "$$pipeline" --as-of $(AS_OF) || exit; done
	@git --no-pager diff --stat -- reports

docs: release ## write docs/profiles.md, docs/kpis.md and docs/pipeline-file.md from what drives the program
	@for page in profiles kpis conversions pipeline-file; do $(SLUICE) reference $$page > docs/$$page.md || exit; done
	@git --no-pager diff --stat -- docs

screenshots: ## photograph the nightly HTML reports into docs/ (needs Chromium)
	@scripts/screenshots.sh

install: setup ## build one self-contained binary and install it (PREFIX=/usr/local DESTDIR=)
	@$(SWIFT) build -c release --product sluice --static-swift-stdlib --scratch-path .build/static
	@install -D -m 755 .build/static/release/sluice "$(DESTDIR)$(PREFIX)/bin/sluice"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/sluice"
