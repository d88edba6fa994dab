#include "result.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 64 << 20, NAME = 64 };

static void *
resize(void *memory, size_t bytes)
{
    void *resized = realloc(memory, bytes);

    if (resized == NULL)
        die(STATUS_CANNOT, "realloc: %m: no memory for a result");
    return resized;
}

/* The whole file, ended by a NUL; *length without it. */
static char *
read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "re");
    size_t room = 1 << 16;
    char *text = resize(NULL, room);

    *length = 0;
    while (file != NULL && !feof(file) && !ferror(file)) {
        if (*length > MOST_BYTES)
            die(STATUS_USAGE,
                "%s: more than %d MiB: no result of 'timing --json' is so "
                "large: give another file",
                path, MOST_BYTES >> 20);
        if (room - *length < 2)
            text = resize(text, room *= 2);
        *length += fread(text + *length, 1, room - *length - 1, file);
    }
    if (file == NULL || ferror(file))
        die(STATUS_CANNOT,
            "%s: %m: give a file that 'timing --json' has written", path);
    fclose(file);
    text[*length] = '\0';
    return text;
}

bool
slices_equal(struct json_slice a, struct json_slice b)
{
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.start, b.start, a.length) == 0);
}

/* How many items an array has, if they are of that kind ('[' or '{', or '0' for
 * numbers); 0 for anything else. */
static size_t
count_items(struct json_slice array, char kind)
{
    const char *cursor = array.start;
    struct json_slice item;
    size_t count = 0;

    while (array.length > 0 && json_item(&cursor, &item)) {
        bool number = strchr("-0123456789", *item.start) != NULL;
        if (kind == '0' ? !number : *item.start != kind)
            return 0;
        count++;
    }
    return count;
}

static _Noreturn void
refuse_samples(const struct result *result, const struct entry *entry)
{
    char name[NAME], way[NAME];

    json_text(entry->name, name, sizeof(name));
    json_text(entry->way, way, sizeof(way));
    die(STATUS_USAGE,
        "%s: the \"raw_samples\" of %s %s are not launches of equally many "
        "times above 0: measure again, with 'timing --json'",
        result->path, name, way);
}

static void
read_samples(
    const struct result *result, struct entry *entry, const char *object)
{
    struct json_slice list = json_get(object, "raw_samples"), launch, item;
    size_t launches = count_items(list, '['), filled = 0;
    const char *cursor = list.start;

    if (isnan(entry->figure.value))
        return; /* refused: whatever it may have is not used */
    if (launches == 0)
        refuse_samples(result, entry);
    while (json_item(&cursor, &launch)) {
        const char *at = launch.start;
        size_t rounds = count_items(launch, '0');
        if (filled == 0)
            entry->samples = (struct samples){
                resize(NULL, launches * rounds * sizeof(double) + 1), launches,
                rounds};
        if (rounds == 0 || rounds != entry->samples.rounds)
            refuse_samples(result, entry);
        while (json_item(&at, &item)) {
            double sample = strtod(item.start, NULL);
            if (!isfinite(sample) || sample <= 0)
                refuse_samples(result, entry);
            entry->samples.values[filled++] = sample;
        }
    }
}

/* A ratio is of what its sides are; its samples are the logarithms of theirs,
 * round by round. */
static void
read_sides(const struct result *result, struct entry *ratio)
{
    const struct entry *of = result_find(&result->entries[COST],
        &(struct entry){
            .name = ratio->name, .model = ratio->model, .way = ratio->way});
    const struct entry *to = result_find(&result->entries[COST],
        &(struct entry){
            .name = ratio->name, .model = ratio->to_model, .way = ratio->to});

    if (of == NULL || to == NULL || isnan(ratio->figure.value) ||
        of->samples.launches != to->samples.launches ||
        of->samples.rounds != to->samples.rounds)
        return;
    size_t count = of->samples.launches * of->samples.rounds;
    ratio->switches = of->switches;
    ratio->samples = of->samples;
    ratio->samples.values = resize(NULL, (count + 1) * sizeof(double));
    for (size_t i = 0; i < count; i++)
        ratio->samples.values[i] =
            log(of->samples.values[i] / to->samples.values[i]);
}

static void
read_entry(struct result *result, enum kind kind, const char *object)
{
    struct entries *entries = &result->entries[kind];
    struct entry *entry = &entries->list[entries->count++];
    char counted_by[NAME];
    bool cost = kind == COST;

    json_text(json_get(object, "counted_by"), counted_by, NAME);
    *entry = (struct entry){
        .name = json_get(object, "name"),
        .model = json_get(object, cost ? "model" : "of_model"),
        .way = json_get(object, cost ? "way" : "of"),
        .to_model = json_get(object, "to_model"),
        .to = json_get(object, "to"),
        .reason = json_get(object, "reason"),
        .figure = {json_number(object, cost ? "raw" : "ratio"),
            json_number(object, cost ? "raw_low" : "ratio_low"),
            json_number(object, cost ? "raw_high" : "ratio_high")},
        .switches = strcmp(counted_by, "kernel") == 0 ||
                    strcmp(counted_by, "scheduler") == 0,
    };
    if (!cost)
        read_sides(result, entry);
    else if (entry->name.length > 0 && entry->model.length > 0 &&
             entry->way.length > 0)
        read_samples(result, entry, object);
    else
        die(STATUS_USAGE,
            "%s: an operation without name, model or way: measure again, with "
            "'timing --json'",
            result->path);
}

static void
read_entries(struct result *result, enum kind kind, struct json_slice list)
{
    struct entries *entries = &result->entries[kind];
    size_t count = count_items(list, '{');
    const char *cursor = list.start;
    struct json_slice item;

    entries->list = resize(NULL, count * sizeof(struct entry) + 1);
    while (entries->count < count && json_item(&cursor, &item))
        read_entry(result, kind, item.start);
}

struct result
result_read(const char *path)
{
    struct result result = {.path = path};
    struct json_slice item;
    size_t length;

    result.text = read_file(path, &length);
    if (strlen(result.text) != length || !json_is_whole(result.text))
        die(STATUS_USAGE,
            "%s: no whole JSON text (cut off, or of another kind): give a file "
            "that 'timing --json' has written",
            path);
    const char *cursor = json_get(result.text, "warnings").start;
    while (json_item(&cursor, &item))
        result.warnings++;
    read_entries(&result, COST, json_get(result.text, "operations"));
    if (result.entries[COST].count == 0)
        die(STATUS_USAGE,
            "%s: there are no \"operations\" in it: give a file that 'timing "
            "--json' has written",
            path);
    read_entries(&result, RATIO, json_get(result.text, "comparisons"));
    return result;
}

void
result_free(struct result *result)
{
    for (enum kind kind = COST; kind < KINDS; kind++) {
        for (size_t i = 0; i < result->entries[kind].count; i++)
            free(result->entries[kind].list[i].samples.values);
        free(result->entries[kind].list);
    }
    free(result->text);
}

static bool
is_alike(struct json_slice a, struct json_slice b)
{
    return a.length == 0 || b.length == 0 || slices_equal(a, b);
}

const struct entry *
result_find(const struct entries *entries, const struct entry *like)
{
    for (size_t i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->list[i];
        if (slices_equal(entry->name, like->name) &&
            slices_equal(entry->way, like->way) &&
            slices_equal(entry->to, like->to) &&
            is_alike(entry->model, like->model) &&
            is_alike(entry->to_model, like->to_model))
            return entry;
    }
    return NULL;
}
