/* The queues that are tortured: one that outlives whoever is killed, and two
 * that do not, by which one sees that the harness sees it. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SLOTS = 4, MAX_NUMBERS = 1 << 17 };

/* What is known of a run, in memory that all share. */
struct account {
    atomic_bool put_for_certain[MAX_NUMBERS]; /* put has returned */
    atomic_int processed[MAX_NUMBERS];        /* how often */
    atomic_bool corrupt;
    char queue[4096] __attribute__((aligned(128)));
};

extern struct account *account;

struct tortured {
    const char *name;
    bool survives; /* what it promises */
    void (*open)(void);
    void (*put)(uint64_t number);
    /* Process the first item; its number. */
    uint64_t (*take)(void);
    /* The two halves of that: with the lock in between. Or NULL. */
    uint64_t (*look)(void);
    void (*done)(void);
    bool (*is_empty)(void);
    void (*mourn)(void); /* the parent, after a death; or NULL */
    long (*repairs)(void);
};

extern const struct tortured tortured[]; /* up to one without a name */
