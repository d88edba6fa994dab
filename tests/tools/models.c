/* Does spin's verifier find that the model of the ring loses no item and lets
 * nobody sleep for ever; and does it find each of the errors that the model can
 * be given? A model in which it found none might as well be empty. */

#include "../harness/program.h"
#include "../harness/source.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char model[PATH_MAX];
static const char *definitions;

/* Prints "errors: N". Becomes a shell. */
static void
verify(void)
{
    static const char script[] =
        "command -v spin >/dev/null || exit 77\n"
        "work=$(mktemp -d) && trap 'rm -rf \"$work\"' EXIT && cd \"$work\" &&\n"
        "    spin -a $2 \"$1\" >/dev/null && cc -O1 -w -DSAFETY -o pan pan.c "
        "&&\n"
        "    ./pan -m100000 | grep -o 'errors: [0-9]*'\n";

    execl("/bin/sh", "sh", "-c", script, "sh", model, definitions, NULL);
    _exit(STATUS_CANNOT);
}

/* Is the ring right, and is each error seen? */
static void
ring_is_verified(void)
{
    static const struct {
        const char *definitions;
        bool is_good;
    } cases[] = {{"-DPUBLISH=2", true}, {"-DPUBLISH=3", true},
        {"-DSHOW_FIRST", false}, {"-DSLOT_TOO_MANY", false},
        {"-DNO_FENCE", false}, {"-DLOOK_FIRST", false}, {"-DRUNG_LATE", false},
        {"-DHOLD_BACK -DPUBLISH=3", false}};

    CU_ASSERT_FATAL(source_find(model, "tests/models/ring.pml"));
    for (int i = 0; i < COUNT(cases); i++) {
        definitions = cases[i].definitions;
        const struct outcome *seen = function_run(verify);
        if (seen->status == STATUS_CANNOT) {
            not_tried("there is no spin");
            return;
        }
        CU_ASSERT_EQUAL(seen->status, 0);
        CU_ASSERT_STRING_EQUAL(
            seen->out, cases[i].is_good ? "errors: 0\n" : "errors: 1\n");
    }
}

const struct test tests[] = {TEST(ring_is_verified), {.question = NULL}};
