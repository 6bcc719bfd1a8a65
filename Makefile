# make show     set everything up (once) and start the show
# make test     set everything up (once) and run the linter, the type checker and the tests
# make help     the other targets
#
# ARGS is passed on:  make show ARGS="--rehearsal --ticks 3"    make test ARGS="-k gate"
# PYTHON chooses the interpreter:  make show PYTHON=python3.12

PYTHON =
ARGS =
SETUP = python=$$(PYTHON="$(PYTHON)" sh bot/setup/python.sh) && exec "$$python" -E -s -m bot.setup

.PHONY: help show stream test train doctor format lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo 'Pass arguments on with ARGS, for example: make show ARGS="--rehearsal --ticks 3"'

show: ## set everything up (once) and start the show
	@$(SETUP) show $(ARGS)

stream: ## set everything up (once), with the encoder, and start the show as a live video
	@$(SETUP) stream $(ARGS)

test: ## set everything up (once), then linter, types and tests
	@$(SETUP) test $(ARGS)

doctor: ## set everything up (once), then check this machine and say what to do
	@$(SETUP) doctor $(ARGS)

train: ## train the house model again (an hour on two cores, its own environment)
	@$(SETUP) train $(ARGS)

format: ## sort imports and format the code
	@$(SETUP) format $(ARGS)

lock: ## write the lock files again (ARGS=--upgrade for newer versions)
	@$(SETUP) lock $(ARGS)

clean: ## remove what set-up made, but not the show's database
	rm -rf .venv .venv-train .setup .mypy_cache .pytest_cache .ruff_cache .hypothesis
