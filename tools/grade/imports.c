#include "imports.h"

#include "grading.h"
#include "words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* They tell a program the same under step as outside, and leave nothing that
 * its next run could find. Whatever is not here might tell it more: a file, a
 * clock, a limit, the kind of its output. */
static const char *const harmless[] = {"_Exit", "_GLOBAL_OFFSET_TABLE_",
    "_exit", "abort", "abs", "aligned_alloc", "arc4random",
    "arc4random_uniform", "asprintf", "assert_fail", "atexit", "atoi", "atol",
    "atoll", "bsearch", "bzero", "call_once", "calloc", "ceil", "clearerr",
    "clock_nanosleep", "close", "ctype_b_loc", "ctype_tolower_loc",
    "ctype_toupper_loc", "div", "dprintf", "drand48", "dup", "dup2", "err",
    "errno_location", "error", "errx", "eventfd", "exit", "explicit_bzero",
    "feof", "ferror", "fflush", "fgetc", "fgets", "flock", "floor", "fmod",
    "fork", "fprintf", "fputc", "fputs", "fread", "free", "fscanf", "ftruncate",
    "fwrite", "getc", "getchar", "getline", "getopt", "getopt_long",
    "getpagesize", "getpid", "getrandom", "gettid", "isalnum", "isalpha",
    "isdigit", "isspace", "kill", "labs", "ldiv", "libc_current_sigrtmax",
    "libc_current_sigrtmin", "llabs", "lockf", "longjmp", "lrand48", "malloc",
    "mmap", "mprotect", "msync", "munmap", "nanosleep", "on_exit", "optarg",
    "opterr", "optind", "optopt", "pause", "perror", "pipe", "pipe2",
    "posix_memalign", "pow", "printf", "putc", "putchar", "puts", "qsort",
    "quick_exit", "raise", "rand", "rand_r", "random", "read", "realloc",
    "reallocarray", "scanf", "sched_yield", "setbuf", "setjmp", "setlinebuf",
    "setvbuf", "shm_open", "shm_unlink", "shmat", "shmctl", "shmdt", "shmget",
    "sigaction", "sigaddset", "sigdelset", "sigemptyset", "sigfillset",
    "sigismember", "signal", "sigprocmask", "sigsuspend", "sigwait", "sleep",
    "snprintf", "sprintf", "sqrt", "srand", "srand48", "srandom", "sscanf",
    "stack_chk_fail", "stderr", "stdin", "stdout", "sysconf", "tolower",
    "toupper", "ungetc", "usleep", "verr", "verrx", "vfork", "vfprintf",
    "vprintf", "vsnprintf", "vsprintf", "vwarn", "vwarnx", "wait", "waitid",
    "waitpid", "warn", "warnx", "write", "syscall" /* see looks.c */};

/* So begin the names of those that are all harmless. */
static const char *const families[] = {"aarch64_", "atomic_", "cnd_", "mem",
    "mtx_", "sem_", "str", "sync_", "thrd_", "tss_"};

static bool
begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

/* A thread's stack, clock and CPUs are what pthread_..._get... tells. */
static bool
is_of_threads(const char *name)
{
    return begins(name, "pthread_") &&
           (strstr(name, "_get") == NULL ||
               strcmp(name, "pthread_getspecific") == 0);
}

/* The name as it stands in the manual: one call has several in the library,
 * such as __isoc23_strtol and __printf_chk. */
static void
simplify(char *name)
{
    static const char *const before[] = {"__", "isoc99_", "isoc23_"};
    static const char after[] = "_chk";
    size_t length;

    for (size_t i = 0; i < COUNT(before); i++)
        if (begins(name, before[i]))
            memmove(name, name + strlen(before[i]),
                strlen(name + strlen(before[i])) + 1);
    length = strlen(name);
    if (length > strlen(after) &&
        strcmp(name + length - strlen(after), after) == 0)
        name[length - strlen(after)] = '\0';
}

static bool
is_harmless(const char *name)
{
    for (size_t i = 0; i < COUNT(families); i++)
        if (begins(name, families[i]))
            return true;
    for (size_t i = 0; i < COUNT(harmless); i++)
        if (strcmp(name, harmless[i]) == 0)
            return true;
    return is_of_threads(name);
}

/* nm prints a name and its kind in each line. */
static void
read_names(struct grading *grading, char *text)
{
    for (char *line; (line = strsep(&text, "\n")) != NULL;) {
        line[strcspn(line, " ")] = '\0';
        simplify(line);
        if (*line != '\0' && !is_harmless(line)) {
            snprintf(grading->stranger, sizeof(grading->stranger), "%s", line);
            return;
        }
    }
}

void
imports_look(struct grading *grading, const char *object)
{
    char folder[GRADING_PATH_BYTES];
    const char *const words[] = {"nm", "-P", "-u", object, NULL};
    struct run_job job = {
        .argv = words,
        .directory = folder,
        .limits = {.wall_seconds = grading_seconds(grading, 10),
            .output_bytes = 1 << 20},
    };
    struct run_result result;

    *grading->stranger = '\0';
    grading_path(grading, folder, "build");
    if (grading_run(grading, &job, &result, NULL) && result.end == RUN_EXITED &&
        result.status == 0)
        read_names(grading, result.out);
    else
        strcpy(grading->stranger, "names that nm could not list");
    run_free(&result);
}
