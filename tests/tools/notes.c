/* Does each command of notes/map.md run, and exit as it is said there; and do
 * the Chinese pages show the same commands as the English ones? */

#include "../harness/check.h"
#include "../harness/program.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 512, MAX_WORDS = 24 };

/* A file of the source tree, which is somewhere above the test program. */
static FILE *
open_page(const char *name)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

    for (char *slash; length > 0; length = slash - path) {
        path[length] = '\0';
        slash = strrchr(path, '/');
        if (slash == NULL)
            break;
        snprintf(slash, sizeof(path) - (size_t)(slash - path), "/%s", name);
        FILE *page = fopen(path, "re");
        if (page != NULL)
            return page;
    }
    return NULL;
}

/* The page's next line that stands between fences, or is indented by four, not
 * as the rest of a list's item. False at its end. */
static bool
next_code(FILE *page, bool *fenced, char line[LINE_BYTES])
{
    while (fgets(line, LINE_BYTES, page) != NULL) {
        if (strncmp(line, "```", 3) == 0)
            *fenced = !*fenced;
        else if (*fenced || strncmp(line, "    ", 4) == 0)
            return true;
    }
    return false;
}

/* "# exit 0, or 77 without python3": is that status one of these? */
static bool
is_expected(const char *comment, int status)
{
    for (const char *at = comment; *at != '\0'; at++) {
        char *end;
        long number = strtol(at, &end, 10);
        if (end == at)
            continue;
        if ((at == comment || at[-1] == ' ') && number == status)
            return true;
        at = end - 1;
    }
    return false;
}

/* Run "build/twinlab counter --witness   # exit 0". */
static void
try_line(char line[LINE_BYTES])
{
    const char *words[MAX_WORDS + 1] = {NULL};
    char program[LINE_BYTES], *comment = strstr(line, "# exit "), *rest = NULL;
    int count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(comment);
    comment[-1] = '\0';
    char *first = strtok_r(line, " \n", &rest);
    CU_ASSERT_FATAL(strncmp(first, "build/", 6) == 0);
    snprintf(program, sizeof(program), "../../%s", first + 6);
    for (char *word;
         count < MAX_WORDS && (word = strtok_r(NULL, " \n", &rest)) != NULL;)
        words[count++] = word;
    const struct outcome *seen = program_run(program, words, NULL);
    bool good = is_expected(comment + strlen("# exit "), seen->status);
    CU_ASSERT(good);
    if (!good)
        program_explain();
}

/* Does every command run, and exit as the map says? */
static void
commands_exit_as_said(void)
{
    FILE *page = open_page("notes/map.md");
    char line[LINE_BYTES];
    bool fenced = false;
    int tried = 0;

    if (UNDER_ASAN) {
        not_tried("the tests of each program have it under the sanitizer");
        return;
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    while (next_code(page, &fenced, line)) {
        try_line(line);
        tried++;
    }
    fclose(page);
    CU_ASSERT(tried > 40);
}

static void
check_same_code(const char *name, const char *translated)
{
    FILE *pages[] = {open_page(name), open_page(translated)};
    char lines[2][LINE_BYTES];
    bool fenced[2] = {false, false}, more[2];
    int same = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(pages[0]);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pages[1]);
    do {
        for (int i = 0; i < 2; i++)
            more[i] = next_code(pages[i], &fenced[i], lines[i]);
        CU_ASSERT_EQUAL_FATAL(more[0], more[1]);
        if (more[0])
            CU_ASSERT_STRING_EQUAL(lines[0], lines[1]);
        same++;
    } while (more[0]);
    CU_ASSERT(same > 10);
    fclose(pages[0]);
    fclose(pages[1]);
}

/* Have the Chinese pages the same blocks of commands and output, in the same
 * order? */
static void
translations_show_the_same(void)
{
    check_same_code("README.md", "README.zh-CN.md");
    check_same_code("notes/map.md", "notes/map.zh-CN.md");
}

/* Has each scenario's handout a line in the reading order, and does each page
 * that is linked to stand there? */
static void
every_handout_is_listed(void)
{
    FILE *page = open_page("notes/README.md");
    char line[LINE_BYTES], path[LINE_BYTES], name[128];
    int listed = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    while (fgets(line, sizeof(line), page) != NULL) {
        const char *link = strstr(line, "](");
        if (link == NULL || sscanf(link, "](%127[^)#])", name) != 1)
            continue;
        snprintf(path, sizeof(path), "notes/%s", name);
        FILE *linked = open_page(path);
        CU_ASSERT_PTR_NOT_NULL(linked);
        if (linked != NULL)
            fclose(linked);
        listed++;
    }
    fclose(page);
    CU_ASSERT(listed >= 10);
}

static const struct test tests[] = {
    {"every command of the map exits as it is said", commands_exit_as_said},
    {"the Chinese pages show the same commands", translations_show_the_same},
    {"every page in the reading order stands there", every_handout_is_listed},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("map", tests);
}
