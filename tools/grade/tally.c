#include "tally.h"

#include "kit/json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct tally *
find(struct class_tally *tally, const char *name)
{
    for (int i = 0; i < tally->checks; i++)
        if (strcmp(tally->check[i].name, name) == 0)
            return &tally->check[i];
    if (tally->checks == MOST_TALLIES)
        return NULL;
    struct tally *fresh = &tally->check[tally->checks++];
    snprintf(fresh->name, sizeof(fresh->name), "%s", name);
    return fresh;
}

static void
count(struct tally *check, const char *status)
{
    check->passed += strcmp(status, "passed") == 0;
    check->partial += strcmp(status, "partial") == 0;
    check->failed += strcmp(status, "failed") == 0;
    check->not_judged += strcmp(status, "not_judged") == 0;
}

/* The schedule is in the command that repeats it. */
static void
note_schedule(struct class_tally *tally, const char *name, const char *output,
    const char *result)
{
    static const char option[] = "--schedule ";
    const char *at = strstr(output, option);

    if (at == NULL || tally->alikes == MOST_ALIKE)
        return;
    at += strlen(option);
    struct alike *alike = &tally->alike[tally->alikes++];
    snprintf(alike->what, sizeof(alike->what), "%s %.*s", name,
        (int)strcspn(at, " \n"), at);
    snprintf(alike->result, sizeof(alike->result), "%s", result);
}

void
tally_enter(struct class_tally *tally, const char *object, const char *result)
{
    char model[16], check[32], name[TALLY_NAME_BYTES], status[16];
    char *output = malloc(strlen(object) + 1);
    struct json_slice item;

    json_text(json_get(object, "model"), model, sizeof(model));
    const char *checks = json_get(object, "checks").start;
    while (output != NULL && checks != NULL && json_item(&checks, &item)) {
        json_text(json_get(item.start, "name"), check, sizeof(check));
        json_text(json_get(item.start, "status"), status, sizeof(status));
        json_text(json_get(item.start, "output"), output, strlen(object) + 1);
        snprintf(name, sizeof(name), "%s %s", model, check);
        struct tally *one = find(tally, name);
        if (one != NULL)
            count(one, status);
        note_schedule(tally, name, output, result);
    }
    free(output);
}

static int
by_what(const void *a, const void *b)
{
    const struct alike *one = a, *other = b;
    int order = strcmp(one->what, other->what);

    return order != 0 ? order : strcmp(one->result, other->result);
}

/* How many from here on have the same schedule? */
static int
group(const struct class_tally *tally, int from)
{
    int end = from;

    while (end < tally->alikes &&
           strcmp(tally->alike[end].what, tally->alike[from].what) == 0)
        end++;
    return end - from;
}

static struct alike *
sort(const struct class_tally *tally)
{
    struct alike *alike = (struct alike *)tally->alike;

    qsort(alike, (size_t)tally->alikes, sizeof(*alike), by_what);
    return alike;
}

static void
print_alike(FILE *out, const struct class_tally *tally)
{
    const struct alike *alike = sort(tally);
    bool found = false;

    for (int i = 0, size; i < tally->alikes; i += size) {
        size = group(tally, i);
        if (size < 2)
            continue;
        if (!found)
            fputs("\nFailing schedules that are alike. That proves no copying: "
                  "the schedule shown\nis the shortest, and who makes a common "
                  "mistake has the same.\n",
                out);
        found = true;
        fprintf(out, "  %s: %d\n", alike[i].what, size);
        for (int k = i; k < i + size; k++)
            fprintf(out, "    %s\n", alike[k].result);
    }
}

void
tally_print(FILE *out, const struct class_tally *tally)
{
    fprintf(out, "%-28s %8s %8s %8s %11s\n", "check", "passed", "partly",
        "failed", "not judged");
    for (int i = 0; i < tally->checks; i++) {
        const struct tally *check = &tally->check[i];
        fprintf(out, "%-28s %8d %8d %8d %11d\n", check->name, check->passed,
            check->partial, check->failed, check->not_judged);
    }
    print_alike(out, tally);
}

void
tally_print_json(FILE *out, const struct class_tally *tally)
{
    const struct alike *alike = sort(tally);
    const char *comma = "";

    fputs("\"checks\": [", out);
    for (int i = 0; i < tally->checks; i++) {
        const struct tally *check = &tally->check[i];
        fprintf(out, "%s{\"name\": ", i > 0 ? ", " : "");
        json_string(out, check->name);
        fprintf(out,
            ", \"passed\": %d, \"partial\": %d, \"failed\": %d, "
            "\"not_judged\": %d}",
            check->passed, check->partial, check->failed, check->not_judged);
    }
    fputs("], \"alike\": [", out);
    for (int i = 0, size; i < tally->alikes; i += size) {
        size = group(tally, i);
        if (size < 2)
            continue;
        fprintf(out, "%s{\"schedule\": ", comma);
        json_string(out, alike[i].what);
        fputs(", \"results\": [", out);
        for (int k = i; k < i + size; k++) {
            fputs(k > i ? ", " : "", out);
            json_string(out, alike[k].result);
        }
        fputs("]}", out);
        comma = ", ";
    }
    fputs("]", out);
}
