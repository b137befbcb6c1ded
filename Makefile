# What a person types. Everything else that the house needs is installed by `make setup` when it is missing.

.PHONY: help setup setup-build setup-test run test check lint contracts check-long bench docs

help:
	@echo "make run         build Gatehouse and watch it at work (KEEP=1 stays up)"
	@echo "make test        build and run every test"
	@echo "make check       what CI runs: lint, contracts, tests"
	@echo "make lint        formatting and style"
	@echo "make check-long  the property tests with fifty times the cases"
	@echo "make bench       benchmarks beside other tools"
	@echo "make docs        the integrator's reference, and every link in docs checked"
	@echo "make setup       only install what building and testing need"

setup: setup-build setup-test

setup-build:
	@.ci/setup build

setup-test: setup-build
	@.ci/setup test

run: setup-build
	@.ci/build-release
	@.build/release/gatehouse demo $(if $(KEEP),--keep)

test: setup
	@.ci/test

check: lint contracts test

lint:
	@swift format lint --strict --parallel --recursive Sources Tests Providers Package.swift && echo "lint: clean"

contracts: setup-test
	@.ci/contracts

check-long: setup
	@GATEHOUSE_CASES=50 GATEHOUSE_TEST_MINUTES=150 .ci/test

bench: setup
	@.ci/build-release
	@bench/run

docs: setup-build
	@.ci/docs
