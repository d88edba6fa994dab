/* Are numbers, times and rows readable, within 80 columns? */

#include "kit/table.h"

#include "../harness/answer.h"
#include "../harness/check.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Are the digits grouped by three? */
TEST(digits_are_grouped)
{
    static const struct {
        long number;
        const char *text;
    } rows[] = {{0, "0"}, {7, "7"}, {999, "999"}, {1000, "1,000"},
        {-999, "-999"}, {-1000, "-1,000"}, {1234567, "1,234,567"},
        {-123456, "-123,456"}, {LONG_MAX, "9,223,372,036,854,775,807"},
        {LONG_MIN, "-9,223,372,036,854,775,808"}};
    char text[64];

    for (int i = 0; i < COUNT(rows); i++) {
        table_integer(text, sizeof(text), rows[i].number);
        CU_ASSERT_STRING_EQUAL(text, rows[i].text);
    }
}

/* Does each time have three digits and its unit? */
TEST(times_have_units)
{
    static const struct {
        double ns;
        const char *text;
    } rows[] = {{0, "0.00 ns"}, {1, "1.00 ns"}, {12.34, "12.3 ns"},
        {999, "999 ns"}, {1000, "1.00 us"}, {1234567, "1.23 ms"},
        {1e9, "1.00 s"}, {123e9, "123 s"}, {-1500, "-1.50 us"},
        {999.6, "1.00 us"}, {9.996, "10.0 ns"}};
    char text[64];

    for (int i = 0; i < COUNT(rows); i++) {
        table_time(text, sizeof(text), rows[i].ns);
        CU_ASSERT_STRING_EQUAL(text, rows[i].text);
    }
}

/* Is a long text wrapped at 80 columns, and nothing of it lost? */
TEST(text_is_broken)
{
    static const char text[] =
        "Four score and seven years ago our fathers brought forth, upon this "
        "continent, a new nation, conceived in liberty, and dedicated to the "
        "proposition that all men are created equal.";
    char *out;
    size_t bytes;
    FILE *file = open_memstream(&out, &bytes);

    table_wrap(file, 10, text);
    fclose(file);
    CU_ASSERT(fits_in_80_columns(out));
    const char *at = out;
    for (const char *word = text; *word != '\0' && at != NULL;) {
        char copy[32];
        size_t length = strcspn(word, " ");
        snprintf(copy, sizeof(copy), "%.*s", (int)length, word);
        at = strstr(at, copy);
        CU_ASSERT_PTR_NOT_NULL(at);
        word += length + (word[length] == ' ');
    }
    free(out);
}

/* The table of two results, until the next one. */
static const char *
print_two(const char *const *objects)
{
    static char text[4096];
    FILE *out = fmemopen(text, sizeof(text), "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    table_print(out, objects, 2);
    fclose(out);
    return text;
}

/* Does each member have a row, each result a column, and each note its twin's
 * name? */
TEST(results_stand_side_by_side)
{
    static const char *const objects[] = {
        "{\"model\": \"proc\", \"lost\": 1234, \"elapsed_ns\": 1500, \"ok\": "
        "true, \"witness\": null, \"note\": \"one\"}",
        "{\"model\": \"thread\", \"lost\": 0, \"elapsed_ns\": 2e6, \"ok\": "
        "false, \"witness\": {\"value\": 3}, \"note\": \"two\"}"};
    const char *out = print_two(objects);

    CU_ASSERT(fits_in_80_columns(out));
    CHECK_HAS(out, "model", "lost", "elapsed", "ok", "1,234", "1.50 us",
        "2.00 ms\n", "yes", "no\n", "  proc    one\n", "  thread  two\n");
    CHECK_LACKS(out, "witness", "_ns");
}

/* Are a twin's lines printed below the table, under its name, unchanged? */
TEST(lines_stand_below)
{
    static const char *const objects[] = {
        "{\"model\": \"proc\", \"sent\": 1, \"the_log\": [\"a  b\", \"c\"], "
        "\"none\": null, \"note\": \"n\"}",
        "{\"model\": \"coro\", \"sent\": 2, \"the_log\": [], \"note\": \"m\"}"};
    CHECK_HAS(print_two(objects),
        "2\n  proc    the log\n    a  b\n    c\n  coro    the log\n  proc    "
        "n\n");
}

/* Is a ratio shown with its spread, in three digits each, and only if one of
 * the results has one? */
TEST(ratios_have_their_spread)
{
    static const char *const objects[] = {
        "{\"model\": \"proc\", \"gain\": {\"median\": 1.978, \"low\": 1.9, "
        "\"high\": 12.34}, \"other\": null, \"witness\": {\"value\": 3}, "
        "\"note\": \"n\"}",
        "{\"model\": \"coro\", \"gain\": null, \"other\": null, \"note\": "
        "\"m\"}"};
    const char *text = print_two(objects);

    CHECK_HAS(text, " 1.98 (1.90 to 12.3) -\n");
    CHECK_LACKS(text, "other", "witness");
}
