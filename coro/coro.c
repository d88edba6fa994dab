/* The scheduler: which coroutine runs, which are ready, which sleep. */

#include "coro.h"

#include "context.h"
#include "fiber.h"
#include "overflow.h"
#include "scheduler.h"
#include "stack.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { REPORT_BYTES = 700 };

/* A coroutine is running, ended, or in one queue: the ready ones, those that
 * sleep until a time, or the waiters of an object. `next` links it into that
 * queue. */
struct coro {
    struct coro_place place;
    struct stack *stack; /* this struct is just below it; main has none */
    const char *name;
    void (*function)(void *);
    void *argument;
    struct coro *next;
    struct wait waits_for; /* what is NULL: it does not wait */
    long wake_ns;          /* while it sleeps until a time */
    long switches;         /* how many times it gave the CPU to another */
    bool ended, detached;
    struct coro_queue joiner;
    struct coro *older, *newer; /* in the list of all not yet freed */
};

static struct coro main_coro = {.name = "main"};
static struct coro *self = &main_coro, *newest = &main_coro;
static struct coro *previous; /* the one that ran before self */
static struct coro *dead;     /* detached and ended: on its stack to the last */
static struct coro_queue ready, timed; /* timed: ordered by wake-up time */

/* The caller of coro_join_or_stuck, and the report for it. */
static struct coro *referee;
static char report[REPORT_BYTES];

/* ---- Queues. ---- */

static void
push(struct coro_queue *queue, struct coro *coro)
{
    coro->next = NULL;
    if (queue->first == NULL)
        queue->first = coro;
    else
        queue->last->next = coro;
    queue->last = coro;
}

static struct coro *
pop(struct coro_queue *queue)
{
    struct coro *first = queue->first;

    if (first != NULL)
        queue->first = first->next;
    return first;
}

static void
insert_timed(struct coro *coro)
{
    struct coro **place = &timed.first;

    while (*place != NULL && (*place)->wake_ns <= coro->wake_ns)
        place = &(*place)->next;
    coro->next = *place;
    *place = coro;
}

/* ---- None can run. ---- */

/* Add one sleeper to the report: "worker 1 waits for mutex 'a', held by main".
 * False if there is no room left. */
static bool
tell_sleeper(const struct coro *coro, size_t *length)
{
    const struct wait *why = &coro->waits_for;
    bool held = why->mutex != NULL && why->mutex->owner != NULL;
    char line[200];

    int bytes = snprintf(line, sizeof(line), "%s%s waits for %s '%s'%s%s",
        *length > 0 ? "; " : "", coro->name, why->what, why->name,
        held ? ", held by " : "",
        !held                       ? ""
        : why->mutex->owner == coro ? "itself"
                                    : why->mutex->owner_name);
    if (bytes < 0 || (size_t)bytes >= sizeof(line) ||
        *length + (size_t)bytes + 32 >= sizeof(report))
        return false;
    memcpy(report + *length, line, (size_t)bytes + 1);
    *length += (size_t)bytes;
    return true;
}

/* What each waits for, the oldest coroutine first. */
static void
write_report(void)
{
    const struct coro *coro = newest;
    size_t length = 0;
    long untold = 0;

    while (coro->older != NULL)
        coro = coro->older;
    for (; coro != NULL; coro = coro->newer)
        if (coro->waits_for.what != NULL && !tell_sleeper(coro, &length))
            untold++;
    if (untold > 0)
        snprintf(
            report + length, sizeof(report) - length, "; and %ld more", untold);
}

/* The referee gets the report and continues; without one the program ends. */
static struct coro *
stuck(void)
{
    struct coro *told = referee;

    write_report();
    if (told == NULL)
        die(STATUS_STUCK, "deadlock: all coroutines are asleep: %s", report);
    told->waits_for = (struct wait){NULL, NULL, NULL};
    return told;
}

/* ---- Choosing the next. ---- */

/* Cold: out of the way of those that only yield. */
__attribute__((cold)) static void
wake_timed(void)
{
    while (timed.first != NULL && timed.first->wake_ns <= clock_ns())
        push(&ready, pop(&timed));
}

/* NULL if none is. */
static struct coro *
next_ready(void)
{
    if (timed.first != NULL)
        wake_timed();
    return pop(&ready);
}

