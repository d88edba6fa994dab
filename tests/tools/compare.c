/* Does timing compare tell what two results have in common and where they
 * differ, and does no file, however bad, do it harm? The files are written
 * here: nothing is measured. */

#include "../harness/folder.h"
#include "../harness/timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LAUNCHES = 4, ROUNDS = 2, MOST_BYTES = 8192 };

#define COMPARE(...) RUN("timing", "compare", __VA_ARGS__)

static const char *path_a, *path_b;

/* What a result is made of. */
struct making {
    const char *kernel, *more; /* more: further operations */
    double thread_ns, ratio;   /* of fork to thread */
    double spread;             /* of a launch to the next, as a share */
    int launches;
    const char *warnings; /* as they are in the array */
    const char *links;    /* further comparisons */
};

static const struct making plain = {
    "6.1", "", 10000, 5, 0.01, LAUNCHES, "", ""};

static void
print_samples(FILE *out, const struct making *making, double centre)
{
    fputs("\"raw_samples\": [", out);
    for (int i = 0; i < making->launches; i++)
        fprintf(out, "%s[%.9g, %.9g]", i == 0 ? "" : ", ",
            centre * (1 + making->spread * i),
            centre * (1 + making->spread * i) * 1.001);
    fputs("]", out);
}

static void
print_entry(FILE *out, const struct making *making, const char *model,
    const char *way, double centre)
{
    fprintf(out,
        "{\"name\": \"create\", \"model\": \"%s\", \"way\": \"%s\", "
        "\"raw\": %.9g, \"raw_low\": %.9g, \"raw_high\": %.9g, "
        "\"reason\": null, ",
        model, way, centre, centre * 0.99, centre * 1.01);
    print_samples(out, making, centre);
    fputs("}", out);
}

static char *
make_result(const struct making *making)
{
    static char text[MOST_BYTES];
    FILE *out = fmemopen(text, sizeof(text), "w");

    if (out == NULL)
        abort();
    fprintf(out,
        "{\"machine\": {\"cpu\": \"a CPU\", \"kernel\": \"%s\"}, "
        "\"precision\": 2, \"launches\": %d, \"seconds\": 1.5, "
        "\"warnings\": [%s], \"comparisons\": [{\"name\": \"create\", "
        "\"of\": \"fork\", \"to\": \"thread\", \"ratio\": %.9g, "
        "\"ratio_low\": %.9g, \"ratio_high\": %.9g}%s],\n\"operations\": [",
        making->kernel, making->launches, making->warnings, making->ratio,
        making->ratio * 0.99, making->ratio * 1.01, making->links);
    print_entry(out, making, "proc", "fork", making->thread_ns * making->ratio);
    fputs(",\n", out);
    print_entry(out, making, "thread", "thread", making->thread_ns);
    fprintf(out, "%s]}", making->more);
    fclose(out);
    return text;
}

static void
write_both(const struct making *a, const struct making *b)
{
    folder_write(path_a, make_result(a));
    folder_write(path_b, make_result(b));
}

static const struct outcome *
compare(const struct making *a, const struct making *b)
{
    write_both(a, b);
    const struct outcome *seen = COMPARE("--json", path_a, path_b);
    check_held(seen);
    CU_ASSERT(is_json(seen->out));
    return seen;
}

/* The n-th item of a member that is a list, as a text that starts there. */
static const char *
item_at(const struct outcome *seen, const char *member, int n)
{
    const char *items[MAX_ENTRIES];

    return n < timing_split(seen->out, member, items) ? items[n] : "{}";
}

static void
check_change(const char *item, double ratio, const char *verdict)
{
    CU_ASSERT_DOUBLE_EQUAL(real_at(item, "ratio"), ratio, 1e-6 * ratio);
    CU_ASSERT_STRING_EQUAL(word_at(item, "verdict"), verdict);
    if (!is_null_at(item, "ratio_low")) {
        CU_ASSERT(real_at(item, "ratio_low") <= ratio * (1 + 1e-9));
        CU_ASSERT(real_at(item, "ratio_high") >= ratio * (1 - 1e-9));
    }
}

