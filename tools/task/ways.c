#include "ways.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

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

const struct way ways[] = {
    {"fork", way_fork, true, 0},         /* fork, _exit, waitpid */
    {"raw-fork", way_raw_fork, true, 0}, /* the same by the system calls */
    {"exit", way_exit, true, 0},         /* exit() in place of _exit */
    {"vfork", way_vfork, true, 0},       /* borrows its parent's memory */
    {"spawn", way_spawn, false, 0},      /* posix_spawn of a tiny program */
    {"exec", way_exec, false, 0},        /* fork, and execve of the same */
    {"thread", way_thread, true, 0},     /* pthread_create, pthread_join */
    {"fresh-stack", way_fresh_stack, true, 0}, /* mapped for the thread */
    {"detached", way_detached, true, 0}, /* until it reports that it ran */
    {"share-none", way_clone, true, SIGCHLD},
    {"share-vm", way_clone, true, VM | SIGCHLD},       /* the address space */
    {"share-fs", way_clone, true, FS | SIGCHLD},       /* directories, umask */
    {"share-files", way_clone, true, FILES | SIGCHLD}, /* that are open */
    {"share-sighand", way_clone, true, SIGHAND | SIGCHLD},
    {"share-futex", way_clone, true, FUTEX | SIGCHLD}, /* marks its end */
    {"share-thread", way_clone, true, THREAD},         /* the process id */
    {"new-user", way_clone, true, USER | SIGCHLD},
    {"new-pid", way_clone, true, PID | SIGCHLD}, /* process ids */
    {"new-ipc", way_clone, true, IPC | SIGCHLD}, /* System V, queues */
    {"new-ns", way_clone, true, NS | SIGCHLD},   /* mounts */
    {"syscall", way_getppid, false, 0},          /* no task, for comparison */
    {.name = NULL}};

const struct way *
way_named(const char *name)
{
    const struct way *way = ways;

    while (way->name != NULL && strcmp(way->name, name) != 0)
        way++;
    return way->name != NULL ? way : NULL;
}
