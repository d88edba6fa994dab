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
    return a.length == b.length && memcmp(a.start, b.start, a.length) == 0;
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

    if (isnan(entry->raw_ns.value))
        return; /* refused: what it may have is of no use */
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

static void
read_entry(struct result *result, struct json_slice item)
{
    const char *object = item.start;
    struct entry *entry = &result->entries[result->count++];

    *entry = (struct entry){
        .name = json_get(object, "name"),
        .model = json_get(object, "model"),
        .way = json_get(object, "way"),
        .reason = json_get(object, "reason"),
        .raw_ns = {json_number(object, "raw"), json_number(object, "raw_low"),
            json_number(object, "raw_high")},
    };
    if (entry->name.length == 0 || entry->model.length == 0 ||
        entry->way.length == 0)
        die(STATUS_USAGE,
            "%s: an operation without name, model or way: measure again, with "
            "'timing --json'",
            result->path);
    read_samples(result, entry, object);
}

static void
read_link(struct result *result, struct json_slice item)
{
    const char *object = item.start;

    result->links[result->link_count++] = (struct link){
        .name = json_get(object, "name"),
        .of = json_get(object, "of"),
        .to = json_get(object, "to"),
        .of_model = json_get(object, "of_model"),
        .to_model = json_get(object, "to_model"),
        .ratio = {json_number(object, "ratio"),
            json_number(object, "ratio_low"),
            json_number(object, "ratio_high")},
    };
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
    struct json_slice warnings = json_get(result.text, "warnings");
    struct json_slice list = json_get(result.text, "operations");
    struct json_slice links = json_get(result.text, "comparisons");
    size_t count = count_items(list, '{');
    if (count == 0)
        die(STATUS_USAGE,
            "%s: there are no \"operations\" in it: give a file that 'timing "
            "--json' has written",
            path);
    for (const char *cursor = warnings.start; json_item(&cursor, &item);)
        result.warnings++;
    result.entries = resize(NULL, count * sizeof(struct entry));
    for (const char *cursor = list.start; json_item(&cursor, &item);)
        read_entry(&result, item);
    count = count_items(links, '{');
    result.links = resize(NULL, count * sizeof(struct link) + 1);
    for (const char *cursor = links.start; count > 0 && count--;)
        if (json_item(&cursor, &item))
            read_link(&result, item);
    return result;
}

void
result_free(struct result *result)
{
    for (size_t i = 0; i < result->count; i++)
        free(result->entries[i].samples.values);
    free(result->entries);
    free(result->links);
    free(result->text);
}

const struct entry *
result_find(const struct result *result, struct json_slice name,
    const struct json_slice *model, struct json_slice way)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct entry *entry = &result->entries[i];
        if (slices_equal(entry->name, name) && slices_equal(entry->way, way) &&
            (model == NULL || slices_equal(entry->model, *model)))
            return entry;
    }
    return NULL;
}

const struct link *
result_link(const struct result *result, const struct link *like)
{
    for (size_t i = 0; i < result->link_count; i++) {
        const struct link *link = &result->links[i];
        if (slices_equal(link->name, like->name) &&
            slices_equal(link->of, like->of) &&
            slices_equal(link->to, like->to))
            return link;
    }
    return NULL;
}
