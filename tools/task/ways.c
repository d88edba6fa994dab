#define _GNU_SOURCE /* the flags of clone */

#include "ways.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* From nothing shared to everything, each with all before it. */
#define VM      CLONE_VM
#define FS      (VM | CLONE_FS)
#define FILES   (FS | CLONE_FILES)
#define SIGHAND (FILES | CLONE_SIGHAND)
#define FUTEX   (SIGHAND | CLONE_CHILD_CLEARTID)
#define THREAD  (FUTEX | CLONE_THREAD)

/* The other way: names of its own, each with all before it. */
#define USER CLONE_NEWUSER
#define PID  CLONE_NEWPID
#define IPC  (PID | CLONE_NEWIPC)
#define NS   (IPC | CLONE_NEWNS)

const struct way ways[] = {{"fork", "fork, _exit, waitpid", way_fork, true, 0},
    {"raw-fork", "the same by the system calls", way_raw_fork, true, 0},
    {"exit", "fork, and exit() in place of _exit", way_exit, true, 0},
    {"vfork", "the parent lends its memory, and sleeps", way_vfork, true, 0},
    {"spawn", "posix_spawn of a tiny static program", way_spawn, false, 0},
    {"exec", "fork and execv of the same", way_exec, false, 0},
    {"thread", "pthread_create, pthread_join", way_thread, true, 0},
    {"fresh-stack", "a thread with a stack mapped for it", way_fresh_stack,
        true, 0},
    {"detached", "a detached thread, until it says that it ran", way_detached,
        true, 0},
    {"share-none", "clone, nothing shared", way_clone, true, SIGCHLD},
    {"share-vm", "+ CLONE_VM: the address space", way_clone, true,
        VM | SIGCHLD},
    {"share-fs", "+ CLONE_FS: working directory, root, umask", way_clone, true,
        FS | SIGCHLD},
    {"share-files", "+ CLONE_FILES: the table of open files", way_clone, true,
        FILES | SIGCHLD},
    {"share-sighand", "+ CLONE_SIGHAND: signal handlers", way_clone, true,
        SIGHAND | SIGCHLD},
    {"share-futex", "and a futex tells its end, too", way_clone, true,
        FUTEX | SIGCHLD},
    {"share-thread", "+ CLONE_THREAD: the process id", way_clone, true, THREAD},
    {"new-user", "share-none + CLONE_NEWUSER: own users", way_clone, true,
        USER | SIGCHLD},
    {"new-pid", "+ CLONE_NEWPID: own process ids", way_clone, true,
        PID | SIGCHLD},
    {"new-ipc", "+ CLONE_NEWIPC: own System V IPC and queues", way_clone, true,
        IPC | SIGCHLD},
    {"new-ns", "+ CLONE_NEWNS: own mounts", way_clone, true, NS | SIGCHLD},
    {"syscall", "no task: one getppid, to compare with", way_getppid, false, 0},
    {.name = NULL}};

/* In memory that is shared even with a process. */
static struct board {
    bool ask_first;
    volatile long first_ns;
} * board;

void
ways_prepare(bool ask_first)
{
    board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: no memory to share with the tasks");
    board->ask_first = ask_first;
    board->first_ns = 0; /* the page is there before the first task is */
    clone_prepare();
}

void
ways_first(void)
{
    if (board->ask_first)
        board->first_ns = clock_ns();
}

long
ways_first_ns(void)
{
    return board->first_ns;
}

/* Ctrl-C goes to the whole group: a child that has no handler of ours, since it
 * runs another program, dies of it, and that is no fault. Our own signal may be
 * a moment behind. */
static bool
stopped_with_us(int wait_status)
{
    const long moment_ns = 10000000;

    if (WIFSIGNALED(wait_status) && stop_noted() == 0)
        clock_sleep_ns(moment_ns);
    return stop_noted() != 0;
}

int
ways_reap(int id, int flags)
{
    int wait_status;
    pid_t ended;

    do
        ended = waitpid(id, &wait_status, flags);
    while (ended == -1 && errno == EINTR);
    if (ended != -1 && wait_status != 0 && stopped_with_us(wait_status))
        return STATUS_BROKEN;
    if (ended == -1 || wait_status != 0) {
        complain("waitpid: process %d did not end well (wait status %d)", id,
            ended == -1 ? -1 : wait_status);
        return STATUS_BROKEN;
    }
    return STATUS_HELD;
}
