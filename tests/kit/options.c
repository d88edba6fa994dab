/* Does the table of options accept valid values, refuse invalid ones, and print
 * what it accepted? */

#include "kit/options.h"

#include "../harness/program.h"

#include <stdio.h>
#include <string.h>

struct values {
    long number;
    double real;
    int word;
    bool flag, silent;
    long size;
    const char *text;
    long unsaid;
};

static const char *const words[] = {"red", "green", "blue", NULL};

static const struct option_row table[] = {
    OPTION(
        "number-of", struct values, number, "7", -5, 100, .help = "a number"),
    OPTION("real", struct values, real, "0.5", 0, 10, .help = "a real"),
    OPTION(
        "word", struct values, word, "green", .words = words, .help = "a word"),
    OPTION("flag", struct values, flag, .help = "a flag"),
    OPTION("silent", struct values, silent, .silent = true,
        .help = "another flag, which has so much to say of itself that it "
                "takes more than one line, and is broken"),
    OPTION_SIZE(
        "size", struct values, size, "64K", 0, 1 << 30, .help = "a size"),
    OPTION("text", struct values, text, .help = "a text"),
    OPTION("unsaid", struct values, unsaid, NULL, 1, 2000000,
        .help = "others say"),
    {.name = NULL}};

static const struct option_page page = {
    .usage = "[options]", .question = "Does it parse?", .table = table};

enum { MAX_ARGUMENTS = 8 };

static struct values values; /* the result of the last parse */

/* getopt permutes the words, so give it a copy. optind = 0 resets it. */
static int
parse(const char *const *arguments)
{
    extern int optind;
    static char *argv[MAX_ARGUMENTS + 2] = {"program"};
    int argc = 1;

    for (; arguments[argc - 1] != NULL; argc++)
        argv[argc] = (char *)arguments[argc - 1];
    argv[argc] = NULL;
    optind = 0;
    int operand = options_parse(&page, &values, argc, argv);
    return argc - operand;
}

#define PARSE(...) parse(WORDS(__VA_ARGS__))

/* Do all have their defaults when nothing is given? */
TEST(defaults_hold)
{
    memset(&values, 0xff, sizeof(values));
    CU_ASSERT_EQUAL(PARSE(NULL), 0);
    CU_ASSERT_EQUAL(values.number, 7);
    CU_ASSERT_DOUBLE_EQUAL(values.real, 0.5, 0);
    CU_ASSERT_EQUAL(values.word, 1);
    CU_ASSERT_FALSE(values.flag);
    CU_ASSERT_FALSE(values.silent);
    CU_ASSERT_EQUAL(values.size, 65536);
    CU_ASSERT_PTR_NULL(values.text);
    CU_ASSERT_EQUAL(values.unsaid, 0);
    CU_ASSERT_EQUAL(PARSE("--unsaid=9"), 0);
    CU_ASSERT_EQUAL(values.unsaid, 9);
}

/* Is a value accepted in both spellings, up to its limits, and does the last of
 * two count? */
TEST(values_are_taken)
{
    CU_ASSERT_EQUAL(
        PARSE("--number-of", "-5", "--real=10", "--word", "red"), 0);
    CU_ASSERT_EQUAL(values.number, -5);
    CU_ASSERT_DOUBLE_EQUAL(values.real, 10, 0);
    CU_ASSERT_EQUAL(values.word, 0);
    CU_ASSERT_EQUAL(PARSE("--number-of=1", "--number-of=100", "--flag"), 0);
    CU_ASSERT_EQUAL(values.number, 100);
    CU_ASSERT(values.flag);
    CU_ASSERT_FALSE(values.silent);
}

/* Are the same numbers accepted with an exponent or a unit? */
TEST(units_are_taken)
{
    static const char *const million[] = {
        "1000000", "1e6", "10e5", "1000k", "1000K", "1M"};

    for (int i = 0; i < COUNT(million); i++) {
        CU_ASSERT_EQUAL(PARSE("--unsaid", million[i]), 0);
        CU_ASSERT_EQUAL(values.unsaid, 1000000);
    }
    CU_ASSERT_EQUAL(PARSE("--number-of=1e2"), 0);
    CU_ASSERT_EQUAL(values.number, 100);
}

/* Is a size read in each unit, and a text unchanged? */
TEST(sizes_are_read)
{
    static const struct {
        const char *text;
        long bytes;
        char next;
    } rows[] = {{"0", 0, 0}, {"17", 17, 0}, {"3K", 3072, 0},
        {"2M,x", 2 << 20, ','}, {"1G", 1 << 30, 0}, {"-1", -1, 0},
        {"99999999999G", -1, 0}, {"", -1, 0}, {"K", -1, 0}, {"1k", 1024, 0},
        {"1e3,", 1000, ','}, {"1x", 1, 'x'}, {"1e", 1, 'e'}, {"1e99", -1, 0}};

    for (int i = 0; i < COUNT(rows); i++) {
        const char *end;
        CU_ASSERT_EQUAL(options_bytes(rows[i].text, &end), rows[i].bytes);
        CU_ASSERT(rows[i].bytes == -1 || *end == rows[i].next);
    }
    CU_ASSERT_EQUAL(PARSE("--size=16M", "--text", "a,b"), 0);
    CU_ASSERT_EQUAL(values.size, 16 << 20);
    CU_ASSERT_STRING_EQUAL(values.text, "a,b");
}

