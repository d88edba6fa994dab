#include "compare.h"

#include "../plot/plot.h"
#include "../report/format.h"
#include "unpaired.h"

#include "kit/begin.h"
#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct comparing, member)
static const struct option_row options_table[] = {
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the intervals' bootstrap"},
    {"plot", OPTION_TEXT, AT(plot), .silent = true, .help = PLOT_HELP},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

const struct option_page compare_page = {
    .usage = "[options] A.json B.json",
    .question = "What does B cost to what A costs? Both are results of 'timing "
                "--json'.",
    .table = options_table,
};

struct figure
compare_costs(const struct comparing *comparing, const struct entry *a,
    const struct entry *b)
{
    return unpaired_ratio(&a->samples, &b->samples, false, comparing->seed);
}

/* The logarithms of a file's ratios, round by round; no launches where it has
 * none, or where the two were not measured together. */
static struct samples
find_logarithms(const struct result *result, const struct link *link)
{
    const struct entry *of = result_find(result, link->name, NULL, link->of);
    const struct entry *to = result_find(result, link->name, NULL, link->to);

    if (of == NULL || to == NULL || isnan(link->ratio.value) ||
        of->samples.launches != to->samples.launches ||
        of->samples.rounds != to->samples.rounds)
        return (struct samples){NULL, 0, 0};
    struct samples logarithms = of->samples;
    size_t count = logarithms.launches * logarithms.rounds;
    logarithms.values = calloc(count + 1, sizeof(double));
    if (logarithms.values == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for %zu ratios", count);
    for (size_t i = 0; i < count; i++)
        logarithms.values[i] =
            log(of->samples.values[i] / to->samples.values[i]);
    return logarithms;
}

struct figure
compare_ratios(const struct comparing *comparing, const struct link *a,
    const struct link *b)
{
    struct samples in_a = find_logarithms(&comparing->a, a);
    struct samples in_b = find_logarithms(&comparing->b, b);
    struct figure ratio = unpaired_ratio(&in_a, &in_b, true, comparing->seed);

    free(in_a.values);
    free(in_b.values);
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
compare_name(char name[COMPARE_NAME], const struct link *link)
{
    char of[FORMAT_BYTES], to[FORMAT_BYTES];

    name_side(of, link->of_model, link->of);
    name_side(to, link->to_model, link->to);
    snprintf(name, COMPARE_NAME, "%s to %s", of, to);
}

const char *
compare_verdict(const struct figure *ratio, const char *more, const char *less)
{
    if (isnan(ratio->value))
        return NULL;
    if (ratio->low > 1)
        return more;
    return ratio->high < 1 ? less : "none";
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

static bool
have_common(const struct comparing *comparing)
{
    for (size_t i = 0; i < comparing->a.count; i++) {
        const struct entry *entry = &comparing->a.entries[i];
        if (result_find(
                &comparing->b, entry->name, &entry->model, entry->way) != NULL)
            return true;
    }
    return false;
}

static bool
draw(const struct comparing *comparing)
{
    FILE *script = plot_begin(comparing->plot);

    compare_plot(script, comparing);
    return plot_end(comparing->plot, script);
}

int
compare_main(const struct subcommand *self, int argc, char **argv)
{
    struct comparing comparing;
    int operand = options_parse(self->page, &comparing, argc, argv);

    if (argc - operand != 2)
        die(STATUS_USAGE,
            "compare takes two files, not %d: say 'timing "
            "compare A.json B.json'",
            argc - operand);
    plot_need(comparing.plot);
    comparing.a = result_read(argv[operand]);
    comparing.b = result_read(argv[operand + 1]);
    if (!have_common(&comparing))
        die(STATUS_USAGE,
            "%s and %s have no operation in common: measure the same in both",
            comparing.a.path, comparing.b.path);
    if (comparing.json)
        compare_json(stdout, &comparing);
    else
        compare_text(stdout, &comparing);
    finish();
    bool drawn = comparing.plot == NULL || draw(&comparing);
    result_free(&comparing.a);
    result_free(&comparing.b);
    return drawn ? STATUS_HELD : STATUS_CANNOT;
}
