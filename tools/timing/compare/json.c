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
print_changes(FILE *out, const struct comparing *comparing, enum kind kind)
{
    const char *separator = "";

    fputs(kind == COST ? "\"operations\": [" : "\"ratios\": [", out);
    for (struct change i = {0}; compare_next(comparing, kind, &i);) {
        fprintf(out, "%s\n{", separator);
        print_slice(out, "name", i.a->name);
        print_slice(out, kind == COST ? "model" : "of",
            kind == COST ? i.a->model : i.a->way);
        print_slice(out, kind == COST ? "way" : "to",
            kind == COST ? i.a->way : i.a->to);
        format_members(out, "a", "a_", &i.a->figure);
        format_members(out, "b", "b_", &i.b->figure);
        if (kind == COST) {
            print_slice(out, "a_reason", i.a->reason);
            print_slice(out, "b_reason", i.b->reason);
        }
        format_members(out, "ratio", "ratio_", &i.ratio);
        fputs("\"verdict\": ", out);
        json_string(out, i.verdict);
        fputc('}', out);
        separator = ",";
    }
    fputs("],\n", out);
}

static void
print_only(FILE *out, const char *name, const struct entries *in,
    const struct entries *other)
{
    const char *separator = "";

    fprintf(out, "\"%s\": [", name);
    for (size_t i = 0; i < in->count; i++) {
        const struct entry *entry = &in->list[i];
        if (result_find(other, entry) != NULL)
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
    const struct entries *in_a = &comparing->a.entries[COST],
                         *in_b = &comparing->b.entries[COST];

    fputc('{', out);
    print_file(out, "a", &comparing->a);
    print_file(out, "b", &comparing->b);
    print_settings(out, comparing);
    print_changes(out, comparing, COST);
    print_changes(out, comparing, RATIO);
    print_only(out, "only_a", in_a, in_b);
    fputs(", ", out);
    print_only(out, "only_b", in_b, in_a);
    fputs("}\n", out);
}
