/* Do the Chinese pages show the same commands as the English ones, and is each
 * handout listed? */

#include "../harness/check.h"
#include "../harness/source.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 512 };

/* The next command in a block of code, without the words beside it, which may
 * be translated. */
static bool
next_command(FILE *page, bool *fenced, char line[LINE_BYTES])
{
    static const char *const starts[] = {
        "$ ", "make ", "build/", "diff ", NULL};

    while (fgets(line, LINE_BYTES, page) != NULL) {
        char *code = line;
        if (strncmp(line, "```", 3) == 0)
            *fenced = !*fenced;
        else if (strncmp(line, "    ", 4) == 0)
            code += 4;
        else if (!*fenced)
            continue;
        for (int i = 0; starts[i] != NULL; i++)
            if (strncmp(code, starts[i], strlen(starts[i])) == 0) {
                code[strcspn(code, "#\n")] = '\0';
                char *words = strstr(code, "  ");
                if (words != NULL)
                    *words = '\0';
                return true;
            }
    }
    return false;
}

static void
check_same_code(const char *name, const char *translated)
{
    FILE *pages[] = {source_open(name), source_open(translated)};
    char lines[2][LINE_BYTES];
    bool fenced[2] = {false, false}, more[2];
    int same = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(pages[0]);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pages[1]);
    do {
        for (int i = 0; i < 2; i++)
            more[i] = next_command(pages[i], &fenced[i], lines[i]);
        CU_ASSERT_EQUAL_FATAL(more[0], more[1]);
        if (more[0])
            CU_ASSERT_STRING_EQUAL(lines[0], lines[1]);
        same++;
    } while (more[0]);
    CU_ASSERT(same > 10);
    fclose(pages[0]);
    fclose(pages[1]);
}

/* Do the Chinese pages show the same commands, in the same order? */
TEST(translations_show_the_same)
{
    check_same_code("README.md", "README.zh-CN.md");
    check_same_code("notes/map.md", "notes/map.zh-CN.md");
}

/* Does each handout have a line in the reading order, and does each page exist
 * that a link leads to? */
TEST(every_handout_is_listed)
{
    FILE *page = source_open("notes/README.md");
    char line[LINE_BYTES], path[LINE_BYTES], name[128];
    int listed = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    while (fgets(line, sizeof(line), page) != NULL) {
        const char *link = strstr(line, "](");
        if (link == NULL || sscanf(link, "](%127[^)#])", name) != 1)
            continue;
        snprintf(path, sizeof(path), "notes/%s", name);
        FILE *linked = source_open(path);
        CU_ASSERT_PTR_NOT_NULL(linked);
        if (linked != NULL)
            fclose(linked);
        listed++;
    }
    fclose(page);
    CU_ASSERT(listed >= 10);
}
