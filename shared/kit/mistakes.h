/* Students' usual mistakes in the bounded buffer: --mutate of prodcons.
 *
 * put and take are each a sequence of operations, one letter each. On the three
 * semaphores a capital letter waits (Dijkstra's P) and a small one posts (his
 * V): E, e for empty, F, f for full, L, l for the lock. Between these is the
 * work: i inserts the item, r removes it. A mistake is a sequence with one
 * operation missing or two exchanged. */
#pragma once

struct mistake {
    const char *put, *take;
};

/* The words of --mutate, up to a NULL; the first one means none. */
extern const char *const mistake_words[];

/* The sequences of the word with that number. */
const struct mistake *mistake_rows(int word);
