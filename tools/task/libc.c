#include "child.h"
#include "ways.h"

#include "kit/die.h"
#include "kit/room.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

int
way_fork(const struct way *way)
{
    pid_t id = fork();

    (void)way;
    if (id == 0) {
        child_first();
        _exit(STATUS_HELD);
    }
    return id == -1 ? child_refused("fork", errno) : child_reap(id, 0);
}

/* exit runs what atexit has registered, and flushes stdio. It prints nothing
 * twice: every answer was flushed before the next request is read. */
int
way_exit(const struct way *way)
{
    pid_t id = fork();

    (void)way;
    if (id == 0) {
        child_first();
        exit(STATUS_HELD);
    }
    return id == -1 ? child_refused("fork", errno) : child_reap(id, 0);
}

/* The child runs in our memory, on our stack, while we sleep. */
int
way_vfork(const struct way *way)
{
    pid_t id = vfork();

    (void)way;
    if (id == 0) {
        child_first();
        _exit(STATUS_HELD);
    }
    return id == -1 ? child_refused("vfork", errno) : child_reap(id, 0);
}

static void *
worker(void *argument)
{
    child_first();
    return argument;
}

static int
create_and_join(const pthread_attr_t *attributes)
{
    pthread_t id;

    int code = pthread_create(&id, attributes, worker, NULL);
    if (code != 0)
        return child_refused("pthread_create", code);
    code = pthread_join(id, NULL);
    return code != 0 ? child_refused("pthread_join", code) : STATUS_HELD;
}

/* glibc keeps the stack of a thread that has ended for the next one. */
int
way_thread(const struct way *way)
{
    (void)way;
    return create_and_join(NULL);
}

/* As large as glibc's default, and mapped anew each time. */
int
way_fresh_stack(const struct way *way)
{
    pthread_attr_t attributes;
    size_t bytes;

    (void)way;
    int code = pthread_attr_init(&attributes);
    if (code == 0)
        code = pthread_attr_getstacksize(&attributes, &bytes);
    if (code != 0)
        return child_refused("pthread_attr_init", code);
    void *stack = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED) {
        complain(
            "mmap: %m: no stack of %zu bytes: %s", bytes, room_advice(errno));
        return STATUS_CANNOT;
    }
    code = pthread_attr_setstack(&attributes, stack, bytes);
    int status = code != 0 ? child_refused("pthread_attr_setstack", code)
                           : create_and_join(&attributes);
    munmap(stack, bytes);
    pthread_attr_destroy(&attributes);
    return status;
}

static sem_t ran;
static bool ran_ready;

static void *
detached_worker(void *argument)
{
    child_first();
    sem_post(&ran);
    return argument;
}

/* The end of a detached thread cannot be waited for, so this counts those that
 * reported that they ran; the last of them may still be ending, or even be in
 * sem_post: so one semaphore is created once and used by all. */
int
way_detached(const struct way *way)
{
    pthread_attr_t attributes;
    pthread_t id;

    (void)way;
    if (!ran_ready && sem_init(&ran, 0, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: cannot create a semaphore");
    ran_ready = true;
    int code = pthread_attr_init(&attributes);
    if (code == 0)
        code =
            pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (code == 0)
        code = pthread_create(&id, &attributes, detached_worker, NULL);
    pthread_attr_destroy(&attributes);
    if (code != 0)
        return child_refused("pthread_create", code);
    while (sem_wait(&ran) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN,
                "sem_wait: %m: cannot wait for a detached thread");
    return STATUS_HELD;
}
