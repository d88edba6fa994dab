#include "changes.h"

#include "../measure/estimate.h"
#include "unpaired.h"

#include <string.h>

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
compare_name(char name[COMPARE_NAME], const struct entry *entry)
{
    char of[FORMAT_BYTES], to[FORMAT_BYTES];

    name_side(of, entry->model, entry->way);
    name_side(to, entry->to_model, entry->to);
    snprintf(
        name, COMPARE_NAME, entry->to.length > 0 ? "%s to %s" : "%s", of, to);
}

static const char *
judge(const struct comparing *comparing, enum kind kind,
    const struct figure *ratio)
{
    if (isnan(ratio->value))
        return NULL;
    if (comparing->a.warnings + comparing->b.warnings > 0)
        return "none";
    if (ratio->low > 1)
        return kind == COST ? "slower" : "larger";
    return !(ratio->high < 1) ? "none" : kind == COST ? "faster" : "smaller";
}

bool
compare_next(
    const struct comparing *comparing, enum kind kind, struct change *change)
{
    const struct entries *in_a = &comparing->a.entries[kind];

    do {
        if (change->next == in_a->count)
            return false;
        change->a = &in_a->list[change->next++];
        change->b = result_find(&comparing->b.entries[kind], change->a);
    } while (change->b == NULL);
    change->ratio = unpaired_ratio(&change->a->samples, &change->b->samples,
        kind == RATIO, comparing->seed);
    if (kind == RATIO && !change->a->switches)
        change->ratio = estimate_allow_drift(change->ratio, 2);
    change->verdict = judge(comparing, kind, &change->ratio);
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
