# Every target does its own set-up first; later runs skip what is up to date. See CONTRIBUTING.md.

PYTHON := $(firstword $(wildcard /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3.13) \
            $(shell command -v python3.11 || command -v python3.12 || command -v python3.13))
VENV := .venv/bin
SETUP = @$(or $(PYTHON),$(error Python 3.11, 3.12 or 3.13 is needed, and none was found)) tools/setup.py
ARGS ?=

.PHONY: help run tour gallery voice test test-ha soak check format bench lock install rollback seal-keys open-keys uninstall bundle try-install try-systemd clean

help:
	@echo "make run     the kiosk in a window; without a display, its tour: pictures in out/tour/"
	@echo "make test    every test                     make test ARGS='-k ticket' for some"
	@echo "make test-ha  the tests with standby database servers; HA_KILLS=3 for fewer deaths of a leader"
	@echo "make check   formatting, lint, types, import rules, words, vulnerabilities, wheels of each system"
	@echo "make soak    endurance tests, for hours         make soak SOAK_JOBS=300 for fewer jobs"
	@echo "make bench   measure, against Chromium; writes out/bench.json"
	@echo "make tour    the tour in pictures, even where there is a display"
	@echo "make gallery  every page in each language and display mode: out/gallery/index.html"
	@echo "make voice   render sentences ahead as clips of speech: out/clips/; needs npm"
	@echo "make format  format the code, fix what lint can fix"
	@echo "make lock    pin the newest packages that requirements/*.in allow"
	@echo "make install  on a Debian 12 machine, as root; ROLE=kiosk, hub or both"
	@echo "make rollback back to the former release, data included; asks first (YES=1: does not)"
	@echo "make seal-keys  seal the hub's keys to this machine's TPM; WITH=host: to its disk. make open-keys: back into a file"
	@echo "make bundle   one file in out/ to install from where there is no network"
	@echo "make uninstall  removes it, keeps the data"
	@echo "make try-install  tests both in a separate Debian in a folder, as root; needs debootstrap. SUITE=trixie or noble, ROLE=hub"
	@echo "make try-systemd  boots one with systemd-nspawn: services that die or hang, upgrade, rollback, uninstall"
	@echo "make clean   delete what set-up and runs have created"

ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
run: tour
else
run:
	$(SETUP) run
	@$(VENV)/python run_kiosk.py --windowed --demo $(ARGS)
endif

tour:
	$(SETUP) run
	@$(VENV)/python -m tools.xvfb $(VENV)/python run_kiosk.py --windowed --demo --tour out/tour --config demo/portrait.toml $(ARGS)
	@$(VENV)/python -m tools.xvfb $(VENV)/python run_kiosk.py --windowed --demo --tour out/tour/landscape --config demo/landscape.toml

gallery:
	$(SETUP) run
	@$(VENV)/python -m tools.gallery $(ARGS)

VOICE := .cache/voice
$(VOICE)/installed: requirements/voice.txt
	@$(PYTHON) -m venv $(VOICE)
	@$(VOICE)/bin/pip install --quiet --require-hashes --requirement requirements/voice.txt
	@touch $@

voice: $(VOICE)/installed
	@$(VOICE)/bin/python -m tools.voice $(ARGS)

test:
	$(SETUP) test
	@$(VENV)/python -m pytest -n 6 --dist loadfile --no-loadscope-reorder $(ARGS) || \
	  { echo "running the failed tests again, one at a time:"; $(VENV)/python -m pytest --last-failed --last-failed-no-failures none $(ARGS); }

test-ha:
	$(SETUP) ha
	@$(VENV)/python -m pytest -m ha $(ARGS)

soak:
	$(SETUP) test
	@TEST_EXAMPLES=all $(VENV)/python -m pytest -n 4 -m "soak or hypothesis" $(ARGS)

check:
	$(SETUP) check
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/python -m tools.check_words
	@$(VENV)/python -m tools.vulnerabilities
	@$(VENV)/python -m tools.lock_platforms

format:
	$(SETUP) check
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .

bench:
	$(SETUP) bench
	@$(VENV)/python -m bench $(ARGS)

COMPILE = $(VENV)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
          --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
lock:
	$(SETUP) check
	@$(COMPILE) --output-file requirements/run.txt requirements/run.in
	@$(COMPILE) --output-file requirements/demo.txt requirements/demo.in
	@$(COMPILE) --output-file requirements/dev.txt requirements/dev.in
	@$(COMPILE) --output-file requirements/built.txt requirements/built.in
	@$(COMPILE) --output-file requirements/voice.txt requirements/voice.in

INSTALL = @$(or $(PYTHON),$(error Python 3.11, 3.12 or 3.13 is needed, and none was found)) -B -m install
install:
	$(INSTALL) install $(if $(ROLE),--role $(ROLE)) $(if $(HUB),--hub $(HUB))

rollback:
	$(INSTALL) rollback $(if $(filter 1 yes,$(YES)),--yes)

seal-keys:
	$(INSTALL) keys seal $(if $(WITH),--with $(WITH))

open-keys:
	$(INSTALL) keys open

uninstall:
	$(INSTALL) uninstall

bundle:
	$(SETUP) check
	@$(VENV)/python -m tools.bundle $(if $(ROLE),--role $(ROLE)) $(FILE)

try-install:
	$(SETUP) check
	@$(VENV)/python -m tools.try_install $(if $(SUITE),--suite $(SUITE)) $(if $(ROLE),--role $(ROLE)) $(if $(BUNDLE),--bundle $(abspath $(BUNDLE)))

try-systemd:
	$(SETUP) check
	@$(VENV)/python -m tools.try_systemd

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis out
