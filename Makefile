# twinlab. `make help` lists the targets. gcc, make and glibc are enough for
# everything but the tests, which need CUnit (see tests/run).

MODELS := proc thread coro

CFLAGS ?= -O2 -g
BUILD ?= build$(if $(filter command environment,$(firstword $(origin CORO))),/$(CORO))
PREFIX ?= /usr/local
libexec := $(DESTDIR)$(PREFIX)/libexec/twinlab

warnings := -Wall -Wextra -Wshadow -Wmissing-prototypes
override CPPFLAGS += -I. -Ishared -D_GNU_SOURCE= -DMODELS='"$(MODELS)"'
override CFLAGS += -std=gnu11 -pthread $(warnings) $(WERROR) $(SANITIZE)
override LDFLAGS += -pthread $(SANITIZE)

# One job for each CPU, unless the caller has said how many.
ifeq ($(MAKELEVEL)$(findstring -j,$(MAKEFLAGS)),0)
MAKEFLAGS += --jobs=$(shell nproc 2>/dev/null || echo 1)
endif

# A line for each step; the whole commands with V=1.
quiet := $(if $(V),,@)
step = @printf '  %-4s %s\n' '$(1)' '$@'

object = $(patsubst %.S,$(BUILD)/obj/%.o,$(patsubst %.c,$(BUILD)/obj/%.o,$(1)))
sources := $(wildcard shared/*.c shared/*/*.c tools/*.c tools/*/*.c \
    tools/*/*/*.c $(MODELS:%=%/*.c))

# A scenario is a file in shared/, with a folder of its name for what surrounds
# the lesson; a twin is a file of that name in a model's folder. The other files
# there belong to the model, and are linked into each of its twins.
scenarios := $(patsubst shared/%.c,%,$(wildcard shared/*.c))
twin_sources := $(foreach model,$(MODELS),\
    $(wildcard $(scenarios:%=$(model)/%.c)))
twins := $(twin_sources:%.c=$(BUILD)/%)

# How coroutines switch: by our own code for this CPU, or with CORO=ucontext (and
# where we have none) by the C library's.
machine := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
CORO ?= $(if $(wildcard coro/switch_$(machine).S),$(machine),ucontext)
model_parts = $(call object,$(filter-out $(twin_sources) coro/switch_%,\
    $(wildcard $(1)/*.c)) $(if $(filter coro,$(1)),\
    $(wildcard coro/switch_$(CORO).[cS])))
scenario_parts = $(call object,$(wildcard shared/$(1).c shared/$(1)/*.c))
parts = $(call model_parts,$(patsubst %/,%,$(dir $(1)))) \
    $(call scenario_parts,$(notdir $(1)))
ifeq ($(wildcard coro/switch_$(CORO).[cS]),)
$(error CORO=$(CORO): there is no coro/switch_$(CORO): take $(machine) or ucontext)
endif
ifeq ($(CORO),ucontext)
override CPPFLAGS += -DCORO_UCONTEXT
endif

# Libraries that are used if this compiler finds them: a database for the
# consumer, and debugging information and a disassembler for step. (SQLITE= or
# STEP= for a lab without.)
have = $(shell flags=$$(pkg-config --cflags --libs $(1) 2>/dev/null) && \
    echo 'int main(void) { return 0; }' | $(CC) $(2:%=-include %) -x c \
    -o /dev/null - $$flags 2>/dev/null && echo $$flags)
ifeq ($(origin SQLITE),undefined)
SQLITE := $(call have,sqlite3,sqlite3.h)
endif
ifeq ($(origin STEP),undefined)
STEP := $(call have,libdw capstone,elfutils/libdw.h capstone.h)
endif
libs_prodcons := $(SQLITE)
libs_sink := $(SQLITE)
libs_step := $(STEP)
libs_decode := $(STEP)
libs_emulate := $(STEP)

# For make bench: Boost.Context where it is found, and libaco where PEERS names a
# folder with it.
ifneq ($(filter bench $(BUILD)/peers/%,$(MAKECMDGOALS)),)
libs_peers_coro := $(shell echo 'int main(void) { return 0; }' | $(CC) -x c \
    -o /dev/null - -l:libboost_context.a 2>/dev/null && echo -l:libboost_context.a)
peers_aco := $(if $(wildcard $(PEERS)/acosw.S),$(addprefix $(PEERS)/,aco.c acosw.S))
endif

# What a build depends on besides files, as a text: if it differs from that of
# the last build, what was built with it is rebuilt.
with = $(BUILD)/with/$(1)
with_compiler := $(shell $(CC) --version 2>/dev/null | head -n 1) $(CC) $(CPPFLAGS) \
    $(CFLAGS) $(LDFLAGS)
with_sqlite := $(SQLITE)
with_step := $(STEP)
with_peers := $(libs_peers_coro) $(peers_aco)
withs := compiler sqlite step peers
differs = $(subst x$(strip $(1))x,,x$(strip $(2))x)
.PHONY: $(foreach what,$(withs),$(if $(call differs,$(with_$(what)),\
    $(shell cat $(call with,$(what)) 2>/dev/null)),$(call with,$(what))))

tools := $(patsubst tools/%.c,$(BUILD)/%,$(wildcard tools/*.c)) \
    $(patsubst tools/%/,$(BUILD)/%,$(wildcard tools/*/))
