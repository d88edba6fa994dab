/* --mutate: put and take with a mistake in them (kit/mistakes.h), and what
 * notices that all sleep for ever. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/die.h"
#include "kit/mistakes.h"
#include "kit/model.h"
#include "kit/patience.h"

#include <ctype.h>
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 5 };

static void *sems[UCHAR_MAX + 1]; /* by letter */

void
prodcons_name_sems(void *empty, void *full, void *lock)
{
    sems['e'] = empty;
    sems['f'] = full;
    sems['l'] = lock;
}

/* One operation of a wrong put or take: wait, or post. */
static void
operate(char letter)
{
    void *sem = sems[tolower(letter)];

    if (isupper(letter))
        model_sem_wait(sem);
    else
        model_sem_post(sem);
}

static void
put(const struct prodcons_item *item)
{
    for (const char *letter = mistake_rows(prodcons->options->mutate)->put;
         *letter != '\0'; letter++)
        if (*letter == 'i')
            prodcons_insert(item);
        else
            operate(*letter);
}

static void
take(struct prodcons_item *item)
{
    for (const char *letter = mistake_rows(prodcons->options->mutate)->take;
         *letter != '\0'; letter++)
        if (*letter == 'r')
            prodcons_remove(item);
        else
            operate(*letter);
}

const struct prodcons_way mutate_way = {put, take, NULL, NULL, NULL};

/* ---- These two run in a signal handler. ---- */

static long
count_moves(void)
{
    struct tally sum = ledger_sum();

    return sum.sent + sum.stored;
}

static void
give_up(void)
{
    struct tally sum = ledger_sum();

    complain(
        "no item was sent or stored for %d s (%ld sent, %ld stored): every "
        "worker that is left sleeps for ever",
        PATIENCE_S, sum.sent, sum.stored);
    for (int i = 0; i < PRODCONS_MAX_WORKERS; i++) {
        pid_t process = atomic_load(&ledger->process_of[i]);
        if (process == 0 || process == getpid())
            continue;
        kill(process, SIGKILL);
        waitpid(process, NULL, 0);
    }
    _exit(STATUS_STUCK);
}

void
mutate_watch(void)
{
    patience_begin(PATIENCE_S, count_moves, give_up);
}