/* Are operands counted, wherever they are? */
TEST(operands_are_counted)
{
    CU_ASSERT_EQUAL(PARSE("one", "--flag", "two"), 2);
    CU_ASSERT(values.flag);
    CU_ASSERT_EQUAL(PARSE("--", "--flag"), 1);
    CU_ASSERT_FALSE(values.flag);
}

static const struct outcome *
ask(const char *word, const char *value)
{
    return IN_CHILD({
        die_name("program");
        PARSE(word, value);
    });
}

static void
check_value(const char *word, const char *value, const char *said)
{
    const struct outcome *seen = ask(word, value);

    check_refused(seen, STATUS_USAGE, said);
    if (value != NULL)
        CHECK_HAS(seen->err, value);
}

/* Is each wrong value refused in one line that names the option? */
TEST(wrong_values_are_refused)
{
    static const char *const numbers[] = {"-6", "101", "", "1e3", "1k", "0x10",
        "7.0", "abc", "1 k", "1e", "1e-1", "10e999999999999999999", "9e18",
        "9223372036854775808", "-9223372036854775809"};
    static const char *const reals[] = {
        "0", "-1", "10.001", "nan", "inf", "1e999", "", "1x", "-inf"};

    for (int i = 0; i < COUNT(numbers); i++)
        check_value("--number-of", numbers[i], "--number-of");
    for (int i = 0; i < COUNT(reals); i++)
        check_value("--real", reals[i], "--real");
    check_value("--unsaid", "0", "from 1 to 2000000");
    check_value("--word", "Red", "expected one of red green blue");
    check_value("--word", "", "--word");
    check_value("--size", "2G", "--size");
    check_value("--size", "16x", "--size");
    check_value("--size", "", "--size");
    check_value("--flag=yes", NULL, "--flag");
    check_value("--number-of", NULL, "--number-of");
    check_value("--unknown", NULL, "--unknown");
    check_value("-u", NULL, "-u");
}

/* Is the closest word suggested for a mistyped one, and none for one that is
 * far from all? */
TEST(nearest_is_suggested)
{
    static const char *const rows[][3] = {
        {"--wrod=red", NULL, "did you mean --word?"},
        {"--nubmer-of=1", NULL, "did you mean --number-of?"},
        {"--flga", NULL, "did you mean --flag?"},
        {"--hlep", NULL, "did you mean --help?"},
        {"--siez=1", NULL, "did you mean --size?"},
        {"--word", "erd", "did you mean red?"},
        {"--word", "gren", "did you mean green?"},
        {"--word", "bleu", "did you mean blue?"},
    };

    for (int i = 0; i < COUNT(rows); i++)
        check_value(rows[i][0], rows[i][1], rows[i][2]);
    CHECK_LACKS(ask("--nonsense", NULL)->err, "did you mean");
}

/* May a name be abbreviated, and is an ambiguous one reported? */
TEST(short_names_are_taken)
{
    CU_ASSERT_EQUAL(PARSE("--num=3"), 0);
    CU_ASSERT_EQUAL(values.number, 3);
    check_value("--s=1", NULL,
        "--s=1 is ambiguous: choose from --silent "
        "--size");
}

/* Does the list for programs have one line for each option? */
TEST(list_is_for_programs)
{
    const struct outcome *seen = ask("--options", NULL);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, "--word\tWORD\tgreen\tred green blue\n",
        "--flag\t\t\t\n", "--unsaid\tN\t\t\n");
}

/* Are they printed as JSON, except the silent one? */
TEST(values_are_printed)
{
    const struct outcome *seen = IN_CHILD({
        PARSE("--number-of=-3", "--silent", "--text=\"");
        putchar('{');
        options_json(stdout, table, &values);
        puts("\"end\": 0}");
    });
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_DOUBLE_EQUAL(real_at(seen->out, "real"), 0.5, 0);
    check_json(
        seen->out, "number_of=-3 word=green flag=false size=65536 text=\"");
    CHECK_LACKS(seen->out, "silent");
}

/* Does --help show each option, its limits and its default, in 80 columns? */
TEST(help_tells_all)
{
    static const char *const ways[] = {"--help", "-h", "help"};

    for (int way = 0; way < COUNT(ways); way++) {
        const struct outcome *seen = ask(ways[way], NULL);
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT(fits_in_80_columns(seen->out));
        CHECK_HAS(seen->out, "Does it parse?", "--number-of N", "-5 to 100; 7",
            "--real X", "--word WORD", "red green blue", "--flag", "--silent",
            "--help", "--version", "exit status");
    }
}
