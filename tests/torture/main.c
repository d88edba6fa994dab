/* make torture: kill a worker after every instruction of put and of take, and
 * see whether the others go on.
 *
 *     torture [EVERY [KILLS [SEED [SECONDS]]]]    each EVERY-th instruction
 * (1), and so many kills at random (10,000), in so many seconds (840)
 *
 * What must come of it: the robust queue hangs nobody, damages nothing, loses
 * no item of which put had returned, and shows no more items twice than workers
 * were killed. The semaphores and the plain mutex must be seen to hang: or the
 * harness would not see it of ours. Status 1 if not, and 3 when the time is up
 * before all has been tried. */

#include "queues.h"
#include "victim.h"

#include "kit/die.h"
#include "kit/memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct tortured *queue;

/* The numbers of the items: one that was there before, the victim's, and one
 * that is put behind them; and then as many as the queue must hold. */
enum { BEFORE = 1, VICTIMS, LAST, FILL };

/* At random, each takes three numbers, and some come to their end. */
enum { MAX_KILLS = MAX_NUMBERS / 8 };

struct toll {
    long deaths, hangs, corrupt, lost, twice;
};

/* ---- What is done. ---- */

static void
put(uint64_t number)
{
    queue->put(number);
    atomic_store(&account->put_for_certain[number], true);
}

static void
put_the_victims(void)
{
    put(VICTIMS);
}

static void
take_one(void)
{
    queue->take();
}

/* All that is left, and then the whole queue once: no slot may be lost. */
static void
go_on(void)
{
    put(LAST);
    while (queue->take() != LAST)
        ;
    for (uint64_t i = 0; i < SLOTS; i++)
        put(FILL + i);
    for (int i = 0; i < SLOTS; i++)
        queue->take();
}

static void
take_until_last(void)
{
    while (queue->take() != LAST)
        ;
}

static void
put_last(void)
{
    put(LAST);
}

/* ---- What came of it. ---- */

static void
add_up(struct toll *toll, long numbers)
{
    toll->corrupt += atomic_load(&account->corrupt);
    for (long i = 0; i < numbers; i++) {
        int times = atomic_load(&account->processed[i]);
        toll->lost += times == 0 && atomic_load(&account->put_for_certain[i]);
        toll->twice += times > 1 ? times - 1 : 0;
    }
}

static void
begin(void)
{
    memset(account, 0, sizeof(*account));
    queue->open();
}

static void
mourn(void)
{
    if (queue->mourn != NULL)
        queue->mourn();
}

/* The queue has one item when the victim comes. False: it was not killed. */
static bool
kill_one(void (*act)(void), long instructions, struct toll *toll)
{
    begin();
    put(BEFORE);
    if (!victim_dies(act, instructions))
        return false;
    mourn();
    toll->deaths++;
    if (survivor_ends(survivor_starts(go_on)))
        add_up(toll, FILL + SLOTS);
    else
        toll->hangs++;
    return true;
}

/* The queue is empty, and a consumer sleeps, which the victim is to wake. */
static bool
kill_beside_sleeper(long instructions, struct toll *toll)
{
    begin();
    pid_t sleeper = survivor_starts(take_until_last);
    if (!survivor_sleeps(sleeper))
        die(STATUS_BROKEN, "who takes from an empty queue does not sleep");
    bool dies = victim_dies(put_the_victims, instructions);
    mourn();
    bool woken = survivor_does(sleeper, queue->is_empty);
    bool goes_on = survivor_ends(survivor_starts(put_last));
    goes_on &= survivor_ends(sleeper) && woken;
    if (!dies)
        return false;
    toll->deaths++;
    if (goes_on)
        add_up(toll, FILL);
    else
        toll->hangs++;
    return true;
}

static bool
judge(const char *what, const struct toll *toll)
{
    bool is_good = toll->hangs == 0 && toll->corrupt == 0 && toll->lost == 0 &&
                   toll->twice <= toll->deaths;

    printf("  %-12s %-24s %7ld %7ld %7ld %7ld %7ld\n", queue->name, what,
        toll->deaths, toll->hangs, toll->corrupt, toll->lost, toll->twice);
    fflush(stdout);
    return toll->deaths > 0 && (queue->survives ? is_good : toll->hangs > 0);
}

static bool
torture_alone(const char *what, void (*act)(void), long every)
{
    struct toll toll = {0};

    for (long i = 0; kill_one(act, i, &toll); i += every)
        ;
    return judge(what, &toll);
}

