# Everything that a person does with this repository. `make help` lists it.
# Each target installs what it needs (from Debian and the package registries) and can be repeated.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build test test-long lint format screens bench bench-quick bench-video bench-directory bench-web bench-mini-apps bench-feed clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build quickly, fill with the demo community, start on http://127.0.0.1:8008
	@scripts/run

build: ## the web app, and the optimised server with it inside: target/release/causeway
	@scripts/build

test: ## everything: unit tests, user stories on SQLite and PostgreSQL and in a browser, other people's clients, faults
	@scripts/test

test-long: ## the fault and property tests again, many more rounds
	@scripts/test long

lint: ## formatting, clippy with warnings denied, licences and sources of dependencies; the web app's checks
	@scripts/lint

format: ## rewrite the sources in the house format
	@scripts/need rust && cargo fmt --all && cd web && npm run --silent format && cd ../e2e && npm run --silent format

screens: ## every screen of the web app as a picture: e2e/screens, and what README shows: docs/pictures
	@scripts/screens

bench: ## beside Synapse on this machine, three rounds; prints the table
	@scripts/bench

bench-quick: ## the same, one short round
	@scripts/bench quick

bench-video: ## lists, likes and searches at a million short videos; prints a table
	@scripts/bench-video

bench-directory: ## searches of a directory of 100,000 entries; prints a table
	@scripts/bench-directory

bench-web: ## the web app in a real browser (beside Cinny: CINNY_SOURCE=checkout); prints a table
	@scripts/bench-web

bench-mini-apps: ## mini-apps in chats: opening, updates between two browsers, catching up over 10,000; prints tables
	@scripts/bench-mini-apps

bench-feed: ## For You beside published recommenders, and a simulated community: hours; a stopped run goes on; prints tables
	@scripts/bench-feed

clean: ## forget build results and downloaded tools (never data)
	@rm -rf target .cache web/dist web/node_modules e2e/node_modules e2e/screens tests/clients/js-sdk/node_modules
