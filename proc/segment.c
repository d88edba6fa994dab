#include "segment.h"

#include "kit/die.h"
#include "kit/lock_mutex.h"
#include "kit/must.h"
#include "kit/name.h"
#include "kit/room.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What to do about an error of /dev/shm. */
static const char *
advice(int code)
{
    switch (code) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return room_advice(code);
    case ENOSPC:
        return "it is full, or too small: see 'df /dev/shm'";
    case EFBIG:
        return "see 'ulimit -f'";
    default:
        return "is /dev/shm mounted and writable?";
    }
}

/* With ftruncate, a full /dev/shm would show only at the first access, which
 * would raise SIGBUS: posix_fallocate reserves the memory now. */
void *
segment_new(size_t bytes)
{
    char name[NAME_BYTES];

    stop_hold(); /* no Ctrl-C while there is a name to remove */
    name_fresh(name);
    stop_hold_all();
    int segment = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    if (segment == -1)
        die(STATUS_CANNOT, "shm_open %s: %m: %s", name, advice(errno));
    if (shm_unlink(name) == -1)
        die(STATUS_CANNOT, "shm_unlink: %m: remove /dev/shm%s by hand", name);
    stop_hold_usual();
    int code;
    while ((code = posix_fallocate(segment, 0, (off_t)bytes)) == EINTR)
        ; /* by a signal that stops and continues us, even without a handler */
    if (code != 0)
        die(STATUS_CANNOT,
            "posix_fallocate: %s: cannot get %zu bytes of /dev/shm: %s",
            strerror(code), bytes, advice(code));
    void *memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment, 0);
    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes: %s", bytes,
            room_advice(errno));
    close(segment);
    return memory;
}

sem_t *
segment_sem(unsigned value)
{
    char name[NAME_BYTES];

    stop_hold();
    name_fresh(name);
    stop_hold_all();
    sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, value);
    if (sem == SEM_FAILED) {
        int code = errno;
        if (code != EEXIST)
            sem_unlink(name); /* it may have failed after making the name */
        die(STATUS_CANNOT, "sem_open %s: %s: %s", name, strerror(code),
            advice(code));
    }
    if (sem_unlink(name) == -1)
        die(STATUS_CANNOT, "sem_unlink: %m: remove /dev/shm/sem.%s by hand",
            name + 1);
    stop_hold_usual();
    return sem;
}

void
segment_mutex(pthread_mutex_t *mutex, int robustness)
{
    mutex_init(mutex, PTHREAD_MUTEX_NORMAL, robustness, PTHREAD_PROCESS_SHARED);
}

void
segment_cond(pthread_cond_t *cond)
{
    pthread_condattr_t shared;

    MUST(pthread_condattr_init(&shared));
    MUST(pthread_condattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    MUST(pthread_cond_init(cond, &shared));
    MUST(pthread_condattr_destroy(&shared));
}

void
segment_barrier(pthread_barrier_t *barrier, long count)
{
    pthread_barrierattr_t shared;

    MUST(pthread_barrierattr_init(&shared));
    MUST(pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED));
    MUST(pthread_barrier_init(barrier, &shared, (unsigned)count));
    MUST(pthread_barrierattr_destroy(&shared));
}
