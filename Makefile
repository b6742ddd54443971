# The menu: `make` alone prints it. Every target is a line or two over the `dualstar` command.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# make bundle PYTHON=….zip names an interpreter to put in, not the one to work with
MAKER := $(if $(filter %.zip,$(PYTHON)),$(shell command -v python3.11 || command -v python3),$(PYTHON))
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
READY := .venv/.ready
DEVELOP := .venv/.develop
SCALE := .venv-scale/bin
SCALED := .venv-scale/.ready
WHICH ?= not slow

# compiled modules and templates are kept, whatever the caller's shell says: without them each start compiles all of ours
unexport PYTHONDONTWRITEBYTECODE
export ROOT SCHEDULER FILE PERIOD DRAFT WITHOUT YEAR TODAY RESEND UNDO MAIL_STYLE RULES PLANT INTO RULEBOOK

menu: ## print this menu
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

report: $(READY) ## check input/, rate the newest period (PERIOD=2019Q3 DRAFT=1 WITHOUT=支部) and write output/
	@$(BIN)/dualstar report

check: $(READY) ## check input/ and write the check page and the marked workbooks
	@$(BIN)/dualstar check

templates: $(READY) ## write the blank workbooks of the next period (PERIOD=2019Q4)
	@$(BIN)/dualstar templates

mail: $(READY) ## write the messages of the period with a preview, nothing is sent (MAIL_STYLE=plain)
	@$(BIN)/dualstar mail

send: $(READY) ## show the list, ask for the period, send each message once (RESEND=key)
	@$(BIN)/dualstar send

pledges: $(READY) ## write the pledge page for the intranet and the pledge book to sign
	@$(BIN)/dualstar pledges

remind: $(READY) ## write who is missing, late or overdue, as text to paste and as letters
	@$(BIN)/dualstar remind

annual: $(READY) ## rate the year (YEAR=2019)
	@$(BIN)/dualstar annual

close: $(READY) ## keep a decided quarter with its workbooks; later changes are named (PERIOD=2019Q3)
	@$(BIN)/dualstar close

verify: $(READY) ## make a closed quarter again from what was kept, and compare (PERIOD=2019Q3)
	@$(BIN)/dualstar verify

reopen: $(READY) ## correct a closed quarter: asks who, why and by which decision; what was closed is kept (UNDO=1)
	@$(BIN)/dualstar reopen

whatif: $(READY) ## rate the period with a draft of the rules beside those in force (RULEBOOK=draft.xlsx)
	@$(BIN)/dualstar whatif

watch: $(READY) ## check every workbook as it is dropped; the marked copy appears beside it (Ctrl-C ends)
	@$(BIN)/dualstar watch

desk: $(READY) ## a page for this computer: drop workbooks, read what is wrong, run the steps (Ctrl-C ends)
	@$(BIN)/dualstar desk

explain: $(READY) ## why a branch or a team has its star, and what the next one lacks (UNIT=检修支部)
	@$(BIN)/dualstar explain

trace: $(READY) ## what a cell counted for (FILE=支部填报-检修支部.xlsx SHEET=双承诺 CELL=D7)
	@$(BIN)/dualstar trace

demo: $(READY) ## write the sample plant's three quarters into input/ afresh
	@$(BIN)/dualstar demo --into input

init: $(READY) ## a folder for a plant that begins (RULES=五星创评 PLANT=厂名 PERIOD=2019Q4 INTO=folder)
	@$(BIN)/dualstar init

new: init ## the same as init

rulebook: $(READY) ## write a rulebook of the gallery as a workbook into output/ (RULES=五星创评; a wrong name lists them)
	@$(BIN)/dualstar rulebook

upgrade: $(READY) ## bring a workbook of earlier forms to today's, written beside it (FILE=input/2019/评价细则.xlsx)
	@$(BIN)/dualstar upgrade

package: $(SCALED) ## the period's results for the level above: CSV, Parquet, datapackage.json (PERIOD=2019Q3)
	@$(SCALE)/dualstar package

group: $(SCALED) ## rate every plant of a group, a folder each, on Dask (ROOT=folder PERIOD=2019Q3)
	@$(SCALE)/dualstar group

