# Commands, each with all its own set-up in a virtual environment it makes:
#   make run    install, run the reference scenario, show the answer
#   make docs   write the pages and the schema that follow from the model
#   make test   install with what tests need, check style, types and imports, run the quick suite
# and more:  make site (the pages as a web site), make verify (the slow verification), make long (the same at full size, an
#             hour or two), make browser (the page in a real browser), make bench (speed, as ratios),
#             make picture (the README's), make clean
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SCENARIO ?= kurume
TWO_AT_A_TIME := --numprocesses auto --dist loadfile
# as many tests run at once as there are processors: linear algebra in several threads would only stand in their way
ONE_THREAD := OPENBLAS_NUM_THREADS=1
# simulates two patients, so that the story is compiled while style and types are checked and no test waits for it
COMPILE := import haicsim; haicsim.run('one-theatre', patients=2, engine='compiled', overrides=['arrivals.warm_up=0'])
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run docs site test verify long browser bench picture clean

run: $(VENV)/installed
	$(BIN)/haicsim run $(SCENARIO)

docs: $(VENV)/installed
	$(BIN)/python -m haicsim.generate

site: $(VENV)/installed-for-docs
	$(BIN)/python -m sphinx -W --keep-going -n -q -c docs -b html . build/site
	@echo "Open build/site/docs/index.html"

test: $(VENV)/installed-for-tests
	$(BIN)/python -c "$(COMPILE)" & \
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports; status=$$?; wait; exit $$status
	$(ONE_THREAD) $(BIN)/python -m pytest -m "not slow and not long" $(TWO_AT_A_TIME)

verify: $(VENV)/installed-for-tests
	$(ONE_THREAD) $(BIN)/python -m pytest -m "slow and not long" $(TWO_AT_A_TIME)

long: $(VENV)/installed-for-tests
	$(ONE_THREAD) $(BIN)/python -m pytest -m long $(TWO_AT_A_TIME)

browser: $(VENV)/installed-for-tests
	HAICSIM_BROWSER=1 $(BIN)/python -m pytest tests/page -m slow

bench: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks.speed

picture: $(VENV)/installed
	rm -rf build/picture
	$(BIN)/haicsim run kurume --out build/picture
	mkdir -p docs/pictures
	cp build/picture/figures/survival.png docs/pictures/survival.png

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("haicsim needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable .
	touch $@

$(VENV)/installed-for-tests: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[test]'
	touch $@ $(VENV)/installed

$(VENV)/installed-for-docs: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[docs]'
	touch $@ $(VENV)/installed
