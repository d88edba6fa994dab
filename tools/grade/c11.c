#include "c11.h"

#include "source.h"

#include <stddef.h>

/* As glibc and musl do it: the types are those of POSIX under other names. */
const char c11_threads[] =
    "#include <errno.h>\n"
    "#include <pthread.h>\n"
    "#include <stdint.h>\n"
    "#include <stdlib.h>\n"
    "#include <threads.h>\n"
    "_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), \"mtx_t\");\n"
    "_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), \"cnd_t\");\n"
    "_Static_assert(sizeof(thrd_t) == sizeof(pthread_t), \"thrd_t\");\n"
    "_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), \"once\");\n"
    "static int done(int code)\n"
    "{\n"
    "    return code == 0           ? thrd_success\n"
    "           : code == EBUSY     ? thrd_busy\n"
    "           : code == ETIMEDOUT ? thrd_timedout\n"
    "           : code == EAGAIN    ? thrd_nomem\n"
    "                               : thrd_error;\n"
    "}\n"
    "int mtx_init(mtx_t *m, int type)\n"
    "{\n"
    "    pthread_mutexattr_t a;\n"
    "    pthread_mutexattr_init(&a);\n"
    "    if (type & mtx_recursive)\n"
    "        pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);\n"
    "    return done(pthread_mutex_init((void *)m, &a));\n"
    "}\n"
    "#define CALL(name, posix, type) \\\n"
    "    int name(type *object) { return done(posix((void *)object)); }\n"
    "#define FREE(name, posix, type) \\\n"
    "    void name(type *object) { posix((void *)object); }\n"
    "CALL(mtx_lock, pthread_mutex_lock, mtx_t)\n"
    "CALL(mtx_trylock, pthread_mutex_trylock, mtx_t)\n"
    "CALL(mtx_unlock, pthread_mutex_unlock, mtx_t)\n"
    "FREE(mtx_destroy, pthread_mutex_destroy, mtx_t)\n"
    "CALL(cnd_signal, pthread_cond_signal, cnd_t)\n"
    "CALL(cnd_broadcast, pthread_cond_broadcast, cnd_t)\n"
    "FREE(cnd_destroy, pthread_cond_destroy, cnd_t)\n"
    "int cnd_init(cnd_t *c)\n"
    "{ return done(pthread_cond_init((void *)c, NULL)); }\n"
    "int cnd_wait(cnd_t *c, mtx_t *m)\n"
    "{ return done(pthread_cond_wait((void *)c, (void *)m)); }\n"
    "int cnd_timedwait(cnd_t *c, mtx_t *m, const struct timespec *until)\n"
    "{ return done(pthread_cond_timedwait((void *)c, (void *)m, until)); }\n"
    "int mtx_timedlock(mtx_t *m, const struct timespec *until)\n"
    "{ return done(pthread_mutex_timedlock((void *)m, until)); }\n"
    "void call_once(once_flag *flag, void (*function)(void))\n"
    "{ pthread_once((void *)flag, function); }\n"
    "struct start { thrd_start_t function; void *argument; };\n"
    "static void *begin(void *memory)\n"
    "{\n"
    "    struct start start = *(struct start *)memory;\n"
    "    free(memory);\n"
    "    return (void *)(intptr_t)start.function(start.argument);\n"
    "}\n"
    "int thrd_create(thrd_t *id, thrd_start_t function, void *argument)\n"
    "{\n"
    "    struct start *start = malloc(sizeof(*start));\n"
    "    if (start == NULL)\n"
    "        return thrd_nomem;\n"
    "    *start = (struct start){function, argument};\n"
    "    int code = pthread_create(id, NULL, begin, start);\n"
    "    if (code != 0)\n"
    "        free(start);\n"
    "    return done(code);\n"
    "}\n"
    "int thrd_join(thrd_t id, int *result)\n"
    "{\n"
    "    void *value;\n"
    "    int code = pthread_join(id, &value);\n"
    "    if (code == 0 && result != NULL)\n"
    "        *result = (int)(intptr_t)value;\n"
    "    return done(code);\n"
    "}\n"
    "int thrd_detach(thrd_t id) { return done(pthread_detach(id)); }\n"
    "_Noreturn void thrd_exit(int result)\n"
    "{ pthread_exit((void *)(intptr_t)result); }\n";

bool
c11_is_used(const struct source *source)
{
    static const char *const names[] = {
        "mtx_init", "mtx_lock", "cnd_wait", "thrd_create", "call_once"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (source_names(source, names[i]))
            return true;
    return false;
}