scale: $(SCALED) ## make the environment of a group: Dask and Parquet besides

test: $(DEVELOP) ## run the tests but the slow ones; laws are tried on a few examples
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "$(WHICH)" $(TESTS)

slow: $(DEVELOP) ## run the slow tests (browser, spreadsheet program, kills, fuzz) and every law in full
	@LAWS=full $(BIN)/python -m pytest -q -n auto --dist worksteal -m "slow or hypothesis" $(TESTS)

fuzz: $(DEVELOP) ## a clerk's slips by thousands (CLERK=2000), and spoilt files (FUZZ=50000)
	@CLERK=$${CLERK:-2000} $(BIN)/python -m pytest -q tests/slow/test_clerk.py
	@FUZZ=$${FUZZ:-50000} $(BIN)/python -m pytest -q tests/slow/fuzz

golden: $(DEVELOP) ## accept what the sample gives now as the new truth of tests/golden/
	@$(BIN)/python -m pytest -q tests/test_golden.py --accept

lint: $(DEVELOP) ## style and types
	@$(BIN)/ruff check pipeline schemas templates tests benchmarks docs tools
	@$(BIN)/mypy

docs: $(DEVELOP) ## write the generated pages of docs/ afresh
	@$(BIN)/python docs/build.py
	@$(BIN)/python docs/packages.py

pictures: $(DEVELOP) ## take the pictures of docs/使用手册.md anew from the sample (needs Chromium and LibreOffice)
	@$(BIN)/python docs/pictures.py

bench: $(DEVELOP) ## measure `make report` stage by stage, and the targets of speed as ratios (FULL=1: 300 branches too)
	@$(BIN)/python benchmarks/report.py
	@$(BIN)/python benchmarks/targets.py

burden: $(DEVELOP) ## count the cells that each branch of the sample types in a quarter, by sheet
	@$(BIN)/python benchmarks/burden.py

clean: ## remove what the other targets made
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf output/.读取缓存
	@# the ledgers of sent mail stay: without them everything would be sent twice; so do the archives of closed quarters, corrected ones too
	find output -mindepth 2 -maxdepth 2 ! -name mail ! -name 定稿归档 ! -name 更正 ! -name .mail.lock -exec rm -rf {} +

lock: ## choose the versions anew and lock them with their hashes (needs the Internet)
	@$(MAKER) -m venv .venv/lock && .venv/lock/bin/python -m pip install --quiet uv
	@.venv/lock/bin/uv $(LOCK) --extra desk setup.cfg requirements/build.in -o requirements/office.txt
	@.venv/lock/bin/uv $(LOCK) -c requirements/office.txt --extra desk --extra dev setup.cfg requirements/build.in -o requirements/dev.txt
	@.venv/lock/bin/uv $(LOCK) -c requirements/office.txt --extra scale --extra scale_check setup.cfg requirements/build.in -o requirements/scale.txt

audit: $(READY) ## list what the program needs: licence, reason, known weaknesses
	@$(BIN)/python tools/audit.py

bundle: $(DEVELOP) ## a folder for an office without Internet, in output/bundle (PYTHON=python-3.11.9-embed-amd64.zip)
	@$(BIN)/python tools/bundle.py $(filter %.zip,$(PYTHON))

# what users need, and what developers need besides; made anew when its lock changes
$(READY): setup.cfg pyproject.toml requirements/office.txt
	@$(MAKER) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本"; exit 3; }
	$(MAKER) -m venv --clear .venv
	$(INSTALL) -r requirements/office.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $(READY)

$(DEVELOP): $(READY) requirements/dev.txt
	$(INSTALL) -r requirements/dev.txt
	@touch $(DEVELOP)

$(SCALED): setup.cfg pyproject.toml requirements/scale.txt
	$(MAKER) -m venv --clear .venv-scale
	$(SCALE)/python -m pip install --quiet --disable-pip-version-check -r requirements/scale.txt
	$(SCALE)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(SCALED)

.PHONY: menu report check templates mail send pledges remind annual close verify reopen whatif explain trace watch desk demo init new rulebook upgrade package group scale fuzz golden test slow lint docs pictures bench lock audit bundle burden clean
