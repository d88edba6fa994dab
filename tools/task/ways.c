#include "ways.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>

/* From nothing shared to everything, each with all before it. */
#define VM      CLONE_VM
#define FS      (VM | CLONE_FS)
#define FILES   (FS | CLONE_FILES)
#define SIGHAND (FILES | CLONE_SIGHAND)
#define FUTEX   (SIGHAND | CLONE_CHILD_CLEARTID)
#define THREAD  (FUTEX | CLONE_THREAD)

/* The other way: namespaces of its own, each with all before it. */
#define USER CLONE_NEWUSER
#define PID  CLONE_NEWPID
#define IPC  (PID | CLONE_NEWIPC)
#define NS   (IPC | CLONE_NEWNS)

const struct way ways[] = {{"fork", "fork, _exit, waitpid", way_fork, true, 0},
    {"raw-fork", "the same by the system calls", way_raw_fork, true, 0},
    {"exit", "fork, and exit() in place of _exit", way_exit, true, 0},
    {"vfork", "the child borrows the parent's memory; it sleeps", way_vfork,
        true, 0},
    {"spawn", "posix_spawn of a tiny static program", way_spawn, false, 0},
    {"exec", "fork and execv of the same", way_exec, false, 0},
    {"thread", "pthread_create, pthread_join", way_thread, true, 0},
    {"fresh-stack", "a thread with a stack mapped for it", way_fresh_stack,
        true, 0},
    {"detached", "a detached thread, until it reports that it ran",
        way_detached, true, 0},
    {"share-none", "clone, nothing shared", way_clone, true, SIGCHLD},
    {"share-vm", "+ CLONE_VM: the address space", way_clone, true,
        VM | SIGCHLD},
    {"share-fs", "+ CLONE_FS: working directory, root, umask", way_clone, true,
        FS | SIGCHLD},
    {"share-files", "+ CLONE_FILES: the table of open files", way_clone, true,
        FILES | SIGCHLD},
    {"share-sighand", "+ CLONE_SIGHAND: signal handlers", way_clone, true,
        SIGHAND | SIGCHLD},
    {"share-futex", "and a futex announces its end, too", way_clone, true,
        FUTEX | SIGCHLD},
    {"share-thread", "+ CLONE_THREAD: the process id", way_clone, true, THREAD},
    {"new-user", "share-none + CLONE_NEWUSER: own users", way_clone, true,
        USER | SIGCHLD},
    {"new-pid", "+ CLONE_NEWPID: own process ids", way_clone, true,
        PID | SIGCHLD},
    {"new-ipc", "+ CLONE_NEWIPC: own System V IPC and queues", way_clone, true,
        IPC | SIGCHLD},
    {"new-ns", "+ CLONE_NEWNS: own mounts", way_clone, true, NS | SIGCHLD},
    {"syscall", "no task: one getppid, for comparison", way_getppid, false, 0},
    {.name = NULL}};
