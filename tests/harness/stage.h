/* A home for timing, in which its probes are actors: scripts that answer by the
 * probe protocol (kit/probe.h) what the test wants them to, so that every
 * figure is known beforehand, and every accident happens when it should. It is
 * a folder in build/: made before main, and removed when the program exits,
 * which it does at once where the stage cannot be made. */
#pragma once

#include "program.h"

/* An honest answer to each request, `each` being what a unit takes: a number or
 * a shell's expression of $count and $way. */
#define ACTOR_ANSWERS(each)                                                    \
    "while read -r verb count way; do case $verb in\n"                         \
    "batch) echo \"$((count * (" each "))) $count\";;\n"                       \
    "*) echo \"$((count * 10)) 0\";; esac; done\n"

/* Put a script (the text below #!/bin/sh) on the stage as "proc/switch". It
 * finds the stage's folder in $stage. NULL: take it off. */
void stage_actor(const char *program, const char *script);

/* May the program be run? */
void stage_permit(const char *program, bool run);

/* Start timing there; or run it. */
void stage_start(const char *const *arguments);
const struct outcome *stage_run(const char *const *arguments);

/* Wait until an actor has made this file in $stage, and remove it. False where
 * that takes too long. */
bool stage_await(const char *file);
