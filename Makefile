# What one types first. The logic stands in scripts/: `setup` makes .venv when there is none or the lock files
# have changed, `check` runs every check. With another interpreter: PYTHON=python3.12 make test

.PHONY: site test clean
.NOTPARALLEL:

site: ## the example site, into site/
	@scripts/setup site
	.venv/bin/python build.py

test: ## every check, the tests at the end
	@scripts/setup dev
	@scripts/check

clean: ## removes what builds and tools made; .venv stays
	rm -rf site .site.briefs .cache dist build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -not -path './.venv/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +
