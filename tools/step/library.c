#include "library.h"

#include <stddef.h>
#include <string.h>

static const struct {
    enum library kind;
    const char *names[32];
} rows[] = {
    {LIBRARY_STEP,
        {"malloc", "calloc", "realloc", "free", "printf", "fprintf", "vprintf",
            "vfprintf", "printf_chk", "fprintf_chk", "puts", "fputs", "putchar",
            "putc", "fputc", "fwrite", "fflush", "perror", "unwind_link_get",
            "Unwind_Find_FDE"}},
    {LIBRARY_SLEEPER,
        {"pthread_mutex_lock", "sem_wait", "new_sem_wait", "sem_timedwait",
            "sem_clockwait", "pthread_cond_wait", "pthread_cond_timedwait",
            "pthread_cond_clockwait", "cnd_wait", "cnd_timedwait",
            "pthread_join", "pthread_barrier_wait", "pthread_rwlock_rdlock",
            "pthread_rwlock_wrlock", "pthread_spin_lock", "read", "write",
            "sigwait"}},
    {LIBRARY_EXIT, {"exit", "Exit", "quick_exit"}},
    {LIBRARY_CRASH, {"abort", "assert_fail"}},
    {LIBRARY_END, {"pthread_exit", "thrd_exit"}},
    {LIBRARY_SWITCH, {"swapcontext", "setcontext"}},
    {LIBRARY_UNWIND, {"Unwind_ForcedUnwind"}},
    {LIBRARY_TYPE, {"pthread_setcanceltype"}},
    {LIBRARY_HANDLER,
        {"pthread_register_cancel", "pthread_cleanup_push",
            "pthread_register_cancel_defer", "pthread_cleanup_push_defer"}},
    {LIBRARY_HANDLED, {"pthread_unregister_cancel", "pthread_cleanup_pop",
                          "pthread_unregister_cancel_restore",
                          "pthread_cleanup_pop_restore"}},
};

enum library
library_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int j = 0; rows[i].names[j] != NULL; j++)
            if (strcmp(rows[i].names[j], name) == 0)
                return rows[i].kind;
    return LIBRARY_OTHER;
}

static bool
begins_with_one(const char *name, const char *const *beginnings)
{
    for (; *beginnings != NULL; beginnings++)
        if (strncmp(name, *beginnings, strlen(*beginnings)) == 0)
            return true;
    return false;
}

static bool
is_among(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

bool
library_synchronizes(const char *name)
{
    static const char *const beginnings[] = {"pthread_", "sem_", "new_sem_",
        "mtx_", "cnd_", "thrd_", "call_once", "exit", "fork", "posix_spawn",
        "system", "libc_system", "popen", "IO_popen", "pclose", "IO_pclose",
        NULL};

    return begins_with_one(name, beginnings);
}

bool
library_draws(const char *name)
{
    static const char *const names[] = {"random", "srandom", "srand", NULL};

    return is_among(names, name);
}

bool
library_locks(const char *name)
{
    static const char *const beginnings[] = {"pthread_mutex_", "pthread_cond_",
        "pthread_rwlock_", "pthread_barrier_", "pthread_spin_", "sem_",
        "new_sem_", "mtx_", "cnd_", NULL};

    return begins_with_one(name, beginnings);
}

bool
library_returns_error(const char *name)
{
    static const char *const others[] = {
        "pthread_create", "pthread_join", "pthread_detach", NULL};

    return is_among(others, name) ||
           (library_locks(name) && strstr(name, "barrier_wait") == NULL);
}

bool
library_ends_itself(const char *name)
{
    return name != NULL && (library_of(name) == LIBRARY_END ||
                               strcmp(name, "pthread_unwind_next") == 0);
}

bool
library_prints(const char *name)
{
    static const char *const others[] = {"malloc", "calloc", "realloc", "free",
        "unwind_link_get", "Unwind_Find_FDE", NULL};

    return !is_among(others, name);
}

bool
library_waits_for_condition(const char *name)
{
    static const char *const names[] = {"pthread_cond_wait",
        "pthread_cond_timedwait", "pthread_cond_clockwait", "cnd_wait",
        "cnd_timedwait", NULL};

    return is_among(names, name);
}

bool
library_waits_for_semaphore(const char *name)
{
    static const char *const names[] = {
        "sem_wait", "new_sem_wait", "sem_timedwait", "sem_clockwait", NULL};

    return is_among(names, name);
}

const char *
library_verb(const char *name)
{
    static const char *const verbs[][2] = {{"mutex_lock", "lock"},
        {"mutex_unlock", "unlock"}, {"mutex_trylock", "trylock"},
        {"mtx_lock", "lock"}, {"mtx_unlock", "unlock"}, {"cond_wait", "wait"},
        {"cond_timedwait", "timedwait"}, {"cond_signal", "signal"},
        {"cond_broadcast", "broadcast"}, {"cnd_wait", "wait"},
        {"cnd_signal", "signal"}, {"cnd_broadcast", "broadcast"},
        {"sem_wait", "wait"}, {"sem_post", "post"}, {"barrier_wait", "wait"},
        {"rwlock_rdlock", "rdlock"}, {"rwlock_wrlock", "wrlock"},
        {"rwlock_unlock", "unlock"}, {"spin_lock", "lock"},
        {"spin_unlock", "unlock"}, {"pthread_join", "join"},
        {"thrd_join", "join"}, {"pthread_detach", "detach"},
        {"pthread_once", "once"}};

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        const char *end = strstr(name, verbs[i][0]);
        if (end != NULL && strcmp(end, verbs[i][0]) == 0)
            return verbs[i][1];
    }
    return name;
}

bool
library_allocates(const char *name)
{
    static const char *const allocators[] = {
        "malloc", "calloc", "realloc", NULL};

    return name != NULL && is_among(allocators, name);
}
