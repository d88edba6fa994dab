/* Is what cannot be asked of the timing tool refused in one line, which says
 * why, before anything is measured? And what if a stream is closed? */

#include "../harness/timing.h"

#include <string.h>
#include <unistd.h>

static void
check_words(const char *const *words, int status, const char *named)
{
    const struct outcome *seen = program_run("timing", words, NULL);

    check_refused(seen, status, named);
    CU_ASSERT_EQUAL(strncmp(seen->err, "timing: ", 8), 0);
}

/* Is what is wrong named? (How values are read is tested in
 * tests/kit/options.c, and lists of CPUs in tests/kit/basics.c.) */
TEST(mistakes_are_named)
{
    static const struct {
        const char *words[4], *named;
    } mistakes[] = {
        /* A wrong operand, option or value? */
        {{"nonsense"}, "nonsense"},
        {{"create", "nonsense"}, "nonsense"},
        {{""}, "''"},
        {{"--nonsense"}, "--nonsense"},
        {{"-x"}, "-x"},
        {{"--precision=0"}, "--precision"},
        {{"--max-seconds=0"}, "--max-seconds"},
        {{"--max-seconds=1e9"}, "'1e9'"},
        {{"--seed=-1"}, "--seed"},
        {{"--cpus=nonsense"}, "'nonsense'"},
        {{"switch", "--cores=3"}, "'3'"},
        {{"--inject=-1"}, "--inject"},
        {{"--inject=1000001"}, "'1000001'"},
        {{"scale", "--max=0"}, "--max"},
        {{"scale", "--max=100001"}, "'100001'"},
        {{"scale", "--max-seconds=0"}, "--max-seconds"},
        {{"scale", "--cpus=x"}, "'x'"},
        {{"scale", "--how=fork"}, "--how=fork"},
        {{"scale", "fork"}, "'fork'"},
        /* An unknown way, beside those that there are? */
        {{"--how=pipe"}, "timing switch --how=pipe"},
        {{"create", "switch", "--how=fork"}, "--how"},
        {{"create", "--how=sem"}, "fresh-stack"},
        {{"create", "--how=list"}, "'list'"},
        {{"create", "--how=fork,"}, "''"},
        {{"create", "--how=for"}, "'for'"},
        {{"switch", "--how=fork"}, "eventfd"},
        {{"switch", "--how="}, "''"},
        {{"switch", "--how=sem,,pipe"}, "''"},
        {{"switch", "--explain", "--how=yield"}, "'yield'"},
        /* And a way by which workers with a working set hand over? */
        {{"switch", "--working-set=0", "--how=nonsense"}, "'nonsense'"},
        {{"switch", "--working-set=0", "--how=sem,nonsense"}, "nonsense"},
        {{"switch", "--working-set=0", "--how="}, "--how"},
        /* An option that belongs to the other operand, two questions at once?
         */
        {{"switch", "--anatomy"}, "timing create --anatomy"},
        {{"switch", "--memory=0"}, "timing create --memory"},
        {{"create", "--explain"}, "timing switch --explain"},
        {{"create", "--working-set=0"}, "timing switch --working-set"},
        {{"create", "--anatomy", "--memory=0"}, "one at a time"},
        {{"switch", "--explain", "--working-set=0"}, "one at a time"},
        {{"--anatomy", "--explain"}, "one at a time"},
        {{"--memory=0", "--working-set=0"}, "one at a time"},
        {{"claims", "create"}, "claims alone"},
        {{"claims", "--how=yield"}, "--how has no effect on claims"},
        {{"claims", "--cores=1"}, "--cores is only for switch"},
        {{"claims", "--anatomy"}, "timing create --anatomy"},
        {{"claims", "--memory=0"}, "timing create --memory"},
        /* An invalid size? */
        {{"create", "--memory="}, "--memory"},
        {{"create", "--memory=x"}, "'x'"},
        {{"create", "--memory=1M,"}, "--memory"},
        {{"create", "--memory=-1"}, "'-1'"},
        {{"create", "--memory=1,2,3,4,5,6,7,8,9"}, "8 sizes"},
        {{"switch", "--working-set="}, "--working-set"},
        {{"switch", "--working-set=1X"}, "'1X'"},
        {{"switch", "--working-set=2G"}, "at most 1G"},
        {{"create", "--memory=65G"}, "at most 64G"},
        {{"switch", "--working-set=99999999999999999999"}, "--working-set"},
        {{"switch", "--working-set=1,2,3,4,5,6,7,8,9"}, "8 sizes"},
    };

    for (int i = 0; i < COUNT(mistakes); i++)
        check_words(mistakes[i].words, STATUS_USAGE, mistakes[i].named);
}

