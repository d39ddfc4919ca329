# `make test` is the gate: what it passes may land. It installs what it needs.
CARGO ?= cargo

# The oldest compiler that is promised, as Cargo.toml states it.
MSRV := $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

# The C library that a binary without any dependency is linked with.
STATIC := $(shell uname -m)-unknown-linux-musl

# The Python package is a library that the interpreter loads, and is linked with none. One value for all builds: with another pyo3 is built anew.
export PYO3_BUILD_EXTENSION_MODULE := 1

.PHONY: test gate package msrv deny static bench bench-peers lint doc python test-python browser

test: lint doc python browser
	$(CARGO) test --workspace
	$(CARGO) test --workspace --benches
	$(MAKE) test-python
	$(MAKE) gate package msrv deny

# What would be published builds by itself. Checked beside the working tree, so that what it depends on is not built again.
package:
	rm -rf target/package
	$(CARGO) package --locked --allow-dirty --no-verify --quiet
	tar -xzf target/package/*.crate -C target/package
	$(CARGO) check --locked --manifest-path target/package/doublet-*/Cargo.toml --target-dir target

# With the oldest compiler; says so where it cannot be had.
msrv:
	@rustup run $(MSRV) rustc --version >/dev/null 2>&1 || rustup toolchain install $(MSRV) --profile minimal >/dev/null 2>&1 || true
	@if rustup run $(MSRV) rustc --version >/dev/null 2>&1; then \
	  rustup run $(MSRV) cargo check --workspace --locked --target-dir target/msrv; \
	else echo "skipped: Rust $(MSRV) is not installed and cannot be had; rustup toolchain install $(MSRV)" >&2; fi

# Licences, versions and sources of what comes along; says so where there is no cargo-deny.
deny:
	@if command -v cargo-deny >/dev/null; then $(CARGO) deny --locked check licenses bans sources; \
	else echo "skipped: there is no cargo-deny; cargo install --locked cargo-deny" >&2; fi

# One file that runs on any Linux of this processor.
static:
	@rustup target add $(STATIC) >/dev/null 2>&1 || true
	@rustup target list --installed | grep -qx $(STATIC) || { echo "there is no target $(STATIC), and it cannot be had; rustup target add $(STATIC)" >&2; exit 1; }
	@command -v musl-gcc >/dev/null || { echo "there is no musl-gcc, which compiles zstd; install musl-tools, or musl-dev where it is called so" >&2; exit 1; }
	$(CARGO) build --release --locked --target $(STATIC) --bin doublet
	@ls -l target/$(STATIC)/release/doublet

# pyarrow, DuckDB and pandas, against which Parquet is tested, and what the Python package is built and tested with. Where they cannot be
# had, as without a network, these tests are skipped.
PYTHON := target/python/venv

python: $(PYTHON)/tests-installed

$(PYTHON)/tests-installed: tests/requirements.txt
	@{ python3 -m venv $(PYTHON) && $(PYTHON)/bin/pip install --quiet --requirement $< && touch $@; } \
	  || echo "no pyarrow, DuckDB and pandas could be installed: Parquet is not tested beside them" >&2

# The Python package, built as the tests are, against the binary.
test-python: python
	@if test -e $(PYTHON)/tests-installed; then \
	  $(CARGO) build --quiet --workspace --bin doublet && cd python && \
	  VIRTUAL_ENV="$(abspath $(PYTHON))" $(abspath $(PYTHON))/bin/maturin develop --quiet && \
	  DOUBLET_BINARY="$(abspath target/debug/doublet)" $(abspath $(PYTHON))/bin/python -m pytest --quiet; \
	else echo "skipped: the Python package, since what it is built and tested with could not be installed" >&2; fi

# Chromium and its driver, in which the page is tried. Where they cannot be had that test is skipped.
browser:
	@command -v chromedriver >/dev/null || apt-get install -qq -y chromium chromium-driver >/dev/null 2>&1 \
	  || echo "there is no chromedriver, and it cannot be had: the page is not tried in a browser" >&2

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
