# The one entry for developers; .ci/run calls the same targets. `make help` lists them.

# The first of these that is a Python of 3.10 or newer makes .venv; `make PYTHON=/path/to/python` chooses another.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python3.10
VENV ?= .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed

# Tests of one file stay in one process, since they share what is dear to make; tests/conftest.py puts them in order.
# More processes than there are processors, from 5 to 8: most tests wait for another process.
PROCESSES = $(shell n=$$(nproc 2>/dev/null || echo 2); test "$$n" -lt 7 && echo $$((n < 3 ? 5 : n + 2)) || echo 8)
SIDE_BY_SIDE = -n $(PROCESSES) --dist loadfile --no-loadscope-reorder -rfEs

.DEFAULT_GOAL := help
.PHONY: help compiled demo build check test siege coverage lint bench picture compat clean

help: ## list these targets
	@awk -F ' *:.*## *' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(INSTALLED) compiled ## build an assignment, grade some submissions and open nothing: everything lands in demo/
	$(BIN)/autograder demo

build: $(INSTALLED) compiled ## make release/, solutions/ and dist/ from source/
	$(BIN)/autograder build

check: lint test siege ## everything that a change has to pass
	$(BIN)/autograder build --check

test: $(INSTALLED) compiled ## run the tests of the package, a quarter of an hour on 2 processors
	$(BIN)/pytest -m "not siege" $(SIDE_BY_SIDE)

siege: $(INSTALLED) compiled ## run what takes longer: attacks as other users, the real nbgrader, a long fuzz
	$(BIN)/pytest -m "siege and not long" $(SIDE_BY_SIDE)
	$(BIN)/python benchmarks/fuzz.py 30
	$(BIN)/python benchmarks/fuzz_diagnosis.py 20
	$(BIN)/python benchmarks/fuzz_intake.py 20

long: $(INSTALLED) ## run the rest of the siege, which takes most of an hour: a busy machine, several secrets, a small box, new examples
	$(BIN)/pytest -m long
	$(BIN)/pytest -m hypothesis --hypothesis-profile=default $(SIDE_BY_SIDE)

coverage: $(INSTALLED) ## measure which lines the tests reach; docs/coverage.md says what is not reached and why
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not siege" $(SIDE_BY_SIDE)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

lint: $(INSTALLED) ## ruff and mypy at their strictest
	$(BIN)/ruff check --output-format concise
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(INSTALLED) ## measure speed, one table a script
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

picture: $(INSTALLED) ## draw docs/architecture.svg from the imports, and write the reference in docs/authoring.md
	$(BIN)/python -m tests.support.draw_structure
	PYTHONPATH=. $(BIN)/cog -r docs/authoring.md

compat: ## run the handouts of release/ under every Python on PATH (or PYTHONS="..."), old and new NumPy
	@$(FIND_PYTHON) PYTHONS="$(PYTHONS)" "$$python" tests/compat/run_handouts.py

clean: ## remove what the targets above made, .venv and the secrets of hidden tests aside
	find dist -type f ! -path 'dist/*/bundle/secret' -delete 2>/dev/null || true
	find dist -type d -empty -delete 2>/dev/null || true
	rm -rf demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# The many short processes of a build and of the tests write no byte code themselves.
compiled: $(INSTALLED)
	@$(BIN)/python -m compileall -q autograder

# Sets $python, or says in one sentence why it cannot and fails.
define FIND_PYTHON
python=; for candidate in $(PYTHON); do \
	if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then \
		python=$$candidate; break; \
	fi; \
done; \
if [ -z "$$python" ]; then \
	echo "No Python of 3.10 or newer among $(PYTHON): install one, or name it with make PYTHON=/path/to/python." >&2; \
	exit 1; \
fi;
endef

# Done again only when pyproject.toml changed; a .venv whose Python has gone is then made anew.
$(INSTALLED): pyproject.toml
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		$(FIND_PYTHON) \
		if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "$$python cannot make virtual environments:" \
				"install its venv package (Debian, Ubuntu: apt install python3-venv)." >&2; \
			exit 1; \
		fi; \
		echo "Making $(VENV) with $$("$$python" --version)"; \
		"$$python" -m venv --clear $(VENV) || exit 1; \
	fi; \
	echo "Installing autograder and what its developers need into $(VENV)"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@$(BIN)/python -m compileall -qq -j 0 "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
		|| true # on all processors, in half of pip's time; some packages hold samples that no Python compiles
	@touch $@
