# One door for all tasks: people and CI call the same targets. Needs Python 3.11+, Rust and a C compiler.
# Everything is installed into .venv; `make VENV=/elsewhere test` uses another environment.

PYTHON ?= python3
VENV ?= .venv
OUT ?= out
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export VIRTUAL_ENV := $(abspath $(VENV))
unexport PYTHONHOME PYTHONPATH

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup peers build demo fmt check check-rust check-python check-source test soak kills bench \
	bench-quick docs clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(READY) ## Make the environment in .venv, with all that the tasks below need

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 setup"; exit 1; }
	@command -v cargo >/dev/null || { echo "Rust is needed: cargo is not on the PATH"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'maturin>=1.9,<2.0'
	$(BIN)/maturin develop --release --locked --extras dev,test >$(VENV)/setup.log
	touch $@

peers: setup ## Install the tools that `make bench` measures beside us, where they can be had
	$(BIN)/maturin develop --release --locked --extras peers >$(VENV)/peers.log

build: $(READY) ## Compile the core, and put it into the environment
	$(BIN)/maturin develop --quiet --release --locked --skip-install

demo: build ## Run the main job on examples/dumps, into the folder out
	$(BIN)/paperdedup run --summary --force -o $(OUT) examples/dumps/*.txt

fmt: setup ## Format Rust and Python
	cargo fmt --all
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format .

check: check-rust check-python check-source ## All checks: format, lints, types, stubs, our own rules

check-rust: ## rustfmt, clippy (pedantic), rustdoc
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --no-deps --locked -p paperdedup-core

check-python: build ## ruff, mypy, and the stub of the core against the core
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/stubtest paperdedup._native --mypy-config-file pyproject.toml

check-source: build ## The dependency rule, the house limits, links, generated pages
	$(BIN)/python -m checks.dependencies
	$(BIN)/python -m checks.limits
	$(BIN)/python -m checks.links
	$(BIN)/python -m checks.reference --check
	$(BIN)/python -m checks.policies --check

test: build ## Tests of the core, the library, the command line and the documentation
	PROPTEST_RNG_SEED=20250303 cargo test --quiet --locked -p paperdedup-core
	$(BIN)/python -m pytest

# The tests draw the same examples every time; this draws others, and many.
soak: build ## Property tests with new random examples, forty times as many in the core; half an hour
	PROPTEST_CASES=10000 cargo test --quiet --locked -p paperdedup-core --lib
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -k 'law or oracle or normalize or shingle or sketch'

kills: ## Kill a writer of the index 350 times, damage an index 2,000 times; a few minutes
	cargo test --locked -p paperdedup-core --lib --test index_kills --test store_kills \
		--test store_damage -- --ignored --nocapture thousand hundred_kills fifty_kills

bench: build ## The whole table, half an hour; writes benches/results
	$(BIN)/python -m benches.table

bench-quick: build ## A minute: the answers are asserted, the times only printed
	$(BIN)/python -m benches.table --quick

docs: build ## Write docs/library.md and the points of docs/identity.md anew; rustdoc into target/doc
	$(BIN)/python -m checks.reference
	$(BIN)/python -m checks.policies
	cargo doc --no-deps --locked -p paperdedup-core

clean: ## Remove what was built, and the environment
	cargo clean
	rm -rf $(VENV) $(OUT) .mypy_cache .pytest_cache .ruff_cache .hypothesis
