#include "plain.h"

#include "check.h"
#include "grading.h"
#include "rubric.h"
#include "tell.h"
#include "words.h"

#include "kit/cpus.h"

#include <sched.h>
#include <string.h>

bool
plain_run(struct grading *grading, const struct plain *plain,
    struct run_result *result, struct verdict *verdict)
{
    double seconds = grading_seconds(grading, plain->seconds);
    struct run_job job = {
        .argv = plain->words->word,
        .input = plain->input,
        .limits = {.wall_seconds = seconds,
            .cpu_seconds = plain->cpu_seconds > 0 ? plain->cpu_seconds
                                                  : (long)(2 * seconds) + 1,
            .memory_bytes = plain->has_shadow ? 0 : 4L << 30,
            .processes = 256,
            .file_bytes = 16L << 20,
            .total_bytes = plain->has_shadow ? 0 : 1L << 30,
            .output_bytes = 1 << 18},
    };
    cpu_set_t before;
    bool is_known = sched_getaffinity(0, sizeof(before), &before) == 0;

    cpus_pin(sched_getcpu()); /* it inherits that */
    bool is_run = grading_run(grading, &job, result, verdict);
    if (is_known)
        sched_setaffinity(0, sizeof(before), &before);
    if (is_run && result->end == RUN_NOT_BEGUN && verdict != NULL) {
        verdict_unjudged(verdict);
        fprintf(verdict->out, "it cannot be started here: %s\n",
            strerror(result->status));
        return false;
    }
    return is_run;
}

static size_t
without_newlines(const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == '\n')
        length--;
    return length;
}

bool
plain_is_right(const struct row *row, const struct run_result *result)
{
    const char *expected = row_text(row, "expect", "");
    size_t length = without_newlines(expected, strlen(expected));

    return result->end == RUN_EXITED &&
           result->status == row_number(row, "status", 0) &&
           without_newlines(result->out, result->out_length) == length &&
           memcmp(result->out, expected, length) == 0;
}

void
plain_tell(struct verdict *verdict, const struct row *row,
    const struct run_result *result)
{
    const char *expected = row_text(row, "expect", "");
    long status = row_number(row, "status", 0);
    FILE *out = verdict->out;

    fputs("it ", out);
    tell_end(out, result);
    if (result->end == RUN_EXITED && result->status != status)
        fprintf(out, ", not with %ld", status);
    fputs("\nprinted:  ", out);
    tell_quoted(out, result->out, result->out_length);
    fputs("\nexpected: ", out);
    tell_quoted(out, expected, strlen(expected));
    putc('\n', out);
    if (result->err_length > 0) {
        fputs("messages: ", out);
        tell_quoted(out, result->err, result->err_length);
        putc('\n', out);
    }
}
