# One command for each daily task. `make demo` and `make test` need Python 3.11+ and the package index alone.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO := DJANGO_SETTINGS_MODULE=portal.settings.demo PORTAL_URL=http://127.0.0.1:$(PORT)

.PHONY: demo demo-reset demo-data test test-all bench mutate lint docs messages css lock clean

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@

$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark.txt
	touch $@

demo-data: $(VENV)/.runtime
	$(DEMO) $(BIN)/portal migrate --verbosity 0
	$(DEMO) $(BIN)/portal collectstatic --noinput --verbosity 0
	$(DEMO) $(BIN)/portal load_demo

demo: demo-data ## the site and its worker on 127.0.0.1:$(PORT); Ctrl-C ends both; the data stays
	exec env $(DEMO) $(BIN)/portal serve --port $(PORT)

demo-reset: ## begin the demo anew
	rm -rf var
	$(MAKE) demo

test: $(VENV)/.dev ## the default suite: no network, no browser, SQLite
	$(BIN)/python -m pytest -n 2 --dist loadscope -q

test-all: export RULE_EXAMPLES = 120
test-all: $(VENV)/.spark ## everything: SQLite, PostgreSQL, Spark (with Java 17), Chromium, the linters
	$(MAKE) lint
	$(BIN)/python -m pytest -n 2 --dist loadscope -q -m "not browser"
	$(BIN)/python -m pytest -q -n 2 --dist loadscope -m "not browser" -p tests.on_postgres
	$(BIN)/python -m pytest -q -m browser

bench: $(VENV)/.bench ## every benchmark, or one: make bench ONLY=page
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python -m tests.benchmarks $(ONLY)

mutate: $(VENV)/.dev ## change the criteria and the arithmetic a little, one at a time; at least 90 % must be noticed
	$(BIN)/python -m tests.mutation.criteria
	$(BIN)/python -m tests.mutation.functions

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint portal forms search --lint --quiet

docs: $(VENV)/.dev ## the tests that keep the documents true
	$(BIN)/python -m pytest -q tests/docs tests/plugins

messages: $(VENV)/.dev ## collect and compile translations (needs GNU gettext)
	for app in portal portal/* forms search plugins; do \
	  if [ -d $$app/locale ]; then (cd $$app && $(CURDIR)/$(BIN)/django-admin makemessages -l zh_Hans && $(CURDIR)/$(BIN)/django-admin compilemessages); fi; done

css: ## compile the style sheet (needs Node.js)
	cd frontend && npm ci --no-audit --no-fund && npm run css

lock: ## pin every dependency again (needs uv)
	sh requirements/lock.sh

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache
