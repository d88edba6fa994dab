#include "operations.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/format.h"
#include "kit/home.h"
#include "kit/options.h"

#include <stdlib.h>
#include <string.h>

void
refuse(struct series *series, const char *format, ...)
{
    if (!is_live(series))
        return;
    FORMAT(series->reason, sizeof(series->reason), format);
}

bool
series_next(const struct timing *timing, struct series **series)
{
    const struct operation *end = timing->operations + timing->count;
    const struct operation *operation = timing->operations;

    if (*series != NULL) {
        operation = (*series)->operation;
        if (++*series < operation->series + operation->count)
            return true;
        operation++;
    }
    while (operation < end && operation->count == 0)
        operation++;
    if (operation < end)
        *series = (struct series *)operation->series;
    return operation < end;
}

static void
check_room(size_t count, size_t most, const char *what)
{
    if (count >= most)
        die(STATUS_USAGE,
            "more than %zu %s in one run: ask for fewer ways or sizes", most,
            what);
}

struct operation *
operation_add(
    struct timing *timing, int cores, bool switches, const char *format, ...)
{
    check_room(timing->count, MAX_OPERATIONS, "operations");
    struct operation *operation = &timing->operations[timing->count++];
    *operation = (struct operation){.cores = cores, .switches = switches};
    FORMAT(operation->name, sizeof(operation->name), format);
    return operation;
}

struct host *
host_add(struct timing *timing, const char *program, const char *format, ...)
{
    char words[MAX_WORDS * WORD_BYTES];

    check_room(timing->host_count, MAX_HOSTS, "programs");
    struct host *host = &timing->hosts[timing->host_count++];
    *host = (struct host){.missing = !home_has(program)};
    snprintf(host->program, sizeof(host->program), "%s", program);
    FORMAT(words, sizeof(words), format);
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest);
         word != NULL && host->count < MAX_WORDS;
         word = strtok_r(NULL, " ", &rest))
        snprintf(host->words[host->count++], WORD_BYTES, "%s", word);
    return host;
}

struct series *
series_add(struct operation *operation, struct host *host, const char *model,
    const char *label, const char *way)
{
    check_room(operation->count, MAX_SERIES, "series of an operation");
    struct series *series = &operation->series[operation->count++];
    *series = (struct series){.operation = operation,
        .model = model,
        .label = label,
        .way = way,
        .host = host};
    if (operation->cores > cpus_usable())
        refuse(series, "only one CPU is usable");
    if (host->missing)
        refuse(series, "%s is not here: build it with make", host->program);
    return series;
}

void
comparison_add(struct timing *timing, const struct operation *operation,
    const struct series *of, const struct series *to, bool targets)
{
    if (of == NULL || to == NULL || of == to)
        return;
    check_room(timing->comparison_count, MAX_COMPARISONS, "comparisons");
    timing->comparisons[timing->comparison_count++] = (struct comparison){
        .operation = operation, .of = of, .to = to, .targets = targets};
}

void
comparisons_to_base(struct timing *timing, struct operation *operation)
{
    if (strcmp(operation->series[operation->base].model, TIMING_BASE_MODEL) !=
        0)
        return;
    for (size_t i = 0; i < operation->count; i++)
        comparison_add(timing, operation, &operation->series[i],
            &operation->series[operation->base], true);
}

struct series *
series_find(struct operation *operation, const char *label)
{
    for (size_t i = 0; i < operation->count; i++)
        if (strcmp(operation->series[i].label, label) == 0)
            return &operation->series[i];
    return NULL;
}

bool
list_has(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, word, length) == 0 &&
            (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

bool
how_asks(const struct timing *timing, const char *usual, const char *way)
{
    const char *how = timing->options.how != NULL ? timing->options.how : usual;

    return list_has(how, "all") || list_has(how, way);
}

void
how_check(const struct timing *timing, const char *const *ways)
{
    char all[256] = "all", word[64];

    for (size_t i = 0; ways[i] != NULL; i++) {
        strncat(all, ",", sizeof(all) - strlen(all) - 1);
        strncat(all, ways[i], sizeof(all) - strlen(all) - 1);
    }
    for (const char *at = timing->options.how; at != NULL; at++) {
        size_t length = strcspn(at, ",");
        snprintf(word, sizeof(word), "%.*s", (int)length, at);
        if (length == 0 || !list_has(all, word))
            die(STATUS_USAGE, "--how: unknown way '%s': choose from %s", word,
                all);
        at += length;
        if (*at == '\0')
            return;
    }
}

void
size_text(char *text, size_t size, long bytes)
{
    int unit = 0;

    while (unit < 3 && bytes > 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    snprintf(text, size, "%ld%.1s", bytes, &"\0KMG"[unit]);
}

size_t
list_sizes(const char *option, const char *list, long limit_bytes, long *sizes,
    size_t most)
{
    const char *at = list;
    char limit[32];

    for (size_t count = 0;; at++) {
        const char *start = at;
        long bytes = options_bytes(at, &at);
        if (bytes < 0 || bytes > limit_bytes || (*at != ',' && *at != '\0')) {
            size_text(limit, sizeof(limit), limit_bytes);
            die(STATUS_USAGE,
                "--%s: invalid size '%s': expected sizes such as 0,16K,1M, at "
                "most %s",
                option, start, limit);
        }
        if (count == most)
            die(STATUS_USAGE, "--%s: more than %zu sizes: give fewer", option,
                most);
        sizes[count++] = bytes;
        if (*at == '\0')
            return count;
    }
}

void
operations_free(struct timing *timing)
{
    for (struct series *series = NULL; series_next(timing, &series);) {
        free(series->net);
        free(series->raw);
    }
}
