# Glyphlab is built, served and tested from here. "make help" lists what there is.

# Every Go command uses this toolchain; a Go since 1.21 fetches it by itself.
export GOTOOLCHAIN := go1.27.3
# The SIMD kernels. GOEXPERIMENT= builds the same product, slower, without them.
export GOEXPERIMENT ?= simd

PORT ?= 8080
DATA ?=
# What make best trains: a preset, with more flags of glyphlab train.
BEST ?= best
BEST_FLAGS ?=
BEST_FILE ?= assets/best.weights

sources := $(shell find engine wasm ui assets serve -name '*.go' ! -name '*_test.go' ! -name '*_gen.go') go.mod go.sum
vugu    := $(shell find ui -name '*.vugu')
page    := $(wildcard assets/page/*)
js      := GOOS=js GOARCH=wasm

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run takes PORT=8080 and DATA=path, a .glyphs file, an archive or a folder of images."

## Build and run

.PHONY: run
run: build ## build Glyphlab, serve it and print the address
	@bin/glyphlab serve -addr localhost:$(PORT) $(if $(DATA),-data '$(DATA)')

.PHONY: build
build: bin/glyphlab ## build bin/glyphlab, one binary that serves everything from any folder

bin/glyphlab: assets/built/index.json $(sources)
	go build -trimpath -ldflags='-s -w' -o $@ ./serve/glyphlab
	@touch $@

assets/built/index.json: bin/wasm/page.wasm bin/wasm/worker.wasm bin/wasm/intake.wasm assets/open.glyphs.br $(wildcard assets/best.weights) $(page) $(wildcard assets/pack/*.go)
	go run ./assets/pack -out assets/built
	@touch $@

bin/linked/page.wasm: bin/vugu $(sources)
	$(js) go build -trimpath -ldflags='-s -w' -o $@ ./ui
	@touch $@

# Nothing trains before the worker has been loaded, so it is built small: what
# a training step goes through is inlined, and no other function is copied into
# its callers (of several flags for a package the last one counts); and the
# older, smaller allocator and garbage collector do, as a step needs neither.
inlined := glyphlab/engine/kernel simd/archsimd syscall/js internal/runtime/sys internal/abi math/bits

bin/linked/worker.wasm: $(sources) Makefile
	$(js) GOEXPERIMENT=$(GOEXPERIMENT),nogreenteagc,nosizespecializedmalloc \
	  go build -trimpath -ldflags='-s -w' -gcflags=all=-l $(inlined:%=-gcflags=%=) -o $@ ./wasm
	@touch $@

# Only who brings images of his own waits for this one.
bin/linked/intake.wasm: $(sources)
	$(js) go build -trimpath -ldflags='-s -w' -o $@ ./wasm/intake/program
	@touch $@

# What is loaded is what was linked, less what only says in which file and line
# a panic was. It has a place of its own, as go build looks at what it left.
bin/wasm/page.wasm bin/wasm/worker.wasm bin/wasm/intake.wasm: bin/wasm/%.wasm: bin/linked/%.wasm
	@mkdir -p $(@D)
	go run ./assets/slim -o $@ $<

# bin/vugu stands for the Go that Vugu writes beside each component.
bin/vugu: $(vugu)
	go tool vugugen -s -skip-go-mod -skip-main ui/view
	@mkdir -p bin && touch $@

edge-tools := serve/edge/node_modules/.package-lock.json

.PHONY: edge
edge: assets/built/index.json ## build the same server for Cloudflare's edge, a folder to deploy
	go run ./serve/edge/bundle -out serve/edge/build

.PHONY: edge-dev
edge-dev: edge $(edge-tools) ## run it in Cloudflare's runtime, on this machine
	$(if $(DATA),cd serve/edge && node fill.mjs build/wrangler.jsonc .wrangler/state '$(abspath $(DATA))')
	cd serve/edge && npx wrangler dev --local --config build/wrangler.jsonc --persist-to .wrangler/state --port $(PORT)

# Node is needed to run and to deploy what is at the edge, and for nothing else.
$(edge-tools): serve/edge/package-lock.json
	@command -v npm >/dev/null || { echo "Cloudflare's tools need Node 20 or later with npm (Debian: apt-get install nodejs npm)."; exit 1; }
	cd serve/edge && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

## Test

# go vet, go test and staticcheck each see the code as it is built: natively
# and for the browser, with the SIMD kernels and without.
.PHONY: test
test: real-data check test-native test-race test-edge test-wasm test-page ## run every test, in the browser too
	@echo "All tests passed."

# Tests on real notMNIST images, and against an independent implementation's
# runs on them, need files that cannot be in the repository.
.PHONY: real-data
real-data:
	@[ -n "$$NOTMNIST" ] || echo "NOTMNIST is not set: tests on real notMNIST images are skipped. It names a folder with notMNIST_small.tar.gz and split/."
	@[ -n "$$GOLDEN" ] || echo "GOLDEN is not set: tests against the golden runs are skipped. It names their folder."

.PHONY: check
check: bin/vugu bin/tools/staticcheck ## check formatting, go vet and staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	  if [ -n "$$unformatted" ]; then echo "gofmt would change: $$unformatted"; exit 1; fi
	GOEXPERIMENT= go vet ./...
	go vet ./...
	$(js) go vet ./...
	bin/tools/staticcheck ./...
	$(js) bin/tools/staticcheck ./...

.PHONY: test-native
test-native: chromium assets/built/index.json ## run the native tests, with SIMD and without
	go test $$(go list ./... | grep -v -e /ui/browser -e /serve/edge$$)
	GOEXPERIMENT= go test $$(go list ./... | grep -v -e /ui/browser -e /serve/edge$$)

.PHONY: test-race
test-race: cc assets/built/index.json ## run what is concurrent under the race detector
	go test -race ./engine/kernel ./engine/team $$(go list ./serve/... | grep -v /serve/edge$$)

.PHONY: test-edge
test-edge: ## ask the server at the edge, in Cloudflare's runtime, what the native one is asked
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(edge-tools); \
	  else echo "npm is not installed: the server at the edge is not tested in Cloudflare's runtime. It needs Node 20 or later (Debian: apt-get install nodejs npm)."; fi
	go test -count=1 ./serve/edge

# Without the SIMD experiment these are the packages that are another program.
.PHONY: test-wasm
test-wasm: chromium bin/tools/wasmbrowsertest ## run the engine's and the worker's tests in a headless browser
	$(js) go test -exec="env GOOS= GOARCH= $(CURDIR)/bin/tools/wasmbrowsertest" ./engine/... ./wasm/...
	$(js) GOEXPERIMENT= go test -exec="env GOOS= GOARCH= $(CURDIR)/bin/tools/wasmbrowsertest" ./engine ./engine/kernel/... ./engine/augment

.PHONY: test-page
test-page: chromium build ## use the page as a person does, in a headless browser
	go test -count=1 ./ui/browser/...

.PHONY: pictures
pictures: chromium build ## take screenshots of the page at three sizes, light and dark, into bin/pictures
	go test -count=1 ./ui/browser -run TestPictures -pictures $(CURDIR)/bin/pictures

.PHONY: bench
bench: chromium build ## measure the speed of this machine, natively and in a headless browser
	@go test -count=1 ./ui/browser -run TestSpeeds -speeds $(CURDIR)/bin/speeds.txt
	@cat bin/speeds.txt

.PHONY: bench-serve
bench-serve: build edge ## measure the server beside nginx, where nginx and wrk are installed
	go run ./serve/bench

# The tools are built for this machine once: "go tool" would build them for
# the browser inside a run with GOOS=js. wasmbrowsertest has a module of its
# own, as it needs an older chromedp than the page's tests.
bin/tools/staticcheck: go.mod go.sum
	go build -o $@ honnef.co/go/tools/cmd/staticcheck

bin/tools/wasmbrowsertest: .ci/tools/go.mod .ci/tools/go.sum
	cd .ci/tools && go build -o $(CURDIR)/$@ github.com/agnivade/wasmbrowsertest

# Debian's packages, where something is missing and apt-get can be used.
install = command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && \
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

.PHONY: chromium
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || { $(install) chromium; } || \
	  { echo "The tests need a browser. Please install Chromium (Debian: apt-get install chromium) and run make again."; exit 1; }

.PHONY: cc
cc:
	@command -v gcc cc clang >/dev/null || { $(install) gcc libc6-dev; } || \
	  { echo "The race detector needs a C compiler. Please install gcc (Debian: apt-get install gcc libc6-dev) and run make again."; exit 1; }

## Data and upkeep

.PHONY: glyphs
glyphs: ## draw the bundled letters again from Debian's typefaces
	go run ./assets/makeglyphs

# The same bytes every time, on every machine.
.PHONY: best
best: build ## train the network that comes with Glyphlab again
	bin/glyphlab train -preset $(BEST) $(BEST_FLAGS) -save $(BEST_FILE) -half

.PHONY: clean
clean: ## delete what the build made
	rm -rf bin assets/built/*
	rm -f ui/view/*_gen.go
