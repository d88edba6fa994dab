/* The buffer that outlives whoever dies (--sync=robust --respawn), for spin: a
 * producer and CONSUMERS, of which any may be killed before each of its steps, KILLS
 * times in all; the parent replaces it.
 *
 * What stands for what: put, robust_put and acknowledged, take, robust_look and
 * robust_done of shared/prodcons/{survive,robust}.c; sleep_until_rung and bell_wake of
 * shared/prodcons/bell.c (what a store buffer adds there, ring.pml has); the mutex
 * that the kernel hands on with EOWNERDEAD; prodcons_outlives, survive_death and
 * start in the parent.
 *
 * The verifier must find no end but the good one (nobody sleeps for ever), no item
 * that is half one and half another, none lost, and no more that came twice than
 * workers were killed. With one of these definitions the model has an error, which
 * it must find:
 *     COMMIT_FIRST   the state shows the item before it is in its slot
 *     TAKE_FIRST     an item is taken out before it is processed
 *     ACK_FIRST      acknowledged before it is in the queue
 *     NOT_CONSISTENT who comes after a dead owner does not say so
 *     NO_MOURNING    nobody wakes those whom the dead one would have woken
 *     EMPTY_FIRST    a consumer asks whether all is over after it found nothing
 */

#ifndef CONSUMERS
#define CONSUMERS 1
#endif
#ifndef ITEMS
#define ITEMS 3
#endif
#define SLOTS 2
#ifndef KILLS
#define KILLS 2
#endif
#define WORKERS (1 + CONSUMERS) /* 0 puts, the others take */
#define NOBODY 255

/* struct robust: a slot is written, and read, in two halves. */
byte first, count; /* `state`: changed in one step */
byte slot_a[SLOTS], slot_b[SLOTS];
byte owner = NOBODY;
bool owner_died, not_recoverable;

/* struct bell: 0 is not_full, 1 is not_empty. `rung` only ever changes. */
bool asleep[2];
byte rung[2];

/* struct ledger */
byte acknowledged, arrived[ITEMS];
byte kills, twice, returned;

/* Who is killed takes no step more; then it is dead, and waitpid tells the parent,
 * who mourns it and starts another. */
mtype = { AT_WORK, KILLED, DEAD, STARTED, RETURNED };
mtype is[WORKERS] = AT_WORK;
chan waitpid = [WORKERS] of { byte };

/* lock: EOWNERDEAD, pthread_mutex_consistent */
inline lock()
{
    atomic { owner == NOBODY && !not_recoverable -> owner = self };
#ifndef NOT_CONSISTENT
    owner_died = false
#endif
}

inline unlock()
{
    atomic {
        owner = NOBODY;
        not_recoverable = owner_died
    }
}

/* bell_ring, bell_wake */
inline ring(bell)
{
    if
    :: asleep[bell] ->
        atomic { /* atomic_exchange */
            was_asleep = asleep[bell];
            asleep[bell] = false
        };
        atomic {
            if
            :: was_asleep -> rung[bell]++
            :: else
            fi;
            was_asleep = false
        }
    :: else
    fi
}

/* sleep_until_rung, with --wait=block */
inline sleep(bell, done)
{
    heard = rung[bell];
    asleep[bell] = true;
    if
    :: done
    :: else -> rung[bell] != heard /* futex_wait */
    fi
}

/* robust_put, until there is room; then its caller */
inline put()
{
    do
    :: lock();
        if
        :: count == SLOTS ->
            unlock();
            sleep(0, count < SLOTS)
        :: else -> break
        fi
    od;
    place = (first + count) % SLOTS;
#ifdef COMMIT_FIRST
    count++;
#endif
    slot_a[place] = item;
    slot_b[place] = item;
#ifndef COMMIT_FIRST
    count++; /* commit */
#endif
    unlock();
    ring(1)
}

/* take, and then done; `over` where nothing will come */
inline take()
{
    do
#ifdef EMPTY_FIRST
    :: lock();
#else
    :: over = (acknowledged == ITEMS); /* is_over */
        lock();
#endif
        if
        :: count > 0 -> over = false; break
        :: else ->
            unlock();
#ifdef EMPTY_FIRST
            over = (acknowledged == ITEMS);
#endif
            if
            :: over -> break
            :: else -> sleep(1, count > 0 || acknowledged == ITEMS)
            fi
        fi
    od;
    if
    :: over
    :: else ->
        item = slot_a[first];
        assert(slot_b[first] == item);
#ifdef TAKE_FIRST
        atomic { first = (first + 1) % SLOTS; count-- };
        arrived[item]++;
#else
        arrived[item]++; /* item_arrived */
        atomic { first = (first + 1) % SLOTS; count-- }; /* robust_done: commit */
#endif
        unlock();
        ring(0)
    fi
}

/* produce, from where a dead predecessor was */
inline produce()
{
    item = acknowledged;
    do
    :: item == ITEMS -> break
    :: else ->
#ifdef ACK_FIRST
        acknowledged = item + 1;
        put();
#else
        put();
        acknowledged = item + 1;
#endif
        ring(1);
        item++
    od
}

inline consume()
{
    do
    :: take();
        if
        :: over -> break
        :: else
        fi
    od
}

/* A process, and then the one that replaces it. Who is killed holding the lock
 * gives it up: exit_robust_list of the kernel. */
proctype worker(byte self)
{
    byte item, place, heard;
    bool over, was_asleep;

again:
    {
        if
        :: self == 0 -> produce()
        :: else -> consume()
        fi;
        atomic {
            is[self] = RETURNED;
            returned++
        }
    } unless {
        atomic {
            is[self] == KILLED ->
            if
            :: owner == self ->
                owner = NOBODY;
                owner_died = true
            :: else
            fi;
            item = 0;
            place = 0;
            heard = 0;
            over = false;
            was_asleep = false;
            is[self] = DEAD;
            waitpid ! self
        };
        atomic { is[self] == STARTED -> is[self] = AT_WORK };
        goto again
    }
}

/* join, survive_death; robust_mourn, by way of `asleep`. */
active proctype parent()
{
    byte who;
    bool was_asleep;

    do
    :: returned == WORKERS -> break
    :: waitpid ? who ->
#ifndef NO_MOURNING
        asleep[0] = true;
        asleep[1] = true;
        ring(0);
        ring(1);
#endif
        is[who] = STARTED
    od;
    atomic { /* prodcons_judge */
        who = 0;
        do
        :: who == ITEMS -> break
        :: else ->
            assert(arrived[who] > 0);
            twice = twice + arrived[who] - 1;
            who++
        od;
        assert(twice <= kills)
    }
}

/* SIGKILL, at any time. */
active proctype killer()
{
end:
    do
    :: atomic { kills < KILLS && is[0] == AT_WORK -> is[0] = KILLED; kills++ }
    :: atomic { kills < KILLS && is[1] == AT_WORK -> is[1] = KILLED; kills++ }
#if CONSUMERS > 1
    :: atomic { kills < KILLS && is[2] == AT_WORK -> is[2] = KILLED; kills++ }
#endif
    od
}

init
{
    byte i;

    atomic {
        for (i : 0 .. WORKERS - 1) {
            run worker(i)
        }
    }
}
