#include "looks.h"

#include "code.h"
#include "source.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Anywhere, in a string too. */
static const char *const texts[] = {"TracerPid", "ptrace", "PTRACE_", "/proc/"};

/* A file's name can be put together at run time, so opening any file is enough;
 * and under step everything takes longer, and has another parent, session and
 * environment. */
static const char *const names[] = {"open", "open64", "openat", "openat64",
    "fopen", "fopen64", "freopen", "freopen64", "opendir", "readlink", "popen",
    "system", "dlopen", "dlsym", "prctl", "clock_gettime", "gettimeofday",
    "timespec_get", "getrusage", "alarm", "ualarm", "setitimer", "getitimer",
    "timer_create", "timerfd_create", "__rdtsc", "_rdtsc",
    "__builtin_ia32_rdtsc", "asm", "__asm", "__asm__", "__OPTIMIZE__",
    "getppid", "getsid", "getpgrp", "getpgid", "getenv", "secure_getenv",
    "environ"};

static const char *const calls[] = {"time", "times", "clock"};

/* A system call but futex, which a lab may ask for. */
static bool
calls_kernel(const struct source *source)
{
    static const char allowed[] = "SYS_futex";

    for (const char *at = source->code;
         (at = code_word(at, "syscall")) != NULL;) {
        at += strlen("syscall");
        at += strspn(at, " \t\n(");
        if (strncmp(at, allowed, strlen(allowed)) != 0)
            return true;
    }
    return false;
}

/* The operator that makes any name. */
static bool
pastes(const struct source *source)
{
    return strstr(source->code, "##") != NULL ||
           strstr(source->code, "%:%:") != NULL;
}

const char *
looks_how_it_calls(const struct source *source)
{
    static const char *const ways[] = {"asm", "__asm", "__asm__", "dlsym"};

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        if (source_names(source, ways[i]))
            return ways[i];
    return pastes(source) ? "##" : NULL;
}

const char *
looks_how_it_is_run(const struct source *source)
{
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (strstr(source->text, texts[i]) != NULL)
            return texts[i];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (source_names(source, names[i]))
            return names[i];
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (source_calls(source, calls[i]))
            return calls[i];
    if (pastes(source))
        return "##";
    return calls_kernel(source) ? "syscall" : NULL;
}
