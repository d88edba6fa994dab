/* Does --csv write the same figures as --json, a row each, as RFC 4180 has it,
 * and the file whole or not at all? */

#include "../harness/folder.h"
#include "../harness/stage.h"
#include "../harness/timing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME,
    MODEL,
    WAY,
    TO,
    WHAT,
    UNIT,
    VALUE,
    LOW,
    HIGH,
    VERDICT,
    REASON,
    FIELDS,
    MOST_ROWS = 512,
    MOST_BYTES = 1 << 18
};

static const char *path, *json_path;
static char option[80];

static struct {
    char text[MOST_BYTES];
    char *rows[MOST_ROWS][FIELDS];
    int count;
} csv;

/* The field at *at, without its quotes; *at moves to what ends it. */
static char *
read_field(char **at)
{
    char *start = *at, *out = *at, *in = *at;

    if (*in == '"') {
        for (in++; *in != '\0' && (*in != '"' || in[1] == '"'); in++) {
            in += *in == '"';
            *out++ = *in;
        }
        in += *in == '"';
    } else {
        for (; *in != '\0' && strchr(",\r\n\"", *in) == NULL; in++)
            *out++ = *in;
    }
    char ended = *in;
    CU_ASSERT_FATAL(ended == ',' || (ended == '\r' && in[1] == '\n'));
    *out = '\0'; /* perhaps where the comma stood */
    *at = in + (ended == ',' ? 1 : 2);
    return start;
}

/* Read the file. Each row must have as many fields as the first. */
static void
read_csv(void)
{
    snprintf(csv.text, MOST_BYTES, "%s", folder_read(path));
    csv.count = 0;
    for (char *at = csv.text; *at != '\0'; csv.count++) {
        CU_ASSERT_FATAL(csv.count < MOST_ROWS);
        char *end = strstr(at, "\r\n");
        CU_ASSERT_PTR_NOT_NULL_FATAL(end);
        for (int i = 0; i < FIELDS; i++)
            csv.rows[csv.count][i] = read_field(&at);
        CU_ASSERT(at[-1] == '\n');
    }
    CU_ASSERT_FATAL(csv.count > 0);
    CU_ASSERT_STRING_EQUAL(csv.rows[0][NAME], "name");
    CU_ASSERT_STRING_EQUAL(csv.rows[0][UNIT], "unit");
    CU_ASSERT_STRING_EQUAL(csv.rows[0][REASON], "reason");
}

