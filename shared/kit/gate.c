#include "gate.h"

#include "clock.h"
#include "cpus.h"
#include "die.h"

#include <errno.h>

enum { SPIN_NS = 1000000 }; /* a sleeper needs some 50,000 ns to wake */

void
gate_init(struct gate *gate, int workers, int sharing)
{
    *gate =
        (struct gate){.workers = workers, .stands_open = sharing == GATE_OPEN};
    if (gate->stands_open)
        return;
    gate->spin = workers <= cpus_usable();
    if (sem_init(&gate->open, sharing, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: cannot create the starting gate");
}

static void
open_gate(struct gate *gate)
{
    for (int i = 1; i < gate->workers; i++)
        if (sem_post(&gate->open) == -1)
            die(STATUS_BROKEN, "sem_post: %m: cannot open the starting gate");
}

static void
meet(struct gate *gate, int before_us)
{
    if (gate->spin)
        cpus_move(before_us);
    if (before_us + 1 == gate->workers)
        open_gate(gate);
    else
        while (sem_wait(&gate->open) == -1)
            if (errno != EINTR)
                die(STATUS_BROKEN,
                    "sem_wait: %m: cannot wait at the starting gate");
}

void
gate_enter(struct gate *gate)
{
    long nobody = 0;
    int before_us = atomic_fetch_add(&gate->arrived, 1);

    if (!gate->stands_open)
        meet(gate, before_us);
    atomic_fetch_add(&gate->awake, 1);
    for (long give_up_ns = clock_ns() + SPIN_NS;
         gate->spin && atomic_load(&gate->awake) < gate->workers &&
         clock_ns() < give_up_ns;)
        cpus_relax();
    atomic_compare_exchange_strong(&gate->opened_ns, &nobody, clock_ns());
}

void
gate_leave(struct gate *gate)
{
    if (atomic_fetch_add(&gate->done, 1) + 1 == gate->workers)
        atomic_store(&gate->closed_ns, clock_ns());
}

long
gate_elapsed_ns(const struct gate *gate)
{
    return gate->closed_ns - gate->opened_ns;
}
