#include "library.h"

#include <stddef.h>
#include <string.h>

static const struct {
    enum library kind;
    const char *names[24];
} rows[] = {
    {LIBRARY_STEP,
        {"malloc", "calloc", "realloc", "free", "printf", "fprintf", "vprintf",
            "vfprintf", "printf_chk", "fprintf_chk", "puts", "fputs", "putchar",
            "putc", "fputc", "fwrite", "fflush", "perror", "unwind_link_get",
            "Unwind_Find_FDE"}},
    {LIBRARY_SLEEPER,
        {"pthread_mutex_lock", "sem_wait", "pthread_cond_wait", "pthread_join",
            "pthread_barrier_wait", "pthread_rwlock_rdlock",
            "pthread_rwlock_wrlock", "pthread_spin_lock", "read", "write"}},
    {LIBRARY_EXIT, {"exit", "Exit", "quick_exit"}},
    {LIBRARY_CRASH, {"abort", "assert_fail"}},
    {LIBRARY_END, {"pthread_exit", "thrd_exit"}},
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
