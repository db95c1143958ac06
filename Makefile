# Everything here runs in this folder: uv goes to .tools, packages to .venv. Nothing else is touched.
UV_VERSION := 0.13.9
UV := .tools/bin/uv
ARTICLE ?=
BRIEF_DESK ?=

.PHONY: brief test lint types check lock wheel clean

brief: .venv/.ready
	@.venv/bin/foreigndesk read $(if $(ARTICLE),"$(ARTICLE)",--examples) $(if $(BRIEF_DESK),--desk "$(BRIEF_DESK)")
	@.venv/bin/foreigndesk brief --latest $(if $(BRIEF_DESK),--desk "$(BRIEF_DESK)")

test: .venv/.ready
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

.venv/.ready: pyproject.toml uv.lock $(UV)
	$(UV) sync --locked --quiet
	@touch $@

# Not `python3 -m venv`: on Debian that needs a package of its own, and pip --target does not.
$(UV):
	python3 -m pip install --quiet --disable-pip-version-check --target .tools uv==$(UV_VERSION)

lock: $(UV)
	$(UV) lock

clean:
	rm -rf .venv .tools dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