/* Is a result found to be like itself? */
TEST(same_results_are_alike)
{
    const struct outcome *seen = compare(&plain, &plain);

    check_change(item_at(seen, "operations", 0), 1, "none");
    check_change(item_at(seen, "operations", 1), 1, "none");
    check_change(item_at(seen, "ratios", 0), 1, "none");
    CU_ASSERT_EQUAL(items_at(seen->out, "differences"), 0);
    CU_ASSERT_EQUAL(items_at(seen->out, "only_a"), 0);
    CU_ASSERT_EQUAL(items_at(seen->out, "only_b"), 0);
}

/* Is a machine that is half as fast reported, with each cost; and that the
 * ratio of fork to thread is the same there? */
TEST(slower_machine_is_reported)
{
    struct making slow = plain;

    slow.thread_ns *= 2;
    const struct outcome *seen = compare(&plain, &slow);
    check_change(item_at(seen, "operations", 0), 2, "slower");
    check_change(item_at(seen, "operations", 1), 2, "slower");
    check_change(item_at(seen, "ratios", 0), 1, "none");
    CU_ASSERT_DOUBLE_EQUAL(
        real_at(item_at(seen, "operations", 1), "a"), 10000, 1e-3);
    CU_ASSERT_DOUBLE_EQUAL(
        real_at(item_at(seen, "operations", 1), "b_high"), 20200, 1e-3);
    seen = compare(&slow, &plain);
    check_change(item_at(seen, "operations", 0), 0.5, "faster");
    check_change(item_at(seen, "ratios", 0), 1, "none");
}

/* Is a ratio that has changed reported, though the thread's cost is as before?
 */
TEST(changed_ratio_is_reported)
{
    struct making other = plain;

    other.ratio = 10;
    const struct outcome *seen = compare(&plain, &other);
    check_change(item_at(seen, "operations", 0), 2, "slower");
    check_change(item_at(seen, "operations", 1), 1, "none");
    check_change(item_at(seen, "ratios", 0), 2, "larger");
    seen = compare(&other, &plain);
    check_change(item_at(seen, "ratios", 0), 0.5, "smaller");
}

#define INJECTED(model, samples)                                               \
    ", {\"name\": \"switch\", \"model\": \"" model "\", \"way\": \"+ 5 ns\", " \
    "\"raw\": 1, \"counted_by\": \"kernel\", \"raw_samples\": " samples "}"

/* Where two models have a way of one name, as with --inject, is a ratio that of
 * its own model? And does that of creations allow for their drift, and of
 * switches for none? */