kit := $(BUILD)/libkit.a
tiny := $(BUILD)/tiny

.SECONDEXPANSION:
.DELETE_ON_ERROR:
.PHONY: all help demo test bench bench-coverage lines clean format check-format lint asan tsan \
    install uninstall dist
.SECONDARY:

all: $(twins) $(tools) $(tiny)

help:
	@echo 'make            build everything below $(BUILD)/ (V=1: show how)'
	@echo 'make demo       the tour: some ten seconds, and fifteen to build'
	@echo 'make test       the CUnit tests (NO_INSTALL=1: install nothing)'
	@echo 'make starter LAB=counter DIR=out   what a student gets of a lab'
	@echo 'make check-lab LAB=counter, make check-labs   do the labs judge correctly?'
	@echo 'make bench      how good the timing tool is: one to four minutes'
	@echo 'make bench-coverage  do its intervals cover the true value? an hour; SHORT=1: ten minutes'
	@echo 'make bench-queue  our queues beside others: some ten seconds'
	@echo 'make torture    kill workers after every instruction of put and take'
	@echo 'make asan tsan  the tests under AddressSanitizer and UBSan, TSan'
	@echo 'make lint       warnings as errors with gcc and clang, cppcheck'
	@echo 'make format     clang-format; make check-format only looks'
	@echo 'make lines      how long the code is'
	@echo 'make dist       an archive of what has been committed'
	@echo 'make install PREFIX=/usr/local DESTDIR=; make uninstall'
	@echo 'make clean'

$(withs:%=$(BUILD)/with/%):
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(with_$(@F)))' >$@

# A twin is its scenario in its model: the linker chooses the run function.
$(twins): $(BUILD)/%: $(BUILD)/obj/%.o $$(call parts,$$*) $(kit)
	@mkdir -p $(@D)
	$(call step,LD)
	$(quiet)$(CC) $(LDFLAGS) -o $@ $^ $(libs_$(@F)) -lm

# A tool is one file in tools/, or all the files of a folder there and below it
# (but for tiny, which is a program of its own).
tool_sources = $(if $(filter step,$(1)),$(step_sources),$(filter-out \
    tools/task/tiny/tiny.c,$(wildcard tools/$(1).c tools/$(1)/*.c tools/$(1)/*/*.c)))
$(tools): $(BUILD)/%: $$(call object,$$(call tool_sources,$$*)) $(kit)
	@mkdir -p $(@D)
	$(call step,LD)
	$(quiet)$(CC) $(LDFLAGS) -o $@ $^ $(libs_$(@F)) -lm

