# `make test` is the gate: what it passes may land. It installs what it needs.
CARGO ?= cargo

.PHONY: test bench lint doc

test: lint doc
	$(CARGO) test --workspace
	$(CARGO) test --workspace --benches

bench:
	$(CARGO) bench

lint:
	rustup component add rustfmt clippy >/dev/null 2>&1 || true
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) clippy --lib --no-default-features -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --workspace
