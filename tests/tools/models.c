/* Does spin's verifier find that each model holds, and does it find each of the
 * errors that the model can be given? A model in which it found none might as
 * well be empty. */

#include "../harness/program.h"
#include "../harness/source.h"

#include <limits.h>
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

/* With those definitions, does the verifier find none, or one? False: there is
 * no spin to ask. */
static bool
is_found(const char *name, const char *with, bool error)
{
    CU_ASSERT_FATAL(source_find(model, name));
    definitions = with;
    const struct outcome *seen = IN_CHILD(verify());
    if (is_skipped(seen->status == STATUS_CANNOT, "there is no spin"))
        return false;
    CU_ASSERT_EQUAL(seen->status, 0);
    CU_ASSERT_STRING_EQUAL(seen->out, error ? "errors: 1\n" : "errors: 0\n");
    return true;
}

/* Lists of definitions, up to a NULL: with the first the model is right, with
 * the others it is wrong. */
static void
check_model(
    const char *name, const char *const *right, const char *const *wrong)
{
    while (*right != NULL)
        if (!is_found(name, *right++, false))
            return;
    while (*wrong != NULL)
        if (!is_found(name, *wrong++, true))
            return;
}

/* Does the ring lose no item, and let nobody sleep for ever? */
TEST(ring_is_verified)
{
    check_model("tests/models/ring.pml", WORDS("-DPUBLISH=2", "-DPUBLISH=3"),
        WORDS("-DSHOW_FIRST", "-DSLOT_TOO_MANY", "-DNO_FENCE", "-DLOOK_FIRST",
            "-DRUNG_LATE", "-DHOLD_BACK -DPUBLISH=3"));
}

/* Are the bounds of the race those that the handout names: none is passed, and
 * each is reached? */
TEST(race_has_its_bounds)
{
    check_model("tests/models/counter.pml",
        WORDS("-DWORKERS=3", "-DLOCKED -DLEAST=9"),
        WORDS("-DLEAST=3", "-DMOST=8", "-DONCE"));
}

/* Does the buffer behind three semaphores keep its promise, and does it break
 * it with each of the mistakes of --mutate but the harmless one? */
TEST(semaphores_are_verified)
{
    check_model("tests/models/semaphores.pml",
        WORDS("-DSIDE=2", "-DPOST_BEFORE_UNLOCK"),
        WORDS("-DNO_WAIT_EMPTY", "-DNO_POST_FULL", "-DNO_WAIT_FULL",
            "-DNO_POST_EMPTY", "-DNO_LOCK", "-DNO_UNLOCK",
            "-DLOCK_BEFORE_EMPTY", "-DLOCK_BEFORE_FULL"));
}

/* Does the robust buffer survive a death at any step: nobody sleeps for ever,
 * none is lost, and no more come twice than died? */
TEST(robust_buffer_is_verified)
{
    check_model("tests/models/robust.pml",
        WORDS("-DITEMS=2", "-DITEMS=1 -DCONSUMERS=2 -DKILLS=1"),
        WORDS("-DCOMMIT_FIRST", "-DTAKE_FIRST", "-DACK_FIRST",
            "-DNOT_CONSISTENT", "-DNO_MOURNING", "-DEMPTY_FIRST"));
}
