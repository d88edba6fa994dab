/* Tasks created by clone(2), which chooses flag by flag what is shared.
 *
 * The new task runs `worker` on a stack of its own, and ends. If it shares our
 * memory it shares our thread-local storage as well, including errno, so it
 * makes no call that could fail. */

#include "child.h"
#include "ways.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/futex.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    STACK_BYTES = 64 * 1024,
    NAMES = CLONE_NEWUSER | CLONE_NEWPID,
    PATIENCE = 200
};

static char *stack;

/* 1 while the task may still use our memory; after its last access the kernel
 * writes 0 and wakes us (CLONE_CHILD_CLEARTID): then the stack and this word
 * are free for the next one. */
static atomic_int alive;

void
clone_prepare(void)
{
    stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: no stack for a task");
    stack[STACK_BYTES - 1] = 0; /* its first page is there */
}

__attribute__((no_sanitize("thread", "address"))) static int
worker(void *argument)
{
    (void)argument;
    child_first();
    return STATUS_HELD;
}

int
way_raw_fork(const struct way *way)
{
    long id = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    (void)way;
    if (id == 0) {
        child_first();
        syscall(SYS_exit_group, STATUS_HELD);
    }
    return id == -1 ? child_refused("clone", errno) : child_reap((int)id, 0);
}

/* The kernel frees namespaces some time after their last task has ended, so a
 * limit may be reached temporarily. */
static int
try_clone(int flags)
{
    int id, tries = 0;

    do {
        id =
            clone(worker, stack + STACK_BYTES, flags, NULL, NULL, NULL, &alive);
        if (id != -1 || (flags & NAMES) == 0 ||
            (errno != ENOSPC && errno != EAGAIN))
            return id;
        clock_sleep_ns(1000000);
    } while (++tries < PATIENCE);
    return id;
}

static void
await_word(void)
{
    int seen;

    /* Acquire: all accesses of the task come before our next use of its stack.
     */
    while ((seen = atomic_load_explicit(&alive, memory_order_acquire)) != 0)
        futex_wait(&alive, seen, -1);
}

int
way_clone(const struct way *way)
{
    int flags = way->flags;

    if ((flags & CLONE_NEWPID) != 0 && geteuid() != 0)
        flags |= CLONE_NEWUSER; /* without root, that comes first */
    atomic_store_explicit(&alive, 1, memory_order_relaxed);
    int id = try_clone(flags);
    if (id == -1 && (flags & NAMES) != 0) {
        complain("clone: %m: %s needs namespaces: run it as root, or allow "
                 "user namespaces (user.max_user_namespaces)",
            way->name);
        return STATUS_CANNOT;
    }
    if (id == -1)
        return child_refused("clone", errno);
    if ((flags & CLONE_CHILD_CLEARTID) != 0)
        await_word();
    return (flags & CLONE_THREAD) != 0 ? STATUS_HELD : child_reap(id, __WALL);
}

int
way_getppid(const struct way *way)
{
    (void)way;
    syscall(SYS_getppid);
    return STATUS_HELD;
}