TEST(models_are_told_apart)
{
    struct making one = plain, other = plain;

    one.links = ", {\"name\": \"switch\", \"of\": \"+ 5 ns\", \"of_model\": "
                "\"coro\", \"to\": \"+ 5 ns\", \"to_model\": \"proc\", "
                "\"ratio\": 1}";
    other.links = one.links;
    one.more = INJECTED("proc", "[[1], [1]]") INJECTED("coro", "[[2], [2]]");
    other.more = INJECTED("proc", "[[1], [1]]") INJECTED("coro", "[[6], [6]]");
    const struct outcome *seen = compare(&one, &other);
    const char *switches = item_at(seen, "ratios", 1);
    CU_ASSERT_DOUBLE_EQUAL(real_at(switches, "ratio"), 3, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(real_at(switches, "ratio_high"), 3, 1e-9);
    CU_ASSERT(real_at(item_at(seen, "ratios", 0), "ratio_high") > 1.03);
}

/* Is there no verdict where noise could explain the difference, or where there
 * is only one launch? */
TEST(noise_gives_no_verdict)
{
    struct making noisy = plain, single = plain;

    noisy.spread = 0.3;
    noisy.thread_ns *= 1.05;
    const struct outcome *seen = compare(&plain, &noisy);
    const char *item = item_at(seen, "operations", 0);
    CU_ASSERT(real_at(item, "ratio") > 1);
    CU_ASSERT(real_at(item, "ratio_low") < 1);
    CU_ASSERT_STRING_EQUAL(word_at(item, "verdict"), "none");
    single.launches = 1;
    single.thread_ns *= 3;
    seen = compare(&plain, &single);
    item = item_at(seen, "operations", 0);
    CU_ASSERT(real_at(item, "ratio") > 2);
    check_json(item, "ratio_low=null verdict=none");
}

/* Is a result with a warning shown with that warning, and given no verdict,
 * though it looks ten times as slow: in the object, in the text, and by the
 * exit status? */
TEST(warned_results_get_no_verdict)
{
    struct making loaded = plain;

    loaded.thread_ns *= 10;
    loaded.ratio = 20;
    loaded.warnings = "\"other programs used 180 % of a CPU\"";
    for (int i = 0; i < 2; i++) {
        write_both(i == 0 ? &plain : &loaded, i == 0 ? &loaded : &plain);
        const struct outcome *seen = COMPARE("--json", path_a, path_b);
        check_complaint(seen, STATUS_CANNOT, "");
        CU_ASSERT(is_json(seen->out));
        check_change(item_at(seen, "operations", 1), i == 0 ? 10 : 0.1, "none");
        check_change(item_at(seen, "ratios", 0), i == 0 ? 4 : 0.25, "none");
        CHECK_HAS(seen->out, "other programs used 180");
        seen = COMPARE(path_a, path_b);
        check_complaint(seen, STATUS_CANNOT, "");
        CHECK_HAS(seen->out, "other programs used 180", "No verdicts:");
        CHECK_LACKS(seen->out, "slower", "faster");
    }
}

static const char refused[] =
    ", {\"name\": \"switch/sem\", \"model\": \"proc\", \"way\": \"proc\", "
    "\"raw\": null, \"raw_samples\": [[5, 6]], \"reason\": \"one CPU\"}";

/* Is what only one of them contains listed, and any other difference named? */
TEST(differences_are_named)
{
    struct making other = plain;

    other.kernel = "6.2";
    other.more = refused;
    const struct outcome *seen = compare(&plain, &other);
    check_json(item_at(seen, "differences", 0),
        "name=machine.kernel a=\"6.1\" b=\"6.2\"");
    CU_ASSERT_EQUAL(items_at(seen->out, "differences"), 1);
    CU_ASSERT_EQUAL(items_at(seen->out, "only_a"), 0);
    check_json(item_at(seen, "only_b", 0), "name=switch/sem");
    CU_ASSERT_EQUAL(items_at(seen->out, "operations"), 2);
    seen = compare(&other, &plain);
    CU_ASSERT_EQUAL(items_at(seen->out, "only_a"), 1);
    CU_ASSERT_EQUAL(items_at(seen->out, "only_b"), 0);
}

/* Is a figure that was refused not compared, though it has samples, and the
 * reason passed on? */
TEST(refused_figures_stay_so)
{
    struct making without = plain;

    without.more = refused;
    const struct outcome *seen = compare(&without, &without);
    const char *item = item_at(seen, "operations", 2);
    check_json(item, "name=switch/sem ratio=null verdict=null");
    CU_ASSERT_STRING_EQUAL(word_at(item, "a_reason"), "one CPU");
    seen = COMPARE(path_a, path_b);
    CHECK_HAS(seen->out, "one CPU");
}

/* Does the text say all this, too, in 80 columns? */
TEST(text_is_readable)
{
    struct making other = plain;

    other.kernel = "6.2";
    other.ratio = 10;
    other.more = refused;
    compare(&plain, &other);
    const struct outcome *seen = COMPARE(path_a, path_b);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CHECK_HAS(seen->out, path_a, path_b, "kernel", "6.1", "6.2", "proc fork",
        "2.00 (", "slower", "no verdict", "larger", "only in B",
        "Ratios travel");
    CHECK_LACKS(seen->out, "only in A");
    CU_ASSERT(fits_in_80_columns(seen->out));
}

/* Write the text as B's file; is it refused, on either side? */
static void
check_content(const char *text, size_t length, const char *word)
{
    folder_write_bytes(path_b, text, length);
    const struct outcome *seen = COMPARE(path_a, path_b);
    check_refused(seen, STATUS_USAGE, path_b);
    CHECK_HAS(seen->err, word);
    check_refused(COMPARE("--json", path_b, path_a), STATUS_USAGE, path_b);
}

/* Is a file with other content refused? */
TEST(other_content_is_refused)
{
    static const char *const texts[] = {"[]", "{}", "17",
        "{\"scenario\": \"counter\", \"lost\": 5, \"ok\": true}",
        "{\"operations\": []}", "{\"operations\": {}}", "{\"operations\": [1]}",
        "{\"operations\": \"[{}]\"}"};
    const char *text = make_result(&plain);

    folder_write(path_a, text);
    check_content(text, strlen(text) + 1, "JSON"); /* a NUL behind it */
    check_content("", 0, "JSON");
    check_content("no JSON", 7, "JSON");
    for (int i = 0; i < COUNT(texts); i++)
        check_content(texts[i], strlen(texts[i]), "\"operations\"");
    text = "{\"operations\": [{}]}";
    check_content(text, strlen(text), "without name");
    text = "{\"operations\": [{\"name\": \"a\", \"model\": \"b\", \"way\": "
           "\"c\", \"raw\": 5, \"raw_samples\": [[1]]}]}";
    check_content(text, strlen(text), "in common");
}

/* Are samples refused that are not launches of the same number of rounds? */
TEST(bad_samples_are_refused)
{
    static const char *const samples[] = {"[]", "[[1, 2], [3]]",
        "[[1], [2, 3]]", "[[-1]]", "[[0]]", "[[1e999]]", "[[null]]", "[[]]",
        "[[\"1\"]]", "[1]", "{}", "null", "\"[[1]]\""};
    const char *good = make_result(&plain);
    char text[512];

    folder_write(path_a, good);
    for (int i = 0; i < COUNT(samples); i++) {
        snprintf(text, sizeof(text),
            "{\"operations\": [{\"name\": \"create\", \"model\": \"proc\", "
            "\"way\": \"fork\", \"raw\": 5, \"raw_samples\": %s}]}",
            samples[i]);
        check_content(text, strlen(text), "raw_samples");
    }
}

/* Is a file that cannot be read refused as such, and one that is too large
 * before it fills the memory? */
TEST(unreadable_files_are_refused)
{
    check_refused(COMPARE(path_a, "/no/such"), STATUS_CANNOT, "/no/such");
    check_refused(COMPARE("/tmp", path_a), STATUS_CANNOT, "/tmp");
    chmod(path_b, 0);
    check_refused(
        RUN_UNDER(prepare_ordinary_user, "timing", "compare", path_b, path_b),
        STATUS_CANNOT, path_b);
    chmod(path_b, 0600);
    check_refused(COMPARE(path_a, "/dev/zero"), STATUS_USAGE, "/dev/zero");
}

/* Is a file that was cut off noticed, wherever that was? */
TEST(cut_files_are_noticed)
{
    const char *text = make_result(&plain);
    size_t length = strlen(text);

    folder_write_bytes(path_a, text, length);
    for (size_t left = 1; left < length; left += 29) {
        folder_write_bytes(path_b, text, left);
        check_refused(COMPARE(path_a, path_b), STATUS_USAGE, path_b);
    }
    folder_write_bytes(path_b, text, length - 1);
    check_refused(COMPARE(path_a, path_b), STATUS_USAGE, path_b);
}

/* Is the worst effect of a changed byte that the file is refused? */
TEST(changed_bytes_do_no_harm)
{
    unsigned random = 1;
    char text[MOST_BYTES];

    snprintf(text, sizeof(text), "%s", make_result(&plain));
    folder_write(path_a, text);
    for (int i = 0; i < 60; i++) {
        random = random * 1664525 + 1013904223;
        size_t place = (random >> 8) % strlen(text);
        char kept = text[place];
        text[place] = "\"{}[]:,\\0e-.x\x80"[random % 14];
        folder_write(path_b, text);
        const struct outcome *seen = COMPARE(path_a, path_b, "--json");
        CU_ASSERT_EQUAL(seen->signal, 0);
        if (seen->status == STATUS_HELD)
            CU_ASSERT(is_json(seen->out));
        if (seen->status != STATUS_HELD)
            check_refused(seen, STATUS_USAGE, path_b);
        text[place] = kept;
    }
}

/* Is a wrong command line reported in one line, with status 2, and a full disk
 * with 77? */
TEST(mistakes_are_reported)
{
    compare(&plain, &plain);
    check_refused(COMPARE(path_a), STATUS_USAGE, "two files");
    check_refused(COMPARE(path_a, path_b, path_a), STATUS_USAGE, "two files");
    check_refused(COMPARE("--what", path_a, path_b), STATUS_USAGE, "--what");
    check_refused(COMPARE("--seed=x", path_a, path_b), STATUS_USAGE, "--seed");
    check_refused(
        RUN_UNDER(prepare_full_disk, "timing", "compare", path_a, path_b),
        STATUS_CANNOT, "stdout");
}

int
main(void)
{
    path_a = folder_path("a.json");
    path_b = folder_path("b.json");
    return run_tests("compare", NULL);
}
