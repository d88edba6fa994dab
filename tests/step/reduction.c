/* Does the reduction lose nothing: no outcome, and at no bound, so that the
 * smallest number of preemptions to each is the same?
 *
 * Random programs are searched with it and without. With a number as its
 * argument, this test is itself such a program: two to four threads with a few
 * operations each, on words, locks and condition variables. REDUCTION_FIRST and
 * REDUCTION_COUNT say which numbers are tried: make reduction takes 500. */

#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The program under study. ---- */

enum { MOST_WORKERS = 4, MOST_STEPS = 6, WORDS_SHARED = 3, LOCKS = 2 };

enum action {
    LOAD,
    STORE,
    ADD,
    LOCK,
    UNLOCK,
    AWAIT,  /* the flag, with the lock of the same number */
    SIGNAL, /* set it, and signal */
    BROADCAST,
    PRINT,
    LEAVE, /* by exit */
    ACTIONS
};

static struct script {
    int workers;
    bool joins[MOST_WORKERS];
    int main_word; /* that main adds to when it has made them; -1: none */
    struct operation {
        enum action action;
        int object;
    } operation[MOST_WORKERS][MOST_STEPS];
    int steps[MOST_WORKERS];
} script;

static volatile long word[WORDS_SHARED];
static volatile int flag[LOCKS];
static pthread_mutex_t lock[LOCKS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static pthread_cond_t changed[LOCKS] = {
    PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER};

/* A random number below `limit`; the same ones on each machine. */
static unsigned
draw(unsigned *state, unsigned limit)
{
    *state = *state * 1664525 + 1013904223;
    return (*state >> 16) % limit;
}

/* Now and then an unlock is missing, or there is one too many wait: deadlocks
 * are outcomes, too. */
static void
write_script(unsigned number)
{
    static const enum action likely[] = {LOAD, STORE, STORE, ADD, ADD, LOCK,
        LOCK, UNLOCK, AWAIT, SIGNAL, BROADCAST};
    unsigned state = number * 2654435761U + 1;

    script.workers = 2 + (int)draw(&state, MOST_WORKERS - 1);
    script.main_word = (int)draw(&state, 3 * WORDS_SHARED);
    for (int i = 0; i < script.workers; i++) {
        int held = -1;
        script.joins[i] = draw(&state, 8) != 0;
        script.steps[i] =
            2 + (int)draw(&state,
                    script.workers == 2 ? MOST_STEPS - 1 : 6U - script.workers);
        for (int j = 0; j < script.steps[i]; j++) {
            struct operation *operation = &script.operation[i][j];
            *operation = (struct operation){likely[draw(&state, COUNT(likely))],
                (int)draw(&state, WORDS_SHARED)};
            if (draw(&state, 25) == 0)
                operation->action = draw(&state, 3) == 0 ? LEAVE : PRINT;
            if (operation->action >= LOCK && operation->action <= BROADCAST)
                operation->object %= LOCKS;
            bool is_last = j == script.steps[i] - 1;
            if (held != -1 && (is_last || operation->action == UNLOCK))
                *operation = (struct operation){UNLOCK, held};
            else if (held == -1 && operation->action == UNLOCK)
                operation->action = ADD;
            if (operation->action == LOCK && (held != -1 || is_last))
                operation->action = STORE;
            if (operation->action == LOCK)
                held = operation->object;
            if (operation->action == UNLOCK)
                held = -1;
        }
    }
}

static void
set_flag(int i, int (*tell)(pthread_cond_t *))
{
    pthread_mutex_lock(&lock[i]);
    flag[i] = 1;
    tell(&changed[i]);
    pthread_mutex_unlock(&lock[i]);
}

static void
await_flag(int i)
{
    pthread_mutex_lock(&lock[i]);
    while (!flag[i])
        pthread_cond_wait(&changed[i], &lock[i]);
    flag[i] = 0;
    pthread_mutex_unlock(&lock[i]);
}

static long
operate(const struct operation *operation, long seen, long self)
{
    int i = operation->object;

    switch (operation->action) {
    case LOAD:
        return word[i];
    case STORE:
        word[i] = seen * 2 + self;
        return seen;
    case ADD:
        word[i] += self;
        return seen;
    case LOCK:
        pthread_mutex_lock(&lock[i]);
        return seen;
    case UNLOCK:
        pthread_mutex_unlock(&lock[i]);
        return seen;
    case AWAIT:
        await_flag(i);
        return seen;
    case SIGNAL:
        set_flag(i, pthread_cond_signal);
        return seen;
    case BROADCAST:
        set_flag(i, pthread_cond_broadcast);
        return seen;
    case PRINT:
        printf("%ld ", self);
        return seen;
    default:
        exit((int)(seen & 3));
    }
}

static void *
work(void *argument)
{
    long self = (long)argument, seen = 0;

    for (int i = 0; i < script.steps[self]; i++)
        seen = operate(&script.operation[self][i], seen, self + 1);
    return (void *)seen;
}

static int
be_program(unsigned number)
{
    pthread_t thread[MOST_WORKERS];
    void *seen = NULL;

    write_script(number);
    for (long i = 0; i < script.workers; i++)
        if (pthread_create(&thread[i], NULL, work, (void *)i) != 0)
            return STATUS_CANNOT;
    if (script.main_word < WORDS_SHARED)
        word[script.main_word] += 10;
    for (int i = 0; i < script.workers; i++)
        if (script.joins[i]) {
            pthread_join(thread[i], &seen);
            printf("%ld ", (long)seen);
        }
    printf("%ld %ld %ld\n", word[0], word[1], word[2]);
    return 0;
}

/* ---- With the reduction and without. ---- */

enum { MOST_OUTCOMES = 64, OUTCOME_BYTES = 128 };

struct found {
    bool is_complete;
    bool ends[3]; /* in a crash, in a deadlock, unsure */
    int count;
    char outcome[MOST_OUTCOMES][OUTCOME_BYTES];
};

static int
by_text(const void *left, const void *right)
{
    return strcmp(left, right);
}

static bool
has(const char *json, const char *member)
{
    const char *at = strstr(json, member);

    return at != NULL && strtoul(at + strlen(member), NULL, 10) > 0;
}

static struct found
search(unsigned number, const char *bound, bool reduces)
{
    static char self[4096];
    char argument[16], preemptions[32];
    struct found found = {0};

    if (realpath("/proc/self/exe", self) == NULL)
        return found;
    snprintf(argument, sizeof(argument), "%u", number);
    snprintf(preemptions, sizeof(preemptions), "--preemptions=%s", bound);
    const char *json = STEP("--json", "--max-seconds=30", preemptions,
        reduces ? "--verbose" : "--no-reduction", "--", self, argument)
                           ->out;
    found.is_complete = strstr(json, "\"end\": \"complete\"") != NULL;
    found.ends[0] = has(json, "\"crashed\": ");
    found.ends[1] = has(json, "\"stuck\": ");
    found.ends[2] = has(json, "\"unsure\": ");
    while ((json = strstr(json, "{\"output\": ")) != NULL &&
           found.count < MOST_OUTCOMES) {
        const char *end = strstr(json, ", \"schedule");
        if (end == NULL)
            break;
        snprintf(found.outcome[found.count++], OUTCOME_BYTES, "%.*s",
            (int)(end - json), json);
        json = end;
    }
    qsort(found.outcome, (size_t)found.count, OUTCOME_BYTES, by_text);
    return found;
}

static void
explain(unsigned number, const char *bound, const struct found *found,
    const char *which)
{
    printf("    program %u, preemptions %s, %s: crash %d, deadlock %d, unsure "
           "%d\n",
        number, bound, which, found->ends[0], found->ends[1], found->ends[2]);
    for (int i = 0; i < found->count; i++)
        printf("      %s\n", found->outcome[i]);
}

/* Where time was up, nothing is compared. */
static bool
compare(unsigned number, const char *bound)
{
    struct found all = search(number, bound, false);
    struct found some = search(number, bound, true);

    if (!all.is_complete || !some.is_complete)
        return false;
    bool same = memcmp(all.ends, some.ends, sizeof(all.ends)) == 0 &&
                all.count == some.count &&
                memcmp(all.outcome, some.outcome, sizeof(all.outcome)) == 0;
    CU_ASSERT(same);
    if (!same) {
        explain(number, bound, &all, "all");
        explain(number, bound, &some, "reduced");
    }
    return true;
}

static unsigned
number_of(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* Eight of them, at small bounds; or as many as are asked for, at all. */
static void
loses_no_outcome_at_any_bound(void)
{
    static const char *const bounds[] = {"0", "1", "2", "all"};
    unsigned first = number_of("REDUCTION_FIRST", 8);
    unsigned count = number_of("REDUCTION_COUNT", 8);
    unsigned compared = 0, tried = 0;
    int most = getenv("REDUCTION_COUNT") == NULL ? 2 : COUNT(bounds);

    if (!can_step())
        return;
    for (unsigned i = first; i < first + count; i++)
        for (int j = 0; j < most; j++, tried++)
            compared += compare(i, bounds[j]);
    CU_ASSERT(compared > 0);
    printf("%u of %u compared ", compared, tried);
}

static const struct test tests[] = {
    TEST(loses_no_outcome_at_any_bound), {.question = NULL}};

int
main(int argc, char **argv)
{
    return argc > 1 ? be_program((unsigned)strtoul(argv[1], NULL, 10))
                    : run_tests("reduction", tests);
}
