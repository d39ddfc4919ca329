# `make test` is the gate: what it passes may land. It installs what it needs.
CARGO ?= cargo

.PHONY: test gate bench bench-peers lint doc python

test: lint doc python
	$(CARGO) test --workspace
	$(CARGO) test --workspace --benches
	$(MAKE) gate

# pyarrow, DuckDB and pandas, against which Parquet is tested. Where they cannot be had, as without a network, that test is skipped.
PYTHON := target/python/venv

python: $(PYTHON)/tests-installed

$(PYTHON)/tests-installed: tests/requirements.txt
	@{ python3 -m venv $(PYTHON) && $(PYTHON)/bin/pip install --quiet --requirement $< && touch $@; } \
	  || echo "no pyarrow, DuckDB and pandas could be installed: Parquet is not tested beside them" >&2

# Instructions a headline of each stage, against the figures committed; says so where there is no valgrind.
gate:
	command -v valgrind >/dev/null || apt-get install -qq -y valgrind >/dev/null 2>&1 || true
	$(CARGO) bench --bench instructions

bench:
	$(CARGO) bench

# doublet beside gaoya, rensa and datasketch; BENCHMARKS.md tells how, and gets what was measured.
PEERS_INPUT ?= ../shared/corpora/stream.jsonl.zst
PEERS_EVAL ?= ../shared/eval
PEERS_OPTIONS ?=
SIZES ?= 100000 1000000
THRESHOLDS ?= 0.6 0.45
PEERS := target/peers
PEERS_PYTHON := $(PEERS)/venv/bin/python

bench-peers: $(PEERS)/venv/installed
	@test -f "$(PEERS_INPUT)" || { echo "there is no $(PEERS_INPUT): name a feed with PEERS_INPUT=FILE, lines of JSON with id and title, plain or .zst" >&2; exit 1; }
	$(CARGO) build --release
	cp Cargo.lock benches/peers/doublet/Cargo.lock
	$(CARGO) build --release --manifest-path benches/peers/doublet/Cargo.toml --target-dir $(PEERS)/doublet
	$(CARGO) build --release --locked --manifest-path benches/peers/gaoya/Cargo.toml --target-dir $(PEERS)/gaoya
	$(PEERS_PYTHON) benches/peers/run.py $(PEERS_INPUT) $(PEERS)/results.json --sizes $(SIZES) --thresholds $(THRESHOLDS) $(PEERS_OPTIONS)
	if test -d "$(PEERS_EVAL)"; then \
	  $(PEERS_PYTHON) benches/peers/quality.py $(PEERS_EVAL)/pairs-dev.tsv $(PEERS_EVAL) $(PEERS)/quality.json; \
	else echo "no labelled pairs at PEERS_EVAL=$(PEERS_EVAL): F1 is that of the last run, if there was one" >&2; fi
	$(PEERS_PYTHON) benches/peers/report.py $(PEERS)/results.json $(PEERS)/quality.json BENCHMARKS.md

$(PEERS)/venv/installed: benches/peers/requirements.txt
	python3 -m venv $(PEERS)/venv
	$(PEERS)/venv/bin/pip install --quiet --requirement $<
	touch $@

lint:
	rustup component add rustfmt clippy >/dev/null 2>&1 || true
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) clippy --lib --no-default-features -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --workspace
