# SPDX-License-Identifier: Apache-2.0
# A thin front: CMake and Ninja build, ctest tests, the scripts in tools/ do the rest.
.DEFAULT_GOAL := help
.PHONY: help deps deps-check configure build run test check format tidy asan tsan fuzz sim bench soak install clean

BUILD ?= build
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 120
export CCACHE_SLOPPINESS = pch_defines,time_macros

# Looked for when a recipe runs, after deps may have installed it.
ccache = $(if $(shell command -v ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
# configure(directory, options): Ninja asks CMake again by itself when a CMakeLists.txt has changed.
configure = @test -f $(1)/build.ninja || cmake -S . -B $(1) -G Ninja $(ccache) $(2) >/dev/null

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: ## install the Debian packages that are missing (root or sudo)
	@tools/install_deps tools/deps/debian-12.txt

deps-check: ## the same for `check`, `tidy` and `fuzz`
	@tools/install_deps tools/deps/debian-12.txt tools/deps/debian-12-check.txt

configure: deps
	$(call configure,$(BUILD))

build: configure ## build everything, optimised
	@ninja -C $(BUILD) -j $(JOBS)

run: configure ## build, start a simulated carrier and the gateway, show five messages, their replies, an opt-out (ONCE=1: then exit)
	@ninja -C $(BUILD) -j $(JOBS) smppedge smpp
	@ONCE=$(ONCE) tools/run_demo

test: build ## build, then run every test
	@ctest --test-dir $(BUILD) -j 2 --output-on-failure --no-tests=error

check: deps-check configure ## format, house rules, clang-tidy over what changed, then every test
	@tools/check_format
	@tools/check_includes
	@tools/check_time
	@tools/check_files
	@tools/check_tidy $(BUILD)
	@$(MAKE) --no-print-directory test

format: deps-check ## let clang-format write all sources
	@tools/check_format --fix

tidy: deps-check configure ## clang-tidy over all sources
	@tools/check_tidy $(BUILD) all

asan: deps ## every test under address and undefined-behaviour sanitizers
	$(call configure,build-asan,-DSMPPEDGE_SANITIZE=address$(comma)undefined -DCMAKE_BUILD_TYPE=Debug \
	  -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g' -DSMPPEDGE_BENCH=OFF)
	@ninja -C build-asan -j $(JOBS)
	@ctest --test-dir build-asan -j 2 --output-on-failure --no-tests=error

tsan: deps ## every test under the thread sanitizer
	$(call configure,build-tsan,-DSMPPEDGE_SANITIZE=thread -DCMAKE_BUILD_TYPE=Debug \
	  -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g' -DSMPPEDGE_BENCH=OFF)
	@ninja -C build-tsan -j $(JOBS)
	@TSAN_OPTIONS="suppressions=$(CURDIR)/tools/tsan_suppressions.txt" \
	  ctest --test-dir build-tsan -j 2 --output-on-failure --no-tests=error

fuzz: deps-check ## run each fuzz target for FUZZ_SECONDS (60) on its corpus
	$(call configure,build-fuzz,-DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang -DSMPPEDGE_FUZZ=ON \
	  -DSMPPEDGE_SANITIZE=fuzzer-no-link$(comma)address$(comma)undefined -DSMPPEDGE_TESTS=OFF -DSMPPEDGE_BENCH=OFF)
	@ninja -C build-fuzz -j $(JOBS)
	@tools/run_fuzz build-fuzz $(FUZZ_SECONDS)

sim: build ## simulated gateways and carriers; SEED=… replays one run, SEEDS=… runs so many from there
ifdef SEEDS
	@SMPPEDGE_SEED=$(SEED) SMPPEDGE_SEEDS=$(SEEDS) $(BUILD)/bin/sim_faults --run_test=@seeds
	@SMPPEDGE_SEED=$(SEED) SMPPEDGE_SEEDS=$(SEEDS) $(BUILD)/bin/sim_gateway --run_test=@seeds
else
	@SMPPEDGE_SEED=$(SEED) ctest --test-dir $(BUILD) -L sim --output-on-failure --no-tests=error
endif

bench: configure ## run the benchmarks, one JSON line each
	@ninja -C $(BUILD) -j $(JOBS) codec_bench commit_bench window_bench cycle_bench fairness_bench throttle_bench >&2
	@$(BUILD)/bin/codec_bench
	@$(BUILD)/bin/commit_bench $(BUILD)
	@$(BUILD)/bin/window_bench $(BUILD)
	@$(BUILD)/bin/cycle_bench
	@$(BUILD)/bin/cycle_bench --replies
	@$(BUILD)/bin/cycle_bench --windows 10000000 --replies --set accounts.demo.sender_policy=rotating --set accounts.demo.tail_digits=3
	@$(BUILD)/bin/fairness_bench
	@$(BUILD)/bin/throttle_bench

soak: configure ## 20 SMPP and 20 HTTP clients, slow and vanishing, for SOAK_SECONDS (120); prints one JSON line
	@ninja -C $(BUILD) -j $(JOBS) soak >&2
	@$(BUILD)/bin/soak --seconds $(SOAK_SECONDS)

install: ## install what `build` has built into DESTDIR/PREFIX (/usr/local)
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(BUILD)/bin/smppedge $(BUILD)/bin/smpp
	install -D -m 640 conf/smppedge.cfg $(DESTDIR)$(PREFIX)/share/doc/smppedge/smppedge.cfg
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/smppedge README.md LICENSE CHANGELOG.md docs/*.md
	sed 's,@PREFIX@,$(PREFIX),' conf/smppedge.service | \
	  install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/lib/systemd/system/smppedge.service

clean: ## remove what was built, and nothing else
	rm -rf $(BUILD) build-asan build-tsan build-fuzz

comma := ,
