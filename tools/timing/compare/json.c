/* The comparison of two results, as one JSON object. Names and values are the
 * files' own text, quotes and all. */

#include "compare.h"

static void
print_slice(FILE *out, const char *name, struct json_slice value)
{
    fprintf(out, "\"%s\": ", name);
    if (value.length == 0)
        fputs("null", out);
    else
        fwrite(value.start, 1, value.length, out);
    fputs(", ", out);
}

static void
print_change(FILE *out, const struct figure *ratio, const char *verdict)
{
    format_members(out, "ratio", "ratio_", ratio);
    fputs("\"verdict\": ", out);
    json_string(out, verdict);
}

static void
print_file(FILE *out, const char *name, const struct result *result)
{
    fprintf(out, "\"%s\": {", name);
    print_slice(out, "machine", json_get(result->text, "machine"));
    print_slice(out, "launches", json_get(result->text, "launches"));
    print_slice(out, "warnings", json_get(result->text, "warnings"));
    fputs("\"file\": ", out);
    json_string(out, result->path);
    fputs("}, ", out);
}

static void
print_settings(FILE *out, const struct comparing *comparing)
{
    struct difference differences[MAX_DIFFERENCES];
    size_t count = compare_settings(comparing, differences);

    fputs("\"differences\": [", out);
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "{" : ", {", out);
        print_slice(out, "a", differences[i].a);
        print_slice(out, "b", differences[i].b);
        fputs("\"name\": ", out);
        json_string(out, differences[i].name);
        fputc('}', out);
    }
    fputs("],\n", out);
}

static void
print_costs(FILE *out, const struct comparing *comparing)
{
    const char *separator = "";

    fputs("\"operations\": [", out);
    for (struct cost_change i = {0}; compare_next_cost(comparing, &i);) {
        fprintf(out, "%s\n{", separator);
        print_slice(out, "name", i.a->name);
        print_slice(out, "model", i.a->model);
        print_slice(out, "way", i.a->way);
        format_members(out, "a", "a_", &i.a->raw_ns);
        format_members(out, "b", "b_", &i.b->raw_ns);
        print_slice(out, "a_reason", i.a->reason);
        print_slice(out, "b_reason", i.b->reason);
        print_change(out, &i.ratio, i.verdict);
        fputc('}', out);
        separator = ",";
    }
    fputs("],\n", out);
}

static void
print_ratios(FILE *out, const struct comparing *comparing)
{
    const char *separator = "";

    fputs("\"ratios\": [", out);
    for (struct ratio_change i = {0}; compare_next_ratio(comparing, &i);) {
        fprintf(out, "%s\n{", separator);
        print_slice(out, "name", i.a->name);
        print_slice(out, "of", i.a->of);
        print_slice(out, "to", i.a->to);
        format_members(out, "a", "a_", &i.a->ratio);
        format_members(out, "b", "b_", &i.b->ratio);
        print_change(out, &i.ratio, i.verdict);
        fputc('}', out);
        separator = ",";
    }
    fputs("],\n", out);
}

static void
print_only(FILE *out, const char *name, const struct result *in,
    const struct result *other)
{
    const char *separator = "";

    fprintf(out, "\"%s\": [", name);
    for (size_t i = 0; i < in->count; i++) {
        const struct entry *entry = &in->entries[i];
        if (result_find(other, entry->name, &entry->model, entry->way) != NULL)
            continue;
        fprintf(out, "%s{", separator);
        print_slice(out, "name", entry->name);
        print_slice(out, "model", entry->model);
        fputs("\"way\": ", out);
        fwrite(entry->way.start, 1, entry->way.length, out);
        fputc('}', out);
        separator = ", ";
    }
    fputc(']', out);
}

void
compare_json(FILE *out, const struct comparing *comparing)
{
    fputc('{', out);
    print_file(out, "a", &comparing->a);
    print_file(out, "b", &comparing->b);
    print_settings(out, comparing);
    print_costs(out, comparing);
    print_ratios(out, comparing);
    print_only(out, "only_a", &comparing->a, &comparing->b);
    fputs(", ", out);
    print_only(out, "only_b", &comparing->b, &comparing->a);
    fputs("}\n", out);
}
