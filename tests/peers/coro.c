/* What a coroutine costs, beside others': Boost.Context's fcontext, and libaco.
 * For make bench: peers/coro QUESTION TIMES ROUNDS prints a line each round:
 * the nanoseconds of ours, of fcontext and of libaco, all asked in turn; "-"
 * for one that is not here, or cannot be asked.
 *
 * create: create one, run it once, join it. yield-1, -2, -4: hand over between
 * two, which do that in so many places of the program.
 *
 * fcontext is a switch and no more: it brings no stacks and no queue. Here it
 * gets its stacks from a list of free ones, as ours come. Those of libaco share
 * one stack. */

#include "coro/coro.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The loop of one that hands over, so often and from so many places. */
#define LOOP(name, places, turn)                                               \
    __attribute__((noinline)) static void name(long left)                      \
    {                                                                          \
        for (; left > 0; left -= (places)) {                                   \
            turn;                                                              \
            if ((places) == 2)                                                 \
                turn;                                                          \
        }                                                                      \
    }

/* Each library's: `both` is called by both that take turns, the others by one.
 */
#define LOOPS(library, turn)                                                   \
    LOOP(library##_both, 1, turn)                                              \
    LOOP(library##_a, 1, turn)                                                 \
    LOOP(library##_b, 1, turn)                                                 \
    LOOP(library##_a_twice, 2, turn)                                           \
    LOOP(library##_b_twice, 2, turn)                                           \
    static const struct loops library##_loops[] = {                            \
        {"yield-1", library##_both, library##_both},                           \
        {"yield-2", library##_a, library##_b},                                 \
        {"yield-4", library##_a_twice, library##_b_twice}};

struct loops {
    const char *question;
    void (*main)(long times);
    void (*other)(long times);
};

static const char *question;
static long times;
static volatile long runs; /* what a created one does */

static double
now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static const struct loops *
asked(const struct loops *loops)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(loops[i].question, question) == 0)
            return &loops[i];
    exit(2);
}

/* ---- Ours. ---- */

LOOPS(our, coro_yield())

static void
our_run(void *argument)
{
    (void)argument;
    runs++;
}

static void
our_other(void *argument)
{
    asked(our_loops)->other(times);
    (void)argument;
}

static void
our_create(void)
{
    for (long i = 0; i < times; i++)
        coro_join(coro_spawn("one", our_run, NULL));
}

/* The other runs first, and has ended when main asks it to. */
static void
our_yield(void)
{
    struct coro *other = coro_spawn("other", our_other, NULL);

    asked(our_loops)->main(times);
    coro_join(other);
}

/* ---- fcontext: boost/context/detail/fcontext.hpp. ---- */

#ifdef HAVE_FCONTEXT
enum { STACK_BYTES = 64 * 1024 };

typedef void *fcontext_t;
struct transfer {
    fcontext_t from;
    void *data;
};
fcontext_t make_fcontext(void *top, size_t bytes, void (*)(struct transfer));
struct transfer jump_fcontext(fcontext_t to, void *data);

struct free_stack {
    struct free_stack *next;
};

static struct free_stack *free_stacks;
static fcontext_t other;

LOOPS(fcontext, other = jump_fcontext(other, NULL).from)

static char *
take_stack(void)
{
    struct free_stack *top = free_stacks;

    if (top != NULL) {
        free_stacks = top->next;
        return (char *)(top + 1);
    }
    char *low = aligned_alloc(4096, STACK_BYTES);
    if (low == NULL)
        exit(1);
    return low + STACK_BYTES;
}

static void
give_stack_back(char *end)
{
    struct free_stack *top = (struct free_stack *)end - 1;

    top->next = free_stacks;
    free_stacks = top;
}

/* It comes back when the function has returned. */
static void
fcontext_run(struct transfer by)
{
    void (*function)(void *) = by.data;

    function(NULL);
    jump_fcontext(by.from, NULL);
}

static void
fcontext_other(struct transfer by)
{
    other = by.from;
    asked(fcontext_loops)->other(times);
    jump_fcontext(other, NULL);
}

static void
fcontext_create(void)
{
    for (long i = 0; i < times; i++) {
        char *end = take_stack();
        jump_fcontext(
            make_fcontext(end, STACK_BYTES, fcontext_run), (void *)our_run);
        give_stack_back(end);
    }
}

static void
fcontext_yield(void)
{
    char *end = take_stack();

    other = make_fcontext(end, STACK_BYTES, fcontext_other);
    asked(fcontext_loops)->main(times);
    give_stack_back(end);
}
#endif

/* ---- libaco: aco.h. ---- */

#ifdef HAVE_ACO
#include <aco.h>

static void
aco_run(void)
{
    our_run(NULL);
    aco_exit();
}

static void
aco_create_and_run(void)
{
    static aco_t *creator;
    static aco_share_stack_t *stack;

    if (creator == NULL) {
        aco_thread_init(NULL);
        creator = aco_create(NULL, NULL, 0, NULL, NULL);
        stack = aco_share_stack_new(0);
    }
    for (long i = 0; i < times; i++) {
        aco_t *one = aco_create(creator, stack, 0, aco_run, NULL);
        aco_resume(one);
        aco_destroy(one);
    }
}
#endif

/* ---- In turn. ---- */

static const struct library {
    void (*create)(void);
    void (*yield)(void);
} libraries[] = {{our_create, our_yield},
#ifdef HAVE_FCONTEXT
    {fcontext_create, fcontext_yield},
#else
    {NULL, NULL},
#endif
#ifdef HAVE_ACO
    {aco_create_and_run, NULL}
#else
    {NULL, NULL}
#endif
};

int
main(int argc, char *argv[])
{
    if (argc != 4)
        return 2;
    question = argv[1];
    times = atol(argv[2]);
    bool creates = strcmp(question, "create") == 0;
    long each = creates ? times : 2 * times; /* both hand over */
    for (long round = atol(argv[3]); round > 0; round--) {
        for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++) {
            const struct library *one = &libraries[i];
            void (*ask)(void) = creates ? one->create : one->yield;
            double begin = now();
            if (ask == NULL) {
                printf("- ");
                continue;
            }
            ask();
            printf("%.3f ", (now() - begin) / (double)each);
        }
        printf("\n");
    }
    return 0;
}