# step needs libdw and capstone. Without them it is a program that says so.
step_sources := $(if $(STEP),$(filter-out tools/step/absent.c,\
    $(wildcard tools/step/*.c)),tools/step/absent.c)
step_objects := $(call object,$(step_sources) tests/tools/decode.c tests/tools/emulate.c)
$(step_objects): override CPPFLAGS += $(filter-out -l% -L%,$(STEP))
$(step_objects): $(call with,step)

# What tools/task runs: no library, and no sanitizer either.
$(tiny): tools/task/tiny/tiny.c $(call with,compiler)
	@mkdir -p $(@D)
	$(call step,LD)
	$(quiet)$(CC) -O2 $(warnings) $(WERROR) -ffreestanding -nostdlib -static -o $@ $<

$(kit): $(call object,$(wildcard shared/kit/*.c))
	$(call step,AR)
	$(quiet)rm -f $@; $(AR) rcs $@ $^

$(BUILD)/libharness.a: $(call object,$(wildcard tests/harness/*.c))
	$(call step,AR)
	$(quiet)rm -f $@; $(AR) rcs $@ $^

$(BUILD)/obj/%.o: %.c Makefile $(call with,compiler)
	@mkdir -p $(@D)
	$(call step,CC)
	$(quiet)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.S Makefile $(call with,compiler)
	@mkdir -p $(@D)
	$(call step,AS)
	$(quiet)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/obj/shared/kit/sink_sqlite.o: $(call with,sqlite)
$(BUILD)/obj/shared/kit/sink_sqlite.o: override CPPFLAGS += \
    $(if $(SQLITE),-DHAVE_SQLITE $(filter-out -l% -L%,$(SQLITE)))

# A text that a program carries: see kit/embed.h.
$(BUILD)/obj/shared/parallel/cpython.o: shared/parallel/cpython.py

# Every result says how it was built.
$(BUILD)/obj/shared/kit/machine.o: override CPPFLAGS += \
    -DBUILD_FLAGS='"$(subst ",\",$(strip $(CFLAGS)))"'

demo: all
	@$(BUILD)/twinlab demo

# ---- Tests: one source for each scenario, linked with each of its twins. ----

harness := $(BUILD)/libharness.a
twin_tests := $(foreach twin,$(twin_sources:%.c=%),$(if \
    $(wildcard tests/$(notdir $(twin)).c),$(BUILD)/tests/$(twin)))
unit_tests := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/kit/*.c \
    tests/tools/*.c tests/step/*.c $(patsubst %,tests/coro/*.c,$(filter coro,$(MODELS)))))

$(twin_tests): $(BUILD)/tests/%: $$(BUILD)/obj/tests/$$(notdir $$*).o \
    $(BUILD)/obj/tests/harness/usual.o $$(BUILD)/obj/$$*.o $$(call parts,$$*) $(harness) $(kit)
	@mkdir -p $(@D)
	$(call step,LD)
	$(quiet)$(CC) $(LDFLAGS) -o $@ $^ $(libs_$(@F)) -lcunit -lm

$(unit_tests): $(BUILD)/%: $(BUILD)/obj/%.o $(harness) $(kit)
	@mkdir -p $(@D)
	$(call step,LD)
	$(quiet)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(harness) $(kit) $(libs_$(@F)) \
	    -lcunit -lm

# Under this name it tries the other half of the cases.
$(BUILD)/tests/step/cases_rest: $(BUILD)/tests/step/cases
	$(quiet)ln -f $< $@

$(patsubst %.c,$(BUILD)/%,$(wildcard tests/coro/*.c)): $(call model_parts,coro)
$(BUILD)/tests/tools/task: $(call object,$(filter-out tools/task/main.c,\
    $(wildcard tools/task/*.c)))

# In threads.
$(BUILD)/tests/kit/queues: $(call object,thread/model.c \
    $(addprefix shared/prodcons/,bell.c mpmc.c ring.c))

timing_object = $(patsubst %,$(BUILD)/obj/tools/timing/%.o,$(1))
$(BUILD)/tests/tools/statistics: $(call timing_object,measure/statistics)
$(BUILD)/tests/tools/unpaired: $(call timing_object,compare/unpaired \
    measure/statistics)
$(BUILD)/tests/tools/format: $(call timing_object,report/format)
$(BUILD)/tests/tools/report: $(call timing_object,report/report report/chart \
    report/format experiments/inject $(addprefix measure/,counting estimate operations \
    statistics))
$(BUILD)/tests/tools/claims: $(call timing_object,claims/judge)
$(BUILD)/tests/tools/pictures: $(call timing_object,plot/script plot/rows plot/curves \
    plot/costs plot/steps plot/sizes report/format measure/estimate \
    measure/operations measure/statistics)
$(BUILD)/tests/tools/cage $(BUILD)/tests/tools/cage_step: \
    $(patsubst %,$(BUILD)/obj/tools/grade/%.o,run stream left folder apart cage choose scratch walls \
    user keeper weigh bubblewrap inside)
$(BUILD)/tests/tools/exclusive: $(BUILD)/obj/tools/step/exclusive.o
$(BUILD)/tests/tools/one_update: $(BUILD)/obj/tools/step/one_update.o
$(BUILD)/tests/tools/look: $(BUILD)/obj/tools/step/look.o
$(BUILD)/tests/tools/decode: $(if $(STEP),$(call object,\
    $(wildcard tools/step/decode*.c) tools/step/among.c))
$(BUILD)/tests/tools/emulate: $(if $(STEP),$(call object,\
    $(wildcard $(addprefix tools/step/,among.c decode*.c emulate*.c \
    calculate*.c work_*.c arch_*.c))))
# All of the conductor, with simulated probes and a simulated clock.
$(BUILD)/tests/tools/simulated: $(call timing_object,\
    $(addprefix measure/,conductor rounds asking counting estimate statistics \
    operations) report/progress)

.PHONY: cunit test-programs build-tests
cunit:
	@tests/need-cunit

test-programs: all $(twin_tests) $(unit_tests) $(BUILD)/tests/step/cases_rest
	@:

build-tests: cunit
	@$(MAKE) --no-print-directory test-programs

test: build-tests
	@tests/run $(BUILD) $(ONLY)

# What tests/bench measures ours beside: each a program of its own.
peers := $(patsubst tests/%.c,$(BUILD)/%,$(wildcard tests/peers/*.c))
$(peers): $(BUILD)/%: $(BUILD)/obj/tests/%.o $(kit)
	@mkdir -p $(@D)
	$(call step,LD)
	$(quiet)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(kit) $(libs_peers_$(@F))

$(BUILD)/obj/tests/peers/coro.o: $(call with,peers)
$(BUILD)/obj/tests/peers/coro.o: override CPPFLAGS += \
    $(if $(libs_peers_coro),-DHAVE_FCONTEXT) $(if $(peers_aco),-DHAVE_ACO -I$(PEERS))
$(BUILD)/peers/coro: $(call model_parts,coro) $(if $(peers_aco),$(BUILD)/peers/aco.o)
$(BUILD)/peers/aco.o: $(peers_aco)
	@mkdir -p $(@D)
	$(call step,CC)
	$(quiet)$(CC) -w -O2 -g -fPIE -Wa,--noexecstack -r -nostdlib -o $@ $^

# Reports, and checks nothing. PEERS=dir: see tests/bench.
bench: all $(peers)
	@BUILD=$(BUILD) PEERS=$(PEERS) tests/bench

# Do timing's intervals hold the truth here? Reports, and checks nothing.
bench-coverage: all
	@BUILD=$(BUILD) tests/coverage

# How soon step answers; BASE= names another build of it. And the reduction
# beside the search without it, on 500 random programs, for an hour or so.
.PHONY: bench-step reduction
bench-step: all
	@BUILD=$(BUILD) BASE=$(BASE) tests/bench-step

reduction: all $(BUILD)/tests/step/reduction
	TEST_SECONDS=7200 REDUCTION_COUNT=500 $(BUILD)/tests/step/reduction

# Our queues beside others: each has its own file in tests/queue. Boost and ck take
# part where they are found.
queue_peers := $(filter-out tests/queue/ck.c,$(wildcard tests/queue/*.c)) \
    $(addprefix shared/prodcons/,bell.c mpmc.c ring.c) thread/model.c
ifneq ($(filter bench-queue,$(MAKECMDGOALS)),)
queue_ck := $(call have,ck,ck_ring.h)
queue_boost := $(shell $(CXX) -x c++ -include boost/lockfree/spsc_queue.hpp \
    -fsyntax-only /dev/null 2>/dev/null && echo yes)
endif
queue_objects = $(call object,$(queue_peers) $(if $(queue_ck),tests/queue/ck.c)) \
    $(if $(queue_boost),$(BUILD)/obj/tests/queue/boost.o)

$(BUILD)/obj/tests/queue/boost.o: tests/queue/boost.cpp tests/queue/peer.h
	@mkdir -p $(@D)
	$(call step,CXX)
	$(quiet)$(CXX) -I. -Ishared -O2 -g -std=c++17 -pthread -c -o $@ $<

$(BUILD)/bench-queue: $$(queue_objects) $(kit)
	$(call step,LD)
	$(quiet)$(if $(queue_boost),$(CXX),$(CC)) $(LDFLAGS) -o $@ $^ -lm -lrt

.PHONY: bench-queue
bench-queue: $(BUILD)/bench-queue $(BUILD)/machine
	@$(BUILD)/machine
	@$(BUILD)/bench-queue goals
	@$(BUILD)/bench-queue table

# Workers that are killed after every instruction: EVERY=7 for each seventh, and
# KILLS=300 at random. It ends when the time is up: SECONDS=3000 for more of it.
$(BUILD)/torture: $(call object,$(wildcard tests/torture/*.c) thread/model.c \
    $(addprefix shared/prodcons/,bell.c robust.c)) $(kit)
	$(call step,LD)
	$(quiet)$(CC) $(LDFLAGS) -o $@ $^ -lm

.PHONY: torture
torture: $(BUILD)/torture
	@$(BUILD)/torture $(or $(EVERY),1) $(or $(KILLS),10000) $(or $(SEED),1) $(or $(SECONDS),840)

# Reports, and checks nothing.
lines:
	@tests/lines

# What is left out of tools/ is about waiting, files and texts, or weighs memory:
# the C behind it is run by the others. A thread's twin differs from its process's in some hundred
# lines, and TSan runs all of them; a coroutine's in how it switches.
asan_tests := proc kit $(addprefix thread/,memory pool prodcons) coro/coro coro/stack \
    coro/sync coro/counter coro/memory coro/pool coro/prodcons \
    $(filter-out $(addprefix tools/,map notes progress claims plot plot_killed timing \
    timing_killed cage cage_step),$(patsubst tests/%.c,%,$(wildcard tests/tools/*.c)))

asan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan test ONLY='$(asan_tests)' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all'

# TSan looks into one process, and for its threads: it has nothing to say about
# proc/, nor about tools that do nothing but start others; and of coroutines, which
# are one thread, no more than that they can be switched under it.
tsan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan MODELS='thread coro' test \
	    ONLY='thread kit coro/coro coro/stack coro/sync coro/counter' SANITIZE=-fsanitize=thread

# ---- Labs: what a course hands out. labs/README.md is for its instructor. ----

.PHONY: starter check-lab check-labs check-labs-full
starter check-lab check-labs check-labs-full: \
    export TWINLAB := $(abspath $(BUILD)/twinlab)
starter: all
	@labs/starter "$$LAB" "$$DIR" "$$MODEL"

check-lab: all
	@labs/check '$(LAB)' $(or $(TIMES),1) $(DRAWN)

# DRAWN=3/10: of the wrong programs, each tenth from number 3 on.
check-labs: all
	@labs/check all 1 $(DRAWN)

check-labs-full: all
	@labs/check all 10

# ---- Form. ----

c_files = $(shell git ls-files '*.[ch]' 2>/dev/null || find . -name '*.[ch]')

format:
	clang-format -i $(c_files)

check-format:
	clang-format --dry-run --Werror $(c_files)

lint: check-format
	@for cc in gcc clang; do \
	    $(MAKE) --no-print-directory CC=$$cc BUILD=$(BUILD)/lint-$$cc \
	        WERROR=-Werror all || exit 1; \
	done
	cppcheck --quiet --std=c11 --enable=warning,portability,performance \
	    --error-exitcode=1 --inline-suppr -I. -Ishared -DMODELS='"$(MODELS)"' \
	    $(MODELS) shared tools
	shellcheck .ci/run labs/starter $(wildcard labs/deploy/*/*.sbatch \
	    labs/deploy/gradescope/*) labs/deploy/install labs/deploy/prairielearn/grade \
	    tests/gradescope packaging/* $(addprefix tests/,run bench coverage \
	    need-cunit congruent mutants rebuild cycles lines installed)

# ---- Installing. ----

# Installed, a handout says "twinlab proc counter" for "build/proc/counter", and
# names the labs' scripts where it said make.
as_installed := sed -e 's,build/\(twinlab\|pair\),twinlab,g' \
    -e 's,build/\(proc\|thread\|coro\)/\([a-z]*\),twinlab \1 \2,g' \
    -e 's,build/\(demo\|grade\|machine\|step\|task\|timing\),twinlab \1,g' \
    -e 's,make starter LAB=\([a-z]*\) DIR=,$(PREFIX)/share/twinlab/labs/starter \1 ,' \
    -e 's,make check-lab LAB=,$(PREFIX)/share/twinlab/labs/check ,'
share := $(DESTDIR)$(PREFIX)/share
documents := README.md README.zh-CN.md CONTRIBUTING.md CHANGELOG.md LICENSE \
    $(wildcard notes/*) labs/README.md labs/answers.md
version := $(shell sed -n 's/.*VERSION "\(.*\)"/\1/p' shared/kit/version.h)

$(BUILD)/twinlab.1: packaging/manual $(twins) $(tools)
	@packaging/manual $(BUILD) >$@

install: all $(BUILD)/twinlab.1
	install -d '$(libexec)' '$(DESTDIR)$(PREFIX)/bin' '$(share)/doc/twinlab/notes' \
	    '$(share)/doc/twinlab/labs' '$(share)/twinlab' '$(share)/man/man1' \
	    '$(share)/bash-completion/completions'
	install $(tools) $(tiny) '$(libexec)'
	for model in $(MODELS); do \
	    install -d '$(libexec)'/$$model && \
	    install $(BUILD)/$$model/* '$(libexec)'/$$model || exit 1; \
	done
	rm -rf '$(share)/twinlab/labs' && cp -R labs '$(share)/twinlab'
	ln -sf ../libexec/twinlab/twinlab '$(DESTDIR)$(PREFIX)/bin/twinlab'
	install -m 644 $(BUILD)/twinlab.1 '$(share)/man/man1'
	install -m 644 packaging/twinlab.bash '$(share)/bash-completion/completions/twinlab'
	for file in $(documents); do \
	    $(as_installed) $$file >'$(share)/doc/twinlab'/$$file && \
	    chmod 644 '$(share)/doc/twinlab'/$$file || exit 1; \
	done

uninstall:
	rm -rf '$(libexec)' '$(share)/doc/twinlab' '$(share)/twinlab'
	rm -f '$(DESTDIR)$(PREFIX)/bin/twinlab' '$(share)/man/man1/twinlab.1' \
	    '$(share)/bash-completion/completions/twinlab'

# What has been committed, as an archive.
dist:
	@mkdir -p $(BUILD)
	git archive --prefix=twinlab-$(version)/ -o $(BUILD)/twinlab-$(version).tar.gz HEAD

clean:
	rm -rf $(BUILD)

-include $(patsubst %.c,$(BUILD)/obj/%.d,$(sources) $(wildcard tests/*.c \
    tests/*/*.c))
