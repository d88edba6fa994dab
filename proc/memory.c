/* Whose memory is it, between processes?
 *
 * Each worker is a process of its own, made by fork: the whole address space
 * came along as a copy, which the kernel makes page by page, at the first write
 * to each (copy-on-write). Only what was mapped MAP_SHARED stays one. */

#include "memory.h"

#include "segment.h"

#include "kit/crew.h"
#include "kit/must.h"

#include <errno.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_NS = 1000000 };

/* All that is not listed is MEMORY_SHARED. */
enum memory_fate memory_promise[MEMORY_ROWS] = {
    [MEMORY_DATA] = MEMORY_COPIED,
    [MEMORY_BSS] = MEMORY_COPIED,
    [MEMORY_HEAP] = MEMORY_COPIED,
    [MEMORY_STACK] = MEMORY_COPIED,
    [MEMORY_TLS] = MEMORY_COPIED,
    [MEMORY_PID] = MEMORY_OWN,
    [MEMORY_TID] = MEMORY_OWN,
    [MEMORY_STATE] = MEMORY_OWN,
    [MEMORY_NAME] = MEMORY_COPIED,
    [MEMORY_REGISTERS] = MEMORY_COPIED,
    [MEMORY_ERRNO] = MEMORY_COPIED,
    [MEMORY_SIGNAL_MASK] = MEMORY_COPIED,
    [MEMORY_SIGNAL_HANDLER] = MEMORY_COPIED,
    [MEMORY_OPEN_FILES] = MEMORY_COPIED,
    [MEMORY_DIRECTORY] = MEMORY_COPIED,
    [MEMORY_UMASK] = MEMORY_COPIED,
};

static struct memory memory;
static sem_t *changed, *leave; /* the worker has had its turn; it may return */

static struct crew crew;

/* A worker that has died will never post: so look for that as well, and anew
 * after each wait, which accepts the SIGCHLD. errno is one of the things that
 * memory_after looks at, and must be what it was. */
static void
await(void)
{
    int before = errno, wait_status = 0;

    for (;;) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id != 0)
            crew_reaped(&crew, id, wait_status);
        if (sem_trywait(changed) == 0)
            break;
        crew_stop(&crew, stop_wait(LOOK_NS));
    }
    errno = before;
}

static void
setup(const struct memory_options *options, unsigned char *stack)
{
    memory_open(&memory, options, segment_new, stack);
    changed = segment_sem(0);
    leave = segment_sem(0);
    crew_init(&crew, (int)options->workers);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    /* The parent's stack came along, at its old address. */
    memory_work(&memory, index, memory.places[MEMORY_STACK]);
    MUST_ERRNO(sem_post(changed));
    MUST_ERRNO(sem_wait(leave));
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        memory_before(&memory, i);
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker(i);
        crew_started(&crew, id);
        await();
        memory_after(&memory, i);
    }
}

static void
join(void)
{
    int wait_status = 0;

    for (int i = 0; i < crew.started; i++)
        MUST_ERRNO(sem_post(leave));
    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        crew_reaped(&crew, id, wait_status);
    }
    crew_end(&crew);
}

void
memory_run(const struct memory_options *options, struct memory_result *result)
{
    unsigned char stack[memory_room_bytes()]; /* on main's stack */

    setup(options, stack);
    start((int)options->workers);
    crew_stop(&crew, stop_wait(memory_hold_ns(&memory)));
    join();
    memory_collect(&memory, result);
}
