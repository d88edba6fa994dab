/* --mutate: put and take with one of the students' usual mistakes in them, and
 * what notices that all sleep for ever.
 *
 * put and take are each a sequence of operations, one letter each. On the three
 * semaphores a capital letter waits (Dijkstra's P) and a small one posts (his
 * V): E, e for empty, F, f for full, L, l for the lock. Between these is the
 * work: i inserts the item, r removes it. A mistake is a sequence with one
 * operation missing or two exchanged. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/die.h"
#include "kit/model.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id /* the name is not public before glibc 2.38 */
#define sigev_notify_thread_id _sigev_un._tid
#endif

#define RIGHT_PUT  "ELilf"
#define RIGHT_TAKE "FLrle"

enum { PATIENCE_S = 5 };

const char *const mutate_words[] = {"none", "no-wait-empty", "no-post-full",
    "no-wait-full", "no-post-empty", "no-lock", "no-unlock",
    "lock-before-empty", "lock-before-full", "post-before-unlock", NULL};

static const struct mistake {
    const char *put, *take;
} mistakes[] = {
    {RIGHT_PUT, RIGHT_TAKE},
    {"Lilf", RIGHT_TAKE},  /* no-wait-empty: into a slot that is in use */
    {"ELil", RIGHT_TAKE},  /* no-post-full: no consumer is woken for it */
    {RIGHT_PUT, "Lrle"},   /* no-wait-full: from a slot that is free */
    {RIGHT_PUT, "FLrl"},   /* no-post-empty: the slot is never free again */
    {"Eilf", RIGHT_TAKE},  /* no-lock: two workers change an index at once */
    {"ELif", RIGHT_TAKE},  /* no-unlock: it leaves holding the lock */
    {"LEilf", RIGHT_TAKE}, /* lock-before-empty: it sleeps holding the lock */
    {RIGHT_PUT, "LFrle"},  /* lock-before-full: the same, at the other end */
    {"ELifl", RIGHT_TAKE}, /* post-before-unlock: not a mistake */
};

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
    for (const char *letter = mistakes[prodcons->options->mutate].put;
         *letter != '\0'; letter++)
        if (*letter == 'i')
            prodcons_insert(item);
        else
            operate(*letter);
}

static void
take(struct prodcons_item *item)
{
    for (const char *letter = mistakes[prodcons->options->mutate].take;
         *letter != '\0'; letter++)
        if (*letter == 'r')
            prodcons_remove(item);
        else
            operate(*letter);
}

const struct prodcons_way mutate_way = {put, take, NULL, NULL, NULL};

/* ---- The watchdog. These two run in a signal handler, and may only do what
 * signal-safety(7) allows. ---- */

static void
give_up(const struct tally *sum)
{
    complain(
        "no item was sent or stored for %d s (%ld sent, %ld stored): every "
        "worker that is left sleeps for ever",
        PATIENCE_S, sum->sent, sum->stored);
    for (int i = 0; i < PRODCONS_MAX_WORKERS; i++) {
        pid_t process = atomic_load(&ledger->process_of[i]);
        if (process == 0 || process == getpid())
            continue;
        kill(process, SIGKILL);
        waitpid(process, NULL, 0);
    }
    _exit(STATUS_STUCK);
}

static void
look(int signal)
{
    static int quiet;
    static long seen;
    int error = errno; /* the thread's that is interrupted */
    struct tally sum = ledger_sum();

    (void)signal;
    quiet = sum.sent + sum.stored == seen ? quiet + 1 : 0;
    seen = sum.sent + sum.stored;
    if (quiet == PATIENCE_S)
        give_up(&sum);
    errno = error;
}

/* The main thread sleeps in a join: so it is interrupted once a second. Not by
 * setitimer, whose signal might interrupt a worker. */
void
mutate_watch(void)
{
    struct sigaction action = {.sa_handler = look, .sa_flags = SA_RESTART};
    struct sigevent event = {
        .sigev_notify = SIGEV_THREAD_ID,
        .sigev_signo = SIGALRM,
        .sigev_notify_thread_id = (pid_t)syscall(SYS_gettid),
    };
    const struct itimerspec each_second = {{1, 0}, {1, 0}};
    timer_t timer;

    if (sigaction(SIGALRM, &action, NULL) == -1 ||
        timer_create(CLOCK_MONOTONIC, &event, &timer) == -1 ||
        timer_settime(timer, 0, &each_second, NULL) == -1)
        die(STATUS_CANNOT, "timer_create: %m: cannot detect a deadlock");
}
