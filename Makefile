# The menu: `make` alone prints it. Every target is a line or two over the `dualstar` command.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

export PERIOD DRAFT WITHOUT

menu: ## print this menu
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

report: $(READY) ## check input/, rate the newest period (PERIOD=2019Q3 DRAFT=1 WITHOUT=支部) and write output/
	@$(BIN)/dualstar report

check: $(READY) ## check input/ and write the check page and the marked workbooks
	@$(BIN)/dualstar check

templates: $(READY) ## write the blank workbooks of the next period (PERIOD=2019Q4)
	@$(BIN)/dualstar templates

demo: $(READY) ## write the sample plant's three quarters into input/ afresh
	@$(BIN)/dualstar demo --into input

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest -q

lint: $(READY) ## style and types
	@$(BIN)/ruff check pipeline schemas templates tests benchmarks
	@$(BIN)/mypy

docs: $(READY) ## write the generated pages of docs/ afresh
	@$(BIN)/python -m pipeline.docs

bench: $(READY) ## measure `make report` on the sample, stage by stage
	@$(BIN)/python benchmarks/report.py

clean: ## remove what the other targets made
	rm -rf .venv build dist *.egg-info output/[0-9]* .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本"; exit 3; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

.PHONY: menu report check templates demo test lint docs bench clean
