# Everything runs with Go alone; the tools are pinned and built from source.
GOFUMPT     = go run mvdan.cc/gofumpt@v0.12.0
STATICCHECK = go run honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: all build test race lint fmt golden bench measure mutate oracle cdk-fixes network-apps cfn-lint sarif-validate fuzz clean

all: lint test build

build: ## the static binary ./fjall-lint
	CGO_ENABLED=0 go build -trimpath -o fjall-lint ./cmd/fjall-lint

test: ## all tests
	go test ./...

race: ## all tests with the race detector
	go test -race -short ./...

lint: ## vet, staticcheck and formatting
	go vet ./...
	$(STATICCHECK) ./...
	@out=$$($(GOFUMPT) -l .); if [ -n "$$out" ]; then echo "not formatted, run make fmt:"; echo "$$out"; exit 1; fi

fmt:
	$(GOFUMPT) -w .

golden: ## write the golden files anew; read the diff before committing it
	go test ./rules -update
	go test ./reporters ./cmd/fjall-lint -update
	go test ./template -update-sam -update-assembly
	go test ./cost ./fixes -update

bench: ## the benchmarks of docs/benchmarks.md
	go test -run '^$$' -bench . -benchmem ./template ./rules ./cost ./fixes ./template/edit ./analyzers/iam/eval ./analyzers/eventschedule ./analyzers/code
	go test -run '^$$' -bench Check -benchmem ./cmd/fjall-lint
	go test -run '^$$' -bench 'Cold|Tree' -benchtime 11x ./cmd/fjall-lint

BEFORE = d64f37b

measure: ## write docs/measurements.md: this state beside an older one, with its ratios (LARGE=folder of further templates)
	go run ./tools/measure -before $(BEFORE) -large '$(LARGE)' -write docs/measurements.md

mutate: ## change the rules in one place at a time and tell what no test notices; writes docs/mutation.md
	nice -n 10 go test ./rules -count=1 -run '^TestMutants$$' -mutate . -timeout 30m

oracle: ## record the verdicts of the independent IAM evaluator anew (needs Node)
	cd tools/iam-oracle && npm install --no-audit --no-fund
	go test ./analyzers/iam/eval -run '^TestOracle$$' -args -write-cases $(abspath tools/iam-oracle/cases.jsonl)
	node tools/iam-oracle/run.mjs < tools/iam-oracle/cases.jsonl > analyzers/iam/eval/testdata/oracle.txt
	rm tools/iam-oracle/cases.jsonl

cdk-fixes: ## prove the code of `fix --emit cdk` with the CDK itself (needs Node)
	npm --prefix tools/cdk-fixes install --no-audit --no-fund
	go test ./fixes -count=1 -run '^TestCDK' -v

.PHONY: html-report

html-report: ## bundle the script of the HTML report anew and have axe-core judge the page (needs Node)
	npm --prefix tools/html-report install --no-audit --no-fund --no-package-lock
	go test ./reporters -count=1 -run '^TestHTMLBundle$$' -update
	go test ./reporters -count=1 -run '^TestHTML' -v

.PHONY: cdk-plugin actionlint

cdk-plugin: ## build the validation plugin for the CDK and synthesize apps with it (needs Node)
	npm --prefix cdk-plugin install --no-audit --no-fund --no-package-lock
	npm --prefix cdk-plugin run build
	go test ./cmd/fjall-lint -count=1 -run '^TestCDKPlugin' -v

ACTIONLINT = github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

actionlint: ## have actionlint judge the workflow that `fjall-lint init` writes
	@dir=$$(mktemp -d) && GOBIN=$$dir go install $(ACTIONLINT) && \
	  ACTIONLINT=$$dir/actionlint go test ./cmd/fjall-lint -count=1 -run '^TestActionlint$$' -v; status=$$?; rm -r $$dir; exit $$status

network-apps: ## synthesize the apps of testdata/network anew (needs Node)
	npm --prefix tools/network-apps install --no-audit --no-fund --no-package-lock
	node tools/network-apps/synth.js

cfn-lint: ## have cfn-lint (PyPI) judge the fixed templates
	CFN_LINT=cfn-lint go test ./fixes -count=1 -run '^TestCfnLint$$' -v -timeout 30m

MULTITOOL = tools/sarif-validate/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

sarif-validate: ## have Microsoft's validator judge the SARIF files, as code scanning takes them (needs Node)
	npm --prefix tools/sarif-validate install --no-audit --no-fund --no-package-lock
	chmod u+x $(MULTITOOL)
	SARIF_MULTITOOL=$(abspath $(MULTITOOL)) go test ./reporters -count=1 -run '^TestSARIFWithMultitool$$' -v

fuzz: ## each fuzz target for a minute
	@for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime 60s -fuzzminimizetime 10x $$pkg || exit 1; \
	  done; \
	done

.PHONY: fuzz-long
FUZZTIME = 10m
FUZZJOBS = 1
FUZZOUT  = /tmp/fuzzlong

fuzz-long: ## each fuzz target for FUZZTIME, FUZZJOBS at once; the logs and a table are in FUZZOUT
	GOMAXPROCS=1 nice -n 19 go run ./tools/fuzzlong -time $(FUZZTIME) -jobs $(FUZZJOBS) -out $(FUZZOUT) $(FUZZFLAGS)

.PHONY: cross reproducible licenses vulncheck

cross: ## the binary for each system and processor that it is for, and vet for the systems
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do \
	  echo "$$target"; CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build -trimpath -o /dev/null ./cmd/fjall-lint || exit 1; \
	done
	GOOS=darwin CGO_ENABLED=0 go vet ./...
	GOOS=windows CGO_ENABLED=0 go vet ./...

reproducible: ## build twice, in two folders and with nothing cached for the second, and compare
	tools/reproducible.sh

licenses: ## the licences of what is in the binary; all must be permissive
	go run ./tools/licenses ./cmd/fjall-lint

vulncheck: ## known vulnerabilities of what the binary calls; skipped where the database cannot be reached
	tools/vulncheck.sh

clean:
	rm -f fjall-lint