static struct coro *
choose(void)
{
    struct coro *next;

    while ((next = next_ready()) == NULL) {
        if (timed.first == NULL)
            return stuck();
        clock_sleep_ns(timed.first->wake_ns - clock_ns());
    }
    return next;
}

static void
forget(struct coro *coro)
{
    if (coro->newer != NULL)
        coro->newer->older = coro->older;
    else
        newest = coro->older;
    coro->older->newer = coro->newer; /* main is the oldest */
    fiber_free(&coro->place.fiber);
    stack_give_back(coro->stack);
}

const struct stack *
scheduler_stack(void)
{
    return self->stack;
}

/* By now another one runs. */
static void
forget_dead(void)
{
    if (dead != NULL)
        forget(dead);
    dead = NULL;
}

/* All that has to be done before the switch. */
static struct coro_turn
leave(struct coro *next)
{
    if (stack_guard == CORO_GUARD_CANARY)
        overflow_check();
    previous = self;
    self = next;
    previous->switches++;
    return (struct coro_turn){&previous->place, &self->place};
}

void
coro_arrive(void)
{
    fiber_arrive(&self->place.fiber, &previous->place.fiber);
}

static void
run(struct coro *next)
{
    int last = self->ended;

    if (next != self)
        coro_switch(leave(next), last);
}

void
scheduler_sleep(struct coro_queue *queue, const char *what, const char *name,
    const struct coro_mutex *mutex)
{
    self->waits_for = (struct wait){what, name, mutex};
    push(queue, self);
    run(choose());
}

struct coro *
scheduler_wake(struct coro_queue *queue)
{
    struct coro *first = pop(queue);

    if (first != NULL) {
        first->waits_for = (struct wait){NULL, NULL, NULL};
        push(&ready, first);
    }
    return first;
}

/* ---- Life. ---- */

static void
start(void)
{
    coro_arrive();
    self->function(self->argument);
    self->ended = true;
    scheduler_wake(&self->joiner);
    forget_dead();
    if (self->detached)
        dead = self;
    run(choose());
}

static void
begin(void)
{
    static bool begun;

    if (begun)
        return;
    begun = true;
    fiber_main(&main_coro.place.fiber);
    overflow_catch();
}

struct coro *
coro_spawn(const char *name, void (*function)(void *), void *argument)
{
    begin();
    forget_dead();
    struct stack *stack = stack_take();
    if (stack == NULL)
        return NULL;
    struct coro *coro = (struct coro *)stack - 1;
    size_t bytes = (size_t)((char *)coro - stack->low);
    context_make(&coro->place.context, stack->low, bytes, start);
    fiber_make(&coro->place.fiber, stack->low, bytes);
    coro->stack = stack;
    coro->name = name;
    coro->function = function;
    coro->argument = argument;
    coro->waits_for.what = NULL;
    coro->switches = 0;
    coro->ended = coro->detached = false;
    coro->joiner.first = NULL;
    coro->older = newest;
    coro->newer = NULL;
    newest->newer = coro;
    newest = coro;
    push(&ready, coro);
    return coro;
}

struct coro_turn
coro_next_turn(void)
{
    struct coro *next = next_ready();

    if (next == NULL)
        return (struct coro_turn){NULL, NULL};
    push(&ready, self);
    return leave(next);
}

void
coro_sleep_ns(long ns)
{
    self->wake_ns = clock_ns() + ns;
    insert_timed(self);
    run(choose());
}

static void
sleep_for_end(struct coro *coro)
{
    if (!coro->ended)
        scheduler_sleep(&coro->joiner, "the end of", coro->name, NULL);
}

void
coro_join(struct coro *coro)
{
    sleep_for_end(coro);
    forget(coro);
}

const char *
coro_join_or_stuck(struct coro *coro)
{
    referee = self;
    sleep_for_end(coro);
    referee = NULL;
    if (!coro->ended) {
        coro->joiner = (struct coro_queue){NULL, NULL}; /* it was the caller */
        return report;
    }
    forget(coro);
    return NULL;
}

void
coro_detach(struct coro *coro)
{
    coro->detached = true;
    if (coro->ended)
        forget(coro);
}

struct coro *
coro_self(void)
{
    return self;
}

const char *
coro_name(const struct coro *coro)
{
    return coro->name;
}

long
coro_switches(void)
{
    return self->switches;
}
