#include "changes.h"

#include "../measure/estimate.h"
#include "unpaired.h"

#include "kit/memory.h"

#include <stdlib.h>
#include <string.h>

/* A side of a ratio: by its way, and where the file tells it by its model. */
static const struct entry *
find_side(const struct result *result, struct json_slice name,
    const struct json_slice *model, struct json_slice way)
{
    return result_find(result, name, model->length > 0 ? model : NULL, way);
}

/* The logarithms of a file's ratios, round by round; no launches where it has
 * none, or where the two were not measured together. */
static struct samples
find_logarithms(const struct result *result, const struct link *link)
{
    const struct entry *of =
        find_side(result, link->name, &link->of_model, link->of);
    const struct entry *to =
        find_side(result, link->name, &link->to_model, link->to);

    if (of == NULL || to == NULL || isnan(link->ratio.value) ||
        of->samples.launches != to->samples.launches ||
        of->samples.rounds != to->samples.rounds)
        return (struct samples){NULL, 0, 0};
    struct samples logarithms = of->samples;
    size_t count = logarithms.launches * logarithms.rounds;
    logarithms.values = memory_heap((count + 1) * sizeof(double), "the ratios");
    for (size_t i = 0; i < count; i++)
        logarithms.values[i] =
            log(of->samples.values[i] / to->samples.values[i]);
    return logarithms;
}

static struct figure
compare_links(const struct comparing *comparing, const struct link *a,
    const struct link *b)
{
    struct samples in_a = find_logarithms(&comparing->a, a);
    struct samples in_b = find_logarithms(&comparing->b, b);
    struct figure ratio = unpaired_ratio(&in_a, &in_b, true, comparing->seed);

    free(in_a.values);
    free(in_b.values);
    if (strncmp(a->name.start, "switch", strlen("switch")) != 0)
        ratio = estimate_allow_drift(ratio, 2);
    return ratio;
}

/* Where a file does not tell the model, the way alone. */
static void
name_side(
    char name[FORMAT_BYTES], struct json_slice of_model, struct json_slice of)
{
    char model[WORD_BYTES], way[WORD_BYTES];

    json_text(of_model.length > 0 ? of_model : of, model, sizeof(model));
    json_text(of, way, sizeof(way));
    format_name(name, model, way);
}

void
compare_series(char name[FORMAT_BYTES], const struct entry *entry)
{
    name_side(name, entry->model, entry->way);
}

void
compare_name(char name[COMPARE_NAME], const struct link *link)
{
    char of[FORMAT_BYTES], to[FORMAT_BYTES];

    name_side(of, link->of_model, link->of);
    name_side(to, link->to_model, link->to);
    snprintf(name, COMPARE_NAME, "%s to %s", of, to);
}

static const char *
judge(const struct comparing *comparing, const struct figure *ratio,
    const char *more, const char *less)
{
    if (isnan(ratio->value))
        return NULL;
    if (comparing->a.warnings + comparing->b.warnings > 0)
        return "none";
    if (ratio->low > 1)
        return more;
    return ratio->high < 1 ? less : "none";
}

bool
compare_next_cost(const struct comparing *comparing, struct cost_change *change)
{
    do {
        if (change->next == comparing->a.count)
            return false;
        const struct entry *a = &comparing->a.entries[change->next++];
        change->a = a;
        change->b = result_find(&comparing->b, a->name, &a->model, a->way);
    } while (change->b == NULL);
    change->ratio = unpaired_ratio(
        &change->a->samples, &change->b->samples, false, comparing->seed);
    change->verdict = judge(comparing, &change->ratio, "slower", "faster");
    return true;
}

bool
compare_next_ratio(
    const struct comparing *comparing, struct ratio_change *change)
{
    do {
        if (change->next == comparing->a.link_count)
            return false;
        change->a = &comparing->a.links[change->next++];
        change->b = result_link(&comparing->b, change->a);
    } while (change->b == NULL);
    change->ratio = compare_links(comparing, change->a, change->b);
    change->verdict = judge(comparing, &change->ratio, "larger", "smaller");
    return true;
}

static bool
is_word(struct json_slice name, const char *word)
{
    return name.length == strlen(word) &&
           memcmp(name.start, word, name.length) == 0;
}

/* And not the outcome; nor what is never the same twice, and says nothing. */
static bool
is_setting(const char *prefix, struct json_slice name, struct json_slice value)
{
    if (*prefix != '\0')
        return !is_word(name, "resident_bytes");
    if (is_word(name, "machine"))
        return *value.start == '{';
    return strchr("[{", *value.start) == NULL && !is_word(name, "reached") &&
           !is_word(name, "launches") && !is_word(name, "seconds");
}

struct search {
    struct difference *differences;
    size_t count;
    bool missing; /* look only for what the other side lacks */
};

/* Go through the members of `here`, and set them against those of `there`. An
 * object in both is gone through in its turn. */
static void
search(struct search *search_in, const char *prefix, const char *here,
    const char *there)
{
    struct json_slice name, value, other;
    char path[96], word[64];

    while (json_next(&here, &name, &value)) {
        snprintf(word, sizeof(word), "%.*s",
            (int)(name.length < 63 ? name.length : 63), name.start);
        snprintf(path, sizeof(path), "%.30s%s", prefix, word);
        other = json_get(there, word);
        if (!is_setting(prefix, name, value))
            continue;
        if (*value.start == '{' && other.length > 0 && *other.start == '{') {
            strncat(path, ".", sizeof(path) - strlen(path) - 1);
            search(search_in, path, value.start, other.start);
        } else if (search_in->count < MAX_DIFFERENCES &&
                   (search_in->missing ? other.length == 0
                                       : !slices_equal(value, other))) {
            struct difference *found =
                &search_in->differences[search_in->count++];
            snprintf(found->name, sizeof(found->name), "%s", path);
            found->a = search_in->missing ? other : value;
            found->b = search_in->missing ? value : other;
        }
    }
}

size_t
compare_settings(const struct comparing *comparing,
    struct difference differences[MAX_DIFFERENCES])
{
    struct search found = {.differences = differences};

    search(&found, "", comparing->a.text, comparing->b.text);
    found.missing = true;
    search(&found, "", comparing->b.text, comparing->a.text);
    return found.count;
}
