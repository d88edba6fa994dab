/* The counter (shared/counter.c), for spin: how many updates can be lost, at most
 * and at least?
 *
 * Each worker makes UPDATES updates, each of a load (counter_read) and a store
 * (counter_write): add_none. Whatever the schedule, the counter ends between LEAST
 * and MOST: all updates are there, or only two are. For two: one worker loads 0 and
 * sleeps through all but one update of the others; it stores 1; another loads that
 * as its last update, and sleeps through all that is left; it stores 2. Only with
 * one update each it may be one.
 *
 * The verifier must find none that ends outside; that with the definition LOCKED
 * (counter_add_mutex, counter_add_sem, add_spin, ...) none ends below 9; and with
 * each of these an error, since a bound is reached, or another:
 *     LEAST=3   no schedule ends with 2
 *     MOST=8    none ends with 9
 *     ONCE      one update each
 */

#ifndef WORKERS
#define WORKERS 3
#endif
#ifdef ONCE
#define UPDATES 1
#else
#define UPDATES 3
#endif
#ifndef LEAST
#define LEAST 2
#endif
#ifndef MOST
#define MOST (WORKERS * UPDATES)
#endif

byte counter, done;
bool taken; /* the lock */

proctype worker()
{
    byte seen, update;

    do
    :: update == UPDATES -> break
    :: update < UPDATES ->
#ifdef LOCKED
        atomic { !taken -> taken = true };
#endif
        seen = counter;     /* counter_read */
        counter = seen + 1; /* counter_write */
#ifdef LOCKED
        taken = false;
#endif
        update++
    od;
    done++
}

init
{
    byte i;

    atomic {
        for (i : 1 .. WORKERS) {
            run worker()
        }
    }
    done == WORKERS; /* counter_collect */
    assert(LEAST <= counter && counter <= MOST)
}
