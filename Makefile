# twinlab. `make help` lists the targets. gcc, make and glibc are enough for
# everything but the tests, which need CUnit (see tests/run).

MODELS := proc thread

CFLAGS ?= -O2 -g
BUILD ?= build
PREFIX ?= /usr/local
libexec := $(DESTDIR)$(PREFIX)/libexec/twinlab

warnings := -Wall -Wextra -Wshadow -Wmissing-prototypes
override CPPFLAGS += -Ishared -DMODELS='"$(MODELS)"'
override CFLAGS += -std=gnu11 -pthread $(warnings) $(WERROR) $(SANITIZE)
override LDFLAGS += -pthread $(SANITIZE)

# One job for each CPU, unless the caller has said how many.
ifeq ($(filter -j% --jobs%,$(MAKEFLAGS)),)
MAKEFLAGS += --jobs=$(shell nproc 2>/dev/null || echo 1)
endif

object = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
sources := $(wildcard shared/*.c shared/kit/*.c tools/*.c tools/*/*.c \
    $(MODELS:%=%/*.c))
twins := $(patsubst %.c,$(BUILD)/%,$(wildcard $(MODELS:%=%/*.c)))
tools := $(patsubst tools/%.c,$(BUILD)/%,$(wildcard tools/*.c)) \
    $(patsubst tools/%/,$(BUILD)/%,$(wildcard tools/*/))
kit := $(BUILD)/libkit.a

.SECONDEXPANSION:
.DELETE_ON_ERROR:
.PHONY: all help demo test clean format lint asan tsan install uninstall
.PHONY: check-format
.SECONDARY:

all: $(twins) $(tools)

help:
	@echo 'make            build everything below $(BUILD)/'
	@echo 'make demo       the tour, in under 20 seconds'
	@echo 'make test       the CUnit tests (NO_INSTALL=1: install nothing)'
	@echo 'make asan tsan  the tests under AddressSanitizer and UBSan, TSan'
	@echo 'make lint       warnings as errors with gcc and clang, cppcheck'
	@echo 'make format     clang-format; make check-format only looks'
	@echo 'make install PREFIX=/usr/local DESTDIR=; make uninstall'
	@echo 'make clean'

# A twin is its scenario in its model: the linker picks who runs it.
$(twins): $(BUILD)/%: $(BUILD)/obj/%.o \
    $$(BUILD)/obj/shared/$$(notdir $$*).o $(kit)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lm

# A tool is one file in tools/, or all the files of a folder there.
$(tools): $(BUILD)/%: \
    $$(call object,$$(wildcard tools/$$*.c tools/$$*/*.c)) $(kit)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lm

$(kit): $(call object,$(wildcard shared/kit/*.c))
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.c,$(BUILD)/obj/%.d,$(sources) $(wildcard tests/*.c \
    tests/*/*.c))
