#include "looks.h"

#include "code.h"
#include "grading.h"
#include "source.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

/* What the compiler itself makes code of, so that it is no import: a clock; and
 * whether it optimises, which it does not for a race under step. */
static const char *const names[] = {"__rdtsc", "_rdtsc", "__rdtscp", "_rdtscp",
    "__builtin_ia32_rdtsc", "__builtin_ia32_rdtscp", "__OPTIMIZE__"};

/* A system call but futex, which a lab may ask for. */
static bool
calls_kernel(const struct source *source)
{
    static const char allowed[] = "SYS_futex";
    int left = 0; /* of its names, without a call: a macro's new meaning? */

    for (const char *at = source->code; (at = code_word(at, allowed)) != NULL;
         at++)
        left++;
    for (const char *at = source->code; (at = code_word(at, "syscall")) != NULL;
         left--) {
        at += strlen("syscall");
        at += strspn(at, " \t\n(");
        if (strncmp(at, allowed, strlen(allowed)) != 0)
            return true;
    }
    return left > 0;
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
looks_how_it_is_run(const struct grading *grading)
{
    const struct source *source = grading->source;

    for (int i = 0; i < COUNT(names); i++)
        if (source_names(source, names[i]))
            return names[i];
    if (*grading->stranger != '\0')
        return grading->stranger;
    if (calls_kernel(source))
        return "syscall";
    return looks_how_it_calls(source);
}
