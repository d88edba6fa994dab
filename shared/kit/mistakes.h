/* The bounded buffer as students get it wrong: --mutate of prodcons.
 *
 * What put and take do is a row of operations, a letter each. On the three
 * semaphores a capital waits (Dijkstra's P) and a small letter posts (his V):
 * E, e for empty, F, f for full, L, l for the lock. Between these stands the
 * work: i inserts the item, r removes it. A mistake is a row in which one
 * operation is missing, or two are exchanged. */
#ifndef KIT_MISTAKES_H
#define KIT_MISTAKES_H

struct mistake {
    const char *put, *take;
};

/* The words of --mutate, up to a NULL; the first one means none. */
extern const char *const mistake_words[];

/* The rows of the word of that number. */
const struct mistake *mistake_rows(int word);

#endif
