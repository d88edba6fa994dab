/* Do the locks of our own keep what each promises? That they exclude each other
 * is asked of the counter, in every schedule by step. */

#include "kit/lock_futex.h"
#include "kit/lock_mcs.h"
#include "kit/lock_mutex.h"
#include "kit/lock_ticket.h"

#include "../harness/forbid.h"
#include "../harness/program.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "kit/sysfile.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAITERS = 3 };

static atomic_int word, inside;
static atomic_int tasks[WAITERS]; /* the kernel's ids */
static struct ticket_lock ticket;
static struct mcs_lock mcs;
static struct mcs_node nodes[WAITERS + 1]; /* the last one is ours */
static int order[WAITERS];

static void
start_waiter(pthread_t *id, void *(*enter)(void *), int index)
{
    MUST(pthread_create(id, NULL, enter, (void *)(intptr_t)index));
}

static void
join_all(const pthread_t ids[WAITERS])
{
    for (int i = 0; i < WAITERS; i++)
        MUST(pthread_join(ids[i], NULL));
}

/* ---- futex ---- */

static void
take_a_free_futex_lock(void)
{
    if (!prepare_forbidden())
        return;
    futex_lock(&word);
    _exit(word == FUTEX_LOCK_TAKEN && (futex_unlock(&word), word == 0) ? 0 : 1);
}

/* Does a futex lock that nobody waits for stay out of the kernel? */
TEST(free_futex_lock_makes_no_call)
{
    forbid_call(SYS_futex);
    CU_ASSERT_EQUAL(IN_CHILD(take_a_free_futex_lock())->status, 0);
}

static void *
enter_futex(void *index)
{
    tasks[(intptr_t)index] = (int)syscall(SYS_gettid);
    futex_lock(&word);
    inside++;
    futex_unlock(&word);
    return NULL;
}

static bool
all_sleep(void)
{
    char state[16];
    bool sleep = true;

    for (int i = 0; i < WAITERS && sleep; i++)
        sleep = sysfile_line(state, sizeof(state), "State",
                    "/proc/self/task/%d/status", tasks[i]) &&
                *state == 'S';
    return sleep;
}

/* Is each sleeper woken, also those behind one that was woken itself? */
TEST_IN_CHILD(all_sleepers_are_woken)
{
    pthread_t ids[WAITERS];

    futex_lock(&word);
    for (int i = 0; i < WAITERS; i++)
        start_waiter(&ids[i], enter_futex, i);
    while (!all_sleep())
        usleep(1000);
    futex_unlock(&word);
    join_all(ids);
    _exit(inside == WAITERS ? 0 : 1);
}

/* ---- ticket, mcs: first come, first served ---- */

static void *
enter_by_ticket(void *index)
{
    ticket_lock(&ticket);
    order[inside++] = (int)(intptr_t)index;
    ticket_unlock(&ticket);
    return NULL;
}

static void *
enter_by_mcs(void *index)
{
    struct mcs_node *own = &nodes[(intptr_t)index];

    mcs_lock(&mcs, own);
    order[inside++] = (int)(intptr_t)index;
    mcs_unlock(&mcs, own);
    return NULL;
}

static bool
in_order(void)
{
    bool held = inside == WAITERS;

    for (int i = 0; i < WAITERS; i++)
        held = held && order[i] == i;
    return held;
}

/* Are those who wait for a ticket lock served in the order in which they came,
 * also where the numbers wrap round? */
TEST_IN_CHILD(tickets_are_served_in_order)
{
    pthread_t ids[WAITERS];

    atomic_store(&ticket.next, UINT_MAX);
    atomic_store(&ticket.serving, UINT_MAX);
    ticket_lock(&ticket);
    for (unsigned i = 0; i < WAITERS; i++) {
        start_waiter(&ids[i], enter_by_ticket, (int)i);
        while (atomic_load(&ticket.next) != i + 1)
            sched_yield();
    }
    ticket_unlock(&ticket);
    join_all(ids);
    _exit(in_order() ? 0 : 1);
}

/* And in Mellor-Crummey and Scott's queue? Is the lock free afterwards? */
TEST_IN_CHILD(queue_is_served_in_order)
{
    pthread_t ids[WAITERS];

    mcs_lock(&mcs, &nodes[WAITERS]);
    for (int i = 0; i < WAITERS; i++) {
        start_waiter(&ids[i], enter_by_mcs, i);
        while (atomic_load(&mcs.last) != &nodes[i])
            sched_yield();
    }
    mcs_unlock(&mcs, &nodes[WAITERS]);
    join_all(ids);
    _exit(in_order() && mcs.last == NULL ? 0 : 1);
}

/* ---- robust ---- */

static void *
die_as_owner(void *mutex)
{
    robust_lock(mutex);
    return NULL;
}

static void
leave_by_thread(pthread_mutex_t *mutex)
{
    pthread_t id;

    MUST(pthread_create(&id, NULL, die_as_owner, mutex));
    MUST(pthread_join(id, NULL));
}

static void
leave_by_process(pthread_mutex_t *mutex)
{
    pid_t child = fork();

    if (child == 0) {
        robust_lock(mutex);
        _exit(0);
    }
    MUST_ERRNO(waitpid(child, NULL, 0));
}

static void
check(bool held)
{
    if (!held)
        _exit(1);
}

/* When the owner of a robust mutex has died, thread or process, is the next one
 * told? Is the mutex good as new once it is made consistent, and lost if not?
 */
TEST_IN_CHILD(next_owner_is_told)
{
    pthread_mutex_t *mutex = memory_shared(sizeof(*mutex));

    for (int i = 0; i < 4; i++) {
        mutex_init(mutex, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST,
            PTHREAD_PROCESS_SHARED);
        check(!robust_lock(mutex));
        MUST(pthread_mutex_unlock(mutex));
        (i < 2 ? leave_by_thread : leave_by_process)(mutex);
        check(robust_lock(mutex));
        bool repaired = i % 2 == 0;
        if (repaired)
            MUST(pthread_mutex_consistent(mutex));
        MUST(pthread_mutex_unlock(mutex));
        check(pthread_mutex_lock(mutex) == (repaired ? 0 : ENOTRECOVERABLE));
        if (repaired)
            MUST(pthread_mutex_unlock(mutex));
        MUST(pthread_mutex_destroy(mutex));
    }
}

static void
lock_lost(void)
{
    pthread_mutex_t mutex;

    mutex_init(&mutex, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST,
        PTHREAD_PROCESS_PRIVATE);
    leave_by_thread(&mutex);
    check(robust_lock(&mutex));
    MUST(pthread_mutex_unlock(&mutex)); /* nobody made it consistent */
    robust_lock(&mutex);
}

/* Does one line name the call that a lost mutex refuses? */
TEST(refused_call_is_named)
{
    check_refused(IN_CHILD(lock_lost()), STATUS_BROKEN, "pthread_mutex_lock: ");
}