/* Is a size that does not fit refused beforehand, with what is available? */
TEST(sizes_that_do_not_fit_are_refused)
{
    /* Eight times 64 GiB in both kinds of pages: a terabyte. */
    static const char memory[] = "--memory=64G,64G,64G,64G,64G,64G,64G,64G";
    static const char sets[] = "--working-set=1G,1G,1G,1G,1G,1G,1G,1G";
    const double sets_bytes = 16.0 * 8 * (1 << 30);

    check_words(WORDS("create", memory), STATUS_CANNOT, "free");
    if (!is_skipped(
            (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) >=
                sets_bytes,
            "there is room for all working sets"))
        check_words(WORDS("switch", sets), STATUS_CANNOT, "free");
}

/* Is a CPU refused that we are not allowed to use? */
TEST(foreign_cpus_are_refused)
{
    check_words(WORDS("--cpus=1023"), STATUS_CANNOT, "1023");
    check_refused(
        RUN_UNDER(prepare_one_cpu, "timing", "create", "--cpus=0-1023"),
        STATUS_CANNOT, "");
}

/* Where there is no time at all, does every row say so? */
TEST(no_time_is_reported)
{
    const char *entries[MAX_ENTRIES];
    const struct outcome *seen =
        RUN("timing", "--max-seconds=0.000001", "--json");

    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    timing_check_answer(seen->out);
    int count = timing_split(seen->out, "operations", entries);
    CU_ASSERT(count >= 2);
    for (int i = 0; i < count; i++)
        CU_ASSERT(strstr(word_at(entries[i], "reason"), "--max-seconds") ||
                  strstr(word_at(entries[i], "reason"), "CPU"));
    seen = RUN("timing", "--max-seconds=0.000001");
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CHECK_HAS(seen->out, "--max-seconds");
    timing_check_text(seen->out);
}

/* Does each subcommand have a page of its own, in 80 columns, with only its own
 * options; and does the general page name them all? */
TEST(subcommands_have_pages)
{
    static const struct {
        const char *words[3], *has[5], *lacks[3];
    } pages[] = {
        {{"--help"},
            {"--anatomy", "--explain", "timing scale", "timing compare"},
            {"--max "}},
        {{"create", "--help"}, {"timing create", "--anatomy", "--csv"},
            {"--explain", "--cores"}},
        {{"switch", "--help"}, {"timing switch", "--explain", "--cores"},
            {"--anatomy"}},
        {{"claims", "--help"}, {"timing claims", "--precision"},
            {"--how", "--inject"}},
        {{"scale", "--help"}, {"timing scale", "--max "}, {"--precision"}},
        {{"compare", "--help"}, {"timing compare", "A.json"}, {"--max"}},
    };

    for (int i = 0; i < COUNT(pages); i++) {
        const struct outcome *seen =
            program_run("timing", pages[i].words, NULL);
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        timing_check_text(seen->out);
        check_has(seen->out, true, pages[i].has);
        check_has(seen->out, false, pages[i].lacks);
    }
}

static bool no_stdin, no_stderr;

static bool
close_streams(void)
{
    return (!no_stdin || close(STDIN_FILENO) == 0) &&
           (!no_stderr || close(STDERR_FILENO) == 0);
}

/* Where stdin or stderr is closed, is the answer the same, and not mixed with
 * what the probes print? */
TEST(other_streams_do_not_matter)
{
    for (int i = 1; i <= 3; i++) {
        no_stdin = (i & 1) != 0;
        no_stderr = (i & 2) != 0;
        const struct outcome *seen = RUN_UNDER(close_streams, "timing",
            "create", "--how=fork", "--max-seconds=0.3", "--json");
        CU_ASSERT(seen->status == STATUS_HELD || seen->status == STATUS_CANNOT);
        timing_check_answer(seen->out);
        timing_entry(seen->out, "create", "proc", "fork");
    }
}

TIMING_NEEDS_TWO_MODELS