/* The one row of that kind. */
static char **
find_row(const char *name, const char *way, const char *to, const char *what)
{
    char **found = NULL;

    for (int i = 1; i < csv.count; i++) {
        char **row = csv.rows[i];
        if (strcmp(row[NAME], name) == 0 && strcmp(row[WAY], way) == 0 &&
            strcmp(row[TO], to) == 0 && strcmp(row[WHAT], what) == 0) {
            CU_ASSERT_PTR_NULL(found);
            found = row;
        }
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

/* The field and the member are the same number, or both are nothing. */
static void
check_same(const char *field, const char *object, const char *member)
{
    bool none = is_null_at(object, member);

    CU_ASSERT_EQUAL(none, *field == '\0');
    if (!none) {
        double expected = real_at(object, member);
        CU_ASSERT_DOUBLE_EQUAL(
            strtod(field, NULL), expected, 1e-8 * fabs(expected));
    }
}

static void
check_figure(char **row, const char *object, const char *value, const char *low,
    const char *high)
{
    check_same(row[VALUE], object, value);
    check_same(row[LOW], object, low);
    check_same(row[HIGH], object, high);
}

static void
check_operations(const char *out)
{
    const char *entries[MAX_ENTRIES], *all[MAX_ENTRIES];
    int count = timing_split(out, "operations", entries);
    int compared = timing_split(out, "comparisons", all);
    int sloped = items_at(out, "slopes");

    CU_ASSERT(count > 0);
    CU_ASSERT_EQUAL(csv.count, 1 + 3 * count + 2 * compared + sloped);
    for (int i = 0; i < count; i++) {
        const char *name = word_at(entries[i], "name");
        const char *way = word_at(entries[i], "way");
        check_figure(find_row(name, way, "", "raw"), entries[i], "raw",
            "raw_low", "raw_high");
        check_figure(find_row(name, way, "", "median"), entries[i], "median",
            "low", "high");
        check_same(
            find_row(name, way, "", "floor")[VALUE], entries[i], "floor");
    }
    for (int i = 0; i < compared; i++) {
        const char *name = word_at(all[i], "name");
        const char *way = word_at(all[i], "of"), *to = word_at(all[i], "to");
        char **row = find_row(name, way, to, "ratio");
        check_figure(row, all[i], "ratio", "ratio_low", "ratio_high");
        if (*row[VALUE] != '\0')
            CU_ASSERT_STRING_EQUAL(row[VERDICT], word_at(all[i], "verdict"));
        check_figure(find_row(name, way, to, "difference"), all[i],
            "difference", "difference_low", "difference_high");
    }
}

/* Are operations, comparisons and slopes those of --json; and is a reason with
 * commas and quotes one field? */
TEST(figures_are_the_same)
{
    stage_actor("proc/create", ACTOR_ANSWERS("2500"));
    stage_actor("thread/create", ACTOR_ANSWERS("1000"));
    stage_actor("task", ACTOR_ANSWERS("1200"));
    const struct outcome *seen = stage_run(WORDS(
        "create", "--how=fork,vfork", "--json", "--precision=100", option));
    check_held(seen);
    read_csv();
    check_operations(seen->out);
    CU_ASSERT_STRING_EQUAL(find_row("create", "fork", "", "raw")[UNIT], "ns");
    CU_ASSERT_STRING_EQUAL(
        find_row("create", "fork", "thread", "ratio")[VERDICT], "slower");

    seen = timing_measure(stage_run, 2,
        WORDS("create", "--memory=0,4M", "--json", "--precision=100", option));
    read_csv();
    check_operations(seen->out);
    CU_ASSERT_STRING_EQUAL(
        find_row("memory/small", "fork", "", "slope")[UNIT], "ns/page");

    stage_actor("proc/create", "kill -9 $$\n");
    seen = stage_run(
        WORDS("create", "--how=fork", "--json", "--precision=100", option));
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    read_csv();
    check_operations(seen->out);
    CU_ASSERT(strlen(find_row("create", "fork", "", "raw")[REASON]) > 0);
}

/* Does scale have a row for each metric of each number of workers in each
 * model, and for its growth? */
TEST(scale_has_its_rows)
{
    const char *cells[MAX_ENTRIES];
    const struct outcome *seen = RUN(
        "timing", "scale", "--max=2", "--max-seconds=0.1", "--json", option);
    int count = timing_split(seen->out, "cells", cells);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL_FATAL(count, 6);
    read_csv();
    CU_ASSERT_EQUAL(csv.count, 1 + 4 * count + 4 * 3);
    for (int i = 0; i < count; i++) {
        char **row = csv.rows[1 + 4 * i];
        CU_ASSERT_STRING_EQUAL(row[MODEL], word_at(cells[i], "model"));
        CU_ASSERT_STRING_EQUAL(row[WHAT], "create_last_ns");
        check_figure(row, cells[i], "create_last_ns", "create_last_ns_low",
            "create_last_ns_high");
    }
}

/* Does compare have the figures of both files, and the verdict on each? */
TEST(changes_have_their_rows)
{
    static const char result[] =
        "{\"warnings\": [], \"comparisons\": [], \"operations\": [{\"name\": "
        "\"a, \\\"b\\\"\", \"model\": \"proc\", \"way\": \"fork\", \"raw\": 5, "
        "\"raw_low\": 4, \"raw_high\": 6, \"reason\": null, \"raw_samples\": "
        "[[5], [5]]}]}";

    folder_write(json_path, result);
    const struct outcome *seen =
        RUN("timing", "compare", json_path, json_path, option);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    read_csv();
    CU_ASSERT_EQUAL(csv.count, 4);
    CU_ASSERT_STRING_EQUAL(
        find_row("a, \"b\"", "fork", "", "raw in A")[VALUE], "5");
    char **change = find_row("a, \"b\"", "fork", "", "raw, B to A");
    CU_ASSERT_STRING_EQUAL(change[VALUE], "1");
    CU_ASSERT_STRING_EQUAL(change[UNIT], "times");
    CU_ASSERT_STRING_EQUAL(change[VERDICT], "none");
}

/* Is a file that cannot be written refused in one line, before anything is
 * measured? */
TEST(bad_files_are_refused)
{
    static const char *const subcommands[] = {"create", "scale", "claims"};
    static const char *const bad[] = {
        "--csv=/no/such/folder/x.csv", "--csv=/tmp", "--csv=/dev/full"};

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            check_refused(RUN("timing", subcommands[i], bad[j]), STATUS_CANNOT,
                bad[j] + 6);
}

/* If it cannot be written in full, is the file as it was before, with nothing
 * left beside it? */
TEST(file_is_whole_or_as_before)
{
    const struct outcome *seen =
        RUN("timing", "compare", json_path, json_path, option);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    int files = folder_count(folder_path(""));
    seen = RUN_UNDER(prepare_no_file_growth, "timing", "compare", json_path,
        json_path, option);
    check_complaint(seen, STATUS_CANNOT, "");
    read_csv();
    CU_ASSERT_EQUAL(csv.count, 4);
    CU_ASSERT_EQUAL(folder_count(folder_path("")), files);
}

TIMING_NEEDS_TWO_MODELS

static __attribute__((constructor)) void
name_files(void)
{
    path = folder_path("out.csv");
    json_path = folder_path("in.json");
    snprintf(option, sizeof(option), "--csv=%s", path);
}
