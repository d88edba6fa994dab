/* --sync=robust: the others go on when a worker dies, and with --respawn it is
 * replaced.
 *
 * There are no end marks, which might die with their taker. A producer notes
 * how many of its items are in the queue for certain (acknowledged); one that
 * replaces it goes on from there, and may put the last one in a second time.
 * The consumers end when nothing is left and every producer has put in all, or
 * is dead. */

#include "prodcons.h"
#include "prodcons/parts.h"
#include "prodcons/robust.h"

#include "kit/die.h"

static struct robust *robust;

void
survive_init(const struct prodcons_options *options,
    void *(*place)(size_t bytes), int sharing)
{
    robust = place(robust_bytes(options->slots, item_bytes(options)));
    robust_init(robust, options->slots, item_bytes(options),
        (enum bell_wait)options->wait, sharing);
    atomic_init(&ledger->consumers_left, options->consumers);
}

/* Will no producer put another item in? */
static bool
is_over(void)
{
    const struct prodcons_options *options = prodcons->options;

    for (int i = 0; i < options->producers; i++)
        if (!atomic_load(&ledger->gone[i]) &&
            atomic_load(&ledger->tallies[i].acknowledged) <
                item_share(options, i))
            return false;
    return true;
}

static bool
may_put(void *queue)
{
    return robust_count(queue) < robust->slots ||
           atomic_load(&ledger->consumers_left) == 0;
}

static bool
may_take(void *queue)
{
    return robust_count(queue) > 0 || is_over();
}

static void
put(const struct prodcons_item *item)
{
    if (item->producer == PRODCONS_END)
        return;
    while (!robust_put(robust, item)) {
        if (atomic_load(&ledger->consumers_left) == 0)
            die(STATUS_BROKEN,
                "all consumers are dead, and the buffer is full: start again, "
                "with --respawn to replace them");
        bell_wait(&robust->not_full, may_put, robust);
    }
    atomic_store(
        &ledger->tallies[item->producer].acknowledged, item->sequence + 1);
    bell_ring(&robust->not_empty); /* it may have been the last */
}

/* That all is over must be seen before the buffer is found empty: the other way
 * round, the last item may come in between. */
static void
take(struct prodcons_item *item)
{
    for (;;) {
        bool over = is_over();
        if (robust_look(robust, item)) {
            ledger_filled(robust_count(robust));
            return;
        }
        if (over) {
            item->producer = PRODCONS_END;
            return;
        }
        bell_wait(&robust->not_empty, may_take, robust);
    }
}

static void
done(void)
{
    robust_done(robust);
}

static long
count(void)
{
    return robust_count(robust);
}

const struct prodcons_way robust_way = {
    .put = put, .take = take, .done = done, .count = count};

long
survive_repairs(void)
{
    return atomic_load(&robust->repairs);
}

/* ---- In the parent. ---- */

bool
survive_death(int worker)
{
    const struct prodcons_options *options = prodcons->options;

    atomic_fetch_add(&ledger->deaths, 1);
    atomic_store(&ledger->gone[worker], !options->respawn);
    atomic_store(&ledger->reborn[worker], options->respawn);
    if (!options->respawn) {
        if (worker >= options->producers)
            atomic_fetch_sub(&ledger->consumers_left, 1);
        gate_leave(&prodcons->gate);
    }
    robust_mourn(robust);
    return options->respawn;
}
