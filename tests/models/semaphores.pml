/* The bounded buffer behind three semaphores, for spin: prodcons_put_sem and
 * prodcons_take_sem (thread/prodcons.c, proc/prodcons.c), around prodcons_insert and
 * prodcons_remove (shared/prodcons.c), whose accesses to `head` and `count` are steps
 * of their own.
 *
 * Each producer puts its items in order; each consumer takes its share. The verifier
 * must find no end but the good one, and that each item comes once and in order.
 * With one of these definitions put or take has an error, which it must find; they
 * bear the names that they have in `prodcons --mutate` (shared/prodcons/mutate.c):
 *     NO_WAIT_EMPTY     into a slot that is in use
 *     NO_POST_FULL      no consumer is woken for it
 *     NO_WAIT_FULL      from a slot that is free
 *     NO_POST_EMPTY     the slot is never free again
 *     NO_LOCK           two workers change an index at once
 *     NO_UNLOCK         it leaves holding the lock
 *     LOCK_BEFORE_EMPTY it sleeps holding the lock
 *     LOCK_BEFORE_FULL  the same, at the other end
 * This one is no error, and it must find none:
 *     POST_BEFORE_UNLOCK
 */

#ifndef SIDE
#define SIDE 2 /* producers, and consumers */
#endif
#define ITEMS 2 /* of each */
#define SLOTS 2
#define NOTHING 255

byte s_empty = SLOTS, s_full, s_lock = 1; /* empty, full, lock in setup */

byte head, count; /* struct prodcons */
byte slot[SLOTS] = NOTHING;

byte arrived[SIDE * ITEMS]; /* ledger_arrivals */

/* sem_wait, sem_post */
inline wait(sem)
{
    atomic { sem > 0 -> sem-- }
}

inline post(sem)
{
    sem++
}

/* A slot holds an item or is free: who finds it otherwise has come too early. */
inline insert(item)
{
    tail = (head + count) % SLOTS;
    assert(slot[tail] == NOTHING);
    slot[tail] = item;
    seen = count;
    count = seen + 1
}

inline remove(item)
{
    seen = head;
    item = slot[seen];
    assert(item != NOTHING);
    slot[seen] = NOTHING;
    head = (seen + 1) % SLOTS;
    seen = count;
    count = seen - 1
}

proctype producer(byte self)
{
    byte i, tail, seen;

    for (i : 0 .. ITEMS - 1) {
#ifdef LOCK_BEFORE_EMPTY
        wait(s_lock);
#endif
#ifndef NO_WAIT_EMPTY
        wait(s_empty);
#endif
#if !defined(LOCK_BEFORE_EMPTY) && !defined(NO_LOCK)
        wait(s_lock);
#endif
        insert(self * ITEMS + i);
#ifdef POST_BEFORE_UNLOCK
        post(s_full);
        post(s_lock)
#else
#if !defined(NO_UNLOCK) && !defined(NO_LOCK)
        post(s_lock);
#endif
#ifndef NO_POST_FULL
        post(s_full)
#endif
#endif
    }
}

/* next[p]: what it may see of producer p, this or a later one (store). */
proctype consumer()
{
    byte i, item, seen, next[SIDE];

    for (i : 1 .. ITEMS) {
#ifdef LOCK_BEFORE_FULL
        wait(s_lock);
#endif
#ifndef NO_WAIT_FULL
        wait(s_full);
#endif
#ifndef LOCK_BEFORE_FULL
        wait(s_lock);
#endif
        remove(item);
        post(s_lock);
#ifndef NO_POST_EMPTY
        post(s_empty);
#endif
        d_step {
            arrived[item]++;
            assert(arrived[item] == 1);
            assert(item % ITEMS >= next[item / ITEMS]);
            next[item / ITEMS] = item % ITEMS + 1
        }
    }
}

init
{
    byte i;

    atomic {
        for (i : 0 .. SIDE - 1) {
            run producer(i);
            run consumer()
        }
    }
}