static bool
torture_waker(long every)
{
    struct toll toll = {0};

    for (long i = 0; kill_beside_sleeper(i, &toll); i += every)
        ;
    return judge("put, to a sleeper", &toll);
}

/* The victim and another sleep for the lock. The victim is woken, and killed
 * before it has the lock, which somebody else has taken meanwhile, and who
 * knows of no sleeper: so no unlock wakes the other one. */
static bool
torture_woken(void)
{
    struct toll toll = {.deaths = 1};

    begin();
    put(BEFORE);
    put(FILL);
    queue->look();
    pid_t victim = victim_sleeps(put_the_victims);
    pid_t sleeper = survivor_starts(put_last);
    if (!survivor_sleeps(sleeper))
        die(STATUS_BROKEN, "who wants the lock, too, does not sleep");
    queue->done();
    victim_is_woken(victim);
    queue->look();
    victim_is_killed(victim);
    queue->done();
    mourn();
    if (survivor_ends(sleeper) &&
        survivor_ends(survivor_starts(take_until_last)))
        add_up(&toll, FILL + 1);
    else
        toll.hangs++;
    return judge("put, woken for the lock", &toll);
}

/* ---- At random: the same queue all the time. ---- */

static uint64_t next_number;

static void
put_and_take(void)
{
    put(next_number);
    queue->take();
}

static void
take_and_put(void)
{
    queue->take();
    put(next_number);
}

static void
drain(void)
{
    put(next_number);
    while (queue->take() != next_number)
        ;
}

/* Each victim adds at most one, and so every other is followed by one who takes
 * all that is left. */
static bool
torture_at_random(long kills, unsigned seed)
{
    enum { MOST = 900 /* instructions, of both */ };
    struct toll toll = {0};

    srandom(seed);
    begin();
    while (toll.deaths < kills && toll.hangs == 0) {
        if (next_number + 3 > MAX_NUMBERS)
            die(STATUS_CANNOT, "too few of the victims died: give fewer KILLS");
        put(next_number++);
        toll.deaths += victim_dies(
            random() % 2 ? put_and_take : take_and_put, random() % MOST);
        mourn();
        next_number++;
        if (!survivor_ends(survivor_starts(drain)))
            toll.hangs++;
        next_number++;
    }
    add_up(&toll, MAX_NUMBERS);
    bool is_good = judge("at random", &toll);
    printf("  of these, %ld held the lock; seed %u\n", queue->repairs(), seed);
    return is_good;
}

/* In a handler: nothing but calls that are safe there, and the children die
 * with us. Each row was written when it was finished. */
static void
time_is_up(int signal)
{
    static const char message[] =
        "torture: the time is up: only the rows that were printed are "
        "finished: give a larger EVERY, fewer KILLS, or more SECONDS\n";

    (void)signal;
    if (write(STDERR_FILENO, message, sizeof(message) - 1) == -1)
        _exit(STATUS_CANNOT);
    _exit(STATUS_STUCK);
}

int
main(int argc, char **argv)
{
    long every = argc > 1 ? atol(argv[1]) : 1;
    long kills = argc > 2 ? atol(argv[2]) : 10000;
    unsigned seed = argc > 3 ? (unsigned)atol(argv[3]) : 1;
    long seconds = argc > 4 ? atol(argv[4]) : 840;
    bool good = true;

    die_name("torture");
    if (every < 1 || kills < 1 || kills > MAX_KILLS || seconds < 1)
        die(STATUS_USAGE,
            "give EVERY (1 or more), KILLS (1 to %d), SEED and SECONDS (1 or "
            "more)",
            MAX_KILLS);
    signal(SIGALRM, time_is_up);
    alarm((unsigned)seconds);
    account = memory_shared(sizeof(*account));
    printf("killed after each %s, of a queue with %d slots\n"
           "  %-12s %-24s %7s %7s %7s %7s %7s\n",
        every == 1 ? "instruction" : "few instructions", SLOTS, "", "",
        "deaths", "hangs", "corrupt", "lost", "twice");
    for (queue = tortured; queue->name != NULL; queue++) {
        good &= torture_alone("put", put_the_victims, every);
        good &= torture_alone("take", take_one, every);
        if (queue->survives) {
            good &= torture_waker(every);
            good &= torture_woken();
            good &= torture_at_random(kills, seed);
        }
    }
    return good ? STATUS_HELD : STATUS_BROKEN;
}
