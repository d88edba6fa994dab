/* Do all workers leave the gate together? */

#include "kit/gate.h"

#include "../harness/program.h"

#include "kit/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 9 };

static struct gate gate;
static atomic_int inside, together;

/* Count the workers that pass before the last one has arrived. */
static void *
pass(void *unused)
{
    (void)unused;
    gate_enter(&gate);
    atomic_fetch_add(&inside, 1);
    together += atomic_load(&gate.arrived) == gate.workers;
    gate_leave(&gate);
    return NULL;
}

static void
run_threads(int workers)
{
    pthread_t ids[MANY];

    inside = together = 0;
    gate_init(&gate, workers, 0);
    for (int i = 0; i < workers; i++)
        if (pthread_create(&ids[i], NULL, pass, NULL) != 0)
            abort();
    for (int i = 0; i < workers; i++)
        pthread_join(ids[i], NULL);
}

/* Does no worker pass before the last one has arrived? Also with more workers
 * than CPUs? */
TEST(all_pass_together)
{
    for (int workers = 1; workers <= MANY; workers++) {
        run_threads(workers);
        CU_ASSERT_EQUAL(inside, workers);
        CU_ASSERT_EQUAL(together, workers);
        CU_ASSERT(gate_elapsed_ns(&gate) >= 0);
        CU_ASSERT(gate.opened_ns > 0);
    }
}

/* Does it work between processes? */
TEST_IN_CHILD(processes_pass)
{
    struct gate *shared = memory_shared(sizeof(*shared));
    int wait_status, held = 0;

    gate_init(shared, 3, 1);
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            gate_enter(shared);
            gate_leave(shared);
            _exit(EXIT_SUCCESS);
        }
    while (wait(&wait_status) > 0)
        held += wait_status == 0;
    _exit(held == 3 && shared->done == 3 ? EXIT_SUCCESS : EXIT_FAILURE);
}
