#include "inject.h"

#include "../measure/operations.h"
#include "../report/format.h"

#include "kit/json.h"

#include <string.h>

static char spin_label[32];
static const char syscall_label[] = "+ getppid";

static void
add_companion(struct timing *timing, struct operation *operation,
    size_t original, const char *word, const char *label)
{
    const struct host *host = operation->series[original].host;
    struct host *other = host_add(timing, host->program, "%s", word);

    for (size_t i = 0; i < host->count && other->count < MAX_WORDS; i++)
        memcpy(other->words[other->count++], host->words[i], WORD_BYTES);
    const struct series *companion = series_add(
        operation, other, operation->series[original].model, label, "");
    comparison_add(
        timing, operation, companion, &operation->series[original], true);
}

void
inject_list(struct timing *timing)
{
    const struct timing_options *options = &timing->options;
    size_t count = timing->count;
    char word[WORD_BYTES];

    snprintf(word, sizeof(word), "--inject=%ld", options->inject_ns);
    snprintf(spin_label, sizeof(spin_label), "+ %ld ns", options->inject_ns);
    for (size_t i = 0; i < count; i++) {
        struct operation *operation = &timing->operations[i];
        size_t originals = operation->count;
        for (size_t j = 0; j < originals; j++) {
            if (strchr(operation->series[j].host->program, '/') == NULL)
                continue; /* it is no twin */
            if (options->inject_ns > 0)
                add_companion(timing, operation, j, word, spin_label);
            if (options->inject_syscall)
                add_companion(
                    timing, operation, j, "--inject-syscall", syscall_label);
        }
    }
    if (!options->inject_syscall)
        return;
    struct operation *yardstick = operation_add(timing, 1, false, "getppid");
    series_add(yardstick,
        host_add(timing, "task", "--how=syscall --pin --probe"), "proc",
        "syscall", "");
}

static bool
is_injected(const struct comparison *comparison)
{
    return comparison->of->label[0] == '+' &&
           !isnan(comparison->difference.value);
}

/* An interval that contains 0 has not found what was added: say what would have
 * been enough. */
static void
print_resolution(FILE *out, const struct figure *found)
{
    char least[FORMAT_BYTES];

    bool has_zero = found->low <= 0 && found->high >= 0; /* no NAN has */
    if (!has_zero)
        return;
    format_ns(least, (found->high - found->low) / 2, false);
    fprintf(out,
        "    not told from 0: +-%s can be resolved in this time; add more, or "
        "raise\n    --max-seconds\n",
        least);
}

void
inject_print(FILE *out, const struct timing *timing)
{
    char found[FORMAT_BYTES];

    if (timing->options.inject_ns > 0 || timing->options.inject_syscall)
        fprintf(out, "\ninjected, and found as the difference\n");
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (!is_injected(comparison))
            continue;
        format_figure(found, &comparison->difference, true);
        fprintf(out, "  %-24s %-8s %-12s %s\n", comparison->operation->name,
            comparison->of->model, comparison->of->label, found);
        print_resolution(out, &comparison->difference);
    }
}

void
inject_json(FILE *out, const struct timing *timing)
{
    const char *separator = "";

    fputs("\"injected\": [", out);
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (!is_injected(comparison))
            continue;
        fprintf(out, "%s{", separator);
        json_text_member(out, "name", comparison->operation->name);
        json_text_member(out, "model", comparison->of->model);
        json_text_member(out, "what", comparison->of->label);
        json_real_member(out, "found_ns", comparison->difference.value);
        json_real_member(out, "low", comparison->difference.low);
        fputs("\"high\": ", out);
        json_real(out, comparison->difference.high);
        fputc('}', out);
        separator = ", ";
    }
    fputs("], ", out);
}
