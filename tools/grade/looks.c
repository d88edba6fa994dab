#include "looks.h"

#include "code.h"
#include "source.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

/* Anywhere, in a string too. */
static const char *const texts[] = {"TracerPid", "ptrace", "PTRACE_", "/proc/"};

/* A file's name can be put together at run time, so opening any file is enough,
 * as is another program, which may open it; and under step everything takes
 * longer, and has another parent, session, environment and limits. What makes a
 * file leaves a mark for the next run, which only step gives the same folder.
 */
static const char *const names[] = {"open", "open64", "openat", "openat64",
    "fopen", "fopen64", "freopen", "freopen64", "creat", "creat64", "opendir",
    "scandir", "readlink", "readlinkat", "realpath", "popen", "system", "execl",
    "execle", "execlp", "execv", "execve", "execvp", "execvpe", "fexecve",
    "posix_spawn", "posix_spawnp", "dlopen", "prctl", "personality",
    "getrlimit", "getrlimit64", "prlimit", "prlimit64", "symlink", "symlinkat",
    "linkat", "mq_open", "msgget", "semget", "mknod", "mknodat", "mkfifo",
    "mkfifoat", "clock_gettime", "gettimeofday", "timespec_get", "getrusage",
    "rusage", "sysinfo", "alarm", "ualarm", "setitimer", "getitimer",
    "timer_create", "timerfd_create", "__rdtsc", "_rdtsc", "__rdtscp",
    "_rdtscp", "__builtin_ia32_rdtsc", "__builtin_ia32_rdtscp", "__OPTIMIZE__",
    "getppid", "getsid", "getpgrp", "getpgid", "getenv", "secure_getenv",
    "environ"};

static const char *const calls[] = {"time", "times", "clock", "link", "bind"};

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

/* #ident, whose string the assembler gets as it is: with newlines it is code.
 */
static bool
identifies(const struct source *source)
{
    static const char *const words[] = {"ident", "sccs"};

    for (int i = 0; i < COUNT(words); i++)
        for (const char *at = source->code;
             (at = code_word(at, words[i])) != NULL; at++) {
            const char *start = at;
            while (
                start > source->code && (start[-1] == ' ' || start[-1] == '\t'))
                start--;
            if ((start > source->code && start[-1] == '#') ||
                (start > source->code + 1 && strncmp(start - 2, "%:", 2) == 0))
                return true;
        }
    return false;
}

/* So it is with the name of a section; but a function may be called that. */
static bool
names_section(const struct source *source)
{
    static const char *const attributes[] = {
        "__attribute__", "__attribute", "gnu", "__gnu__"};

    for (int i = 0; i < COUNT(attributes); i++)
        if (source_names(source, attributes[i]))
            return source_names(source, "section") ||
                   source_names(source, "__section__");
    return false;
}

const char *
looks_how_it_calls(const struct source *source)
{
    static const char *const ways[] = {"asm", "__asm", "__asm__", "dlsym",
        "dlvsym", "weakref", "__weakref__", "symver", "__symver__", "_Pragma"};

    for (int i = 0; i < COUNT(ways); i++)
        if (source_names(source, ways[i]))
            return ways[i];
    if (identifies(source))
        return "#ident";
    if (names_section(source))
        return "section";
    return pastes(source) ? "##" : NULL;
}

const char *
looks_how_it_is_run(const struct source *source)
{
    for (int i = 0; i < COUNT(texts); i++)
        if (strstr(source->text, texts[i]) != NULL)
            return texts[i];
    for (int i = 0; i < COUNT(names); i++)
        if (source_names(source, names[i]))
            return names[i];
    for (int i = 0; i < COUNT(calls); i++)
        if (source_calls(source, calls[i]))
            return calls[i];
    if (calls_kernel(source))
        return "syscall";
    return looks_how_it_calls(source);
}
