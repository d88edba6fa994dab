/* The ring of prodcons with its bell (shared/prodcons/ring.h, bell.h, bell.c), for
 * spin: one producer, one consumer, which sleep as soon as they can (--wait=block).
 *
 * Each has a store buffer, as on x86: what it stores, the other sees later, but in
 * order; a load may come before an earlier store has left the buffer. ARM may do
 * more than that, and is not modelled. An atomic exchange empties one's own buffer,
 * membarrier(2) both.
 *
 * The verifier must find no end but the good one, and every item in its place. With
 * one of these definitions the model has an error, which it must find:
 *     SHOW_FIRST    the index is stored before the item
 *     SLOT_TOO_MANY the producer thinks that there is one more
 *     NO_FENCE      the sleeper calls no membarrier
 *     LOOK_FIRST    the sleeper looks before it says that it sleeps
 *     RUNG_LATE     it notes `rung` after it has said so
 *     HOLD_BACK     it waits without publishing what it holds back (-DPUBLISH=3)
 */

#define ITEMS 4
#define SLOTS 2
#define PLACES 2  /* ring->mask + 1 */
#ifndef PUBLISH
#define PUBLISH 2 /* --publish */
#endif
#define MODULUS 8 /* of the indices, here not 2^32 */
#define FIRST 6   /* RING_FIRST: they wrap during the run */

#ifdef SLOT_TOO_MANY
#define LIMIT (SLOTS + 1)
#else
#define LIMIT SLOTS
#endif
#define MINUS(a, b) ((a + MODULUS - b) % MODULUS)

/* Variables in shared memory, by number: 0 and 1 are slots. */
#define IN 2
#define OUT 3
#define ASLEEP 4 /* and 5: of not_empty, not_full */
#define RUNG 6   /* and 7 */
byte memory[8];

/* What the producer (0) and the consumer (1) have stored, and nobody seen. */
chan buffer0 = [4] of { byte, byte };
chan buffer1 = [4] of { byte, byte };

inline drain(buffer)
{
    do
    :: buffer ? where, what -> memory[where] = what
    :: empty(buffer) -> break
    od
}

/* ring_init; then a store leaves its buffer at any time. */
bool made;

active proctype leave()
{
    byte where, what;

    atomic {
        memory[IN] = FIRST;
        memory[OUT] = FIRST;
        made = true
    }
end:
    do
    :: atomic { buffer0 ? where, what -> memory[where] = what }
    :: atomic { buffer1 ? where, what -> memory[where] = what }
    od
}

/* bell_ring, bell_wake: bell 0 is not_empty, 1 is not_full. */
inline ring(bell, buffer)
{
    if
    :: memory[ASLEEP + bell] == 1 -> /* a load: the store before may be on its way */
        atomic { /* atomic_exchange, atomic_fetch_add */
            drain(buffer);
            if
            :: memory[ASLEEP + bell] == 1 ->
                memory[ASLEEP + bell] = 0;
                memory[RUNG + bell] = (memory[RUNG + bell] + 1) % MODULUS
            :: else
            fi
        }
    :: else
    fi
}

/* sleep_until_rung. (With two values of `rung` it fails: two may ring between the
 * note and the sleep, since `asleep` may still be 1 from an earlier time.) */
inline sleep(bell, done, buffer)
{
#ifndef RUNG_LATE
    rung = memory[RUNG + bell];
#endif
#ifdef LOOK_FIRST
    if
    :: done -> awake = true
    :: else -> awake = false
    fi;
    buffer ! ASLEEP + bell, 1;
#else
    buffer ! ASLEEP + bell, 1;
#endif
#ifndef NO_FENCE
    atomic {
        drain(buffer0);
        drain(buffer1)
    }
#endif
#ifdef RUNG_LATE
    rung = memory[RUNG + bell];
#endif
#ifndef LOOK_FIRST
    if
    :: done -> awake = true
    :: else -> awake = false
    fi;
#endif
    if
    :: awake
    :: else -> memory[RUNG + bell] != rung /* futex_wait */
    fi
}

/* ring_publish_items, ring_publish_slots */
inline publish(index, bell, buffer)
{
    published = next;
    buffer ! index, next;
    ring(bell, buffer)
}

active proctype producer()
{
    byte next = FIRST, published = FIRST, seen = FIRST, item, rung, where, what;
    bool awake;

    made;
    do
    :: item == ITEMS -> break
    :: item < ITEMS && MINUS(next, seen) < LIMIT -> /* ring_reserve */
#ifdef SHOW_FIRST
        next = (next + 1) % MODULUS;
        buffer0 ! IN, next;
        published = next;
        ring(0, buffer0);
        buffer0 ! MINUS(next, 1) % PLACES, item + 1;
#else
        buffer0 ! next % PLACES, item + 1;
        next = (next + 1) % MODULUS;
        if /* ring_commit */
        :: MINUS(next, published) >= PUBLISH -> publish(IN, 0, buffer0)
        :: else
        fi;
#endif
        item++
    :: item < ITEMS && MINUS(next, seen) >= LIMIT ->
        seen = memory[OUT]; /* ring_look */
        if
        :: MINUS(next, seen) >= LIMIT -> /* ring_await_free */
#ifndef HOLD_BACK
            if
            :: published != next -> publish(IN, 0, buffer0)
            :: else
            fi;
#endif
            sleep(1, MINUS(next, memory[OUT]) < LIMIT, buffer0)
        :: else
        fi
    od;
    publish(IN, 0, buffer0) /* prodcons_flush */
}

active proctype consumer()
{
    byte next = FIRST, published = FIRST, seen = FIRST, item, rung, where, what;
    bool awake;

    made;
    do
    :: item == ITEMS -> break
    :: item < ITEMS && seen != next -> /* ring_peek */
        item++;
        assert(memory[next % PLACES] == item);
        next = (next + 1) % MODULUS;
        if /* ring_release */
        :: MINUS(next, published) >= PUBLISH -> publish(OUT, 1, buffer1)
        :: else
        fi
    :: item < ITEMS && seen == next ->
        seen = memory[IN]; /* ring_look */
        if
        :: seen == next -> /* ring_await_item */
#ifndef HOLD_BACK
            if
            :: published != next -> publish(OUT, 1, buffer1)
            :: else
            fi;
#endif
            sleep(0, memory[IN] != next, buffer1)
        :: else
        fi
    od
}
