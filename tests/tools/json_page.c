/* Does notes/json.md list exactly the members that the programs print, with
 * their types? Each command of the page is run. */

#include "../harness/folder.h"
#include "../harness/program.h"
#include "../harness/source.h"

#include "kit/json.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
    LINE_BYTES = 512,
    PATH_BYTES = 128,
    TYPE_BYTES = 80,
    MOST_ROWS = 640,
    MOST_SECTIONS = 32,
    MOST_COMMANDS = 8,
    MOST_WORDS = 16
};

/* A row of a table: a member, by its path. */
struct row {
    char path[PATH_BYTES], type[TYPE_BYTES];
    bool seen;  /* in an answer of its section */
    bool value; /* and it was neither null nor empty */
};

struct section {
    char title[PATH_BYTES];
    char commands[MOST_COMMANDS][LINE_BYTES];
    int command_count;
    struct row *rows;
    int count;
};

static struct row rows[MOST_ROWS];
static int row_count;
static struct section sections[MOST_SECTIONS];
static int section_count;

/* "| `lost` | number | updates | expected less actual |" */
static void
read_row(struct section *section, const char *line)
{
    CU_ASSERT_FATAL(row_count < MOST_ROWS);
    struct row *row = &rows[row_count++];

    CU_ASSERT_EQUAL_FATAL(
        sscanf(line, "| `%127[^`]` | %79[^|] |", row->path, row->type), 2);
    if (section->count++ == 0)
        section->rows = row;
}

static void
read_page(void)
{
    FILE *page = source_open("notes/json.md");
    char line[LINE_BYTES];
    struct section *section = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    while (fgets(line, sizeof(line), page) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "## ", 3) == 0) {
            CU_ASSERT_FATAL(section_count < MOST_SECTIONS);
            section = &sections[section_count++];
            snprintf(section->title, PATH_BYTES, "%.120s", line + 3);
        } else if (strncmp(line, "    build/", 10) == 0) {
            CU_ASSERT_FATAL(section->command_count < MOST_COMMANDS);
            strcpy(section->commands[section->command_count++], line + 10);
        } else if (strncmp(line, "| `", 3) == 0) {
            read_row(section, line);
        }
    }
    fclose(page);
}

/* The section that "[machine](#machine)" leads to. */
static struct section *
find_section(const char *title, size_t length)
{
    for (int i = 0; i < section_count; i++)
        if (strlen(sections[i].title) == length &&
            strncasecmp(sections[i].title, title, length) == 0)
            return &sections[i];
    CU_FAIL("a link leads nowhere");
    return NULL;
}

static void check_value(struct section *section, bool is_twin, const char *path,
    struct json_slice value);

/* Does the path match that of the page, where * is any one name? */
static bool
matches(const char *pattern, const char *path)
{
    while (*pattern != '\0' && *path != '\0') {
        if (*pattern == '*') {
            pattern++;
            path += strcspn(path, ".[");
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == *path;
}

static struct row *
find_in(struct section *section, const char *path)
{
    for (int i = 0; section != NULL && i < section->count; i++)
        if (matches(section->rows[i].path, path))
            return &section->rows[i];
    return NULL;
}

static const char *
type_of(struct json_slice value)
{
    switch (*value.start) {
    case '{':
        return "object";
    case '[':
        return "array";
    case '"':
        return "string";
    case 't':
    case 'f':
        return "boolean";
    default:
        return *value.start == 'n' ? "null" : "number";
    }
}

/* An object and an array, by what is in them. */
static void
check_members(struct section *section, bool is_twin, const char *path,
    struct json_slice value)
{
    const char *cursor = value.start;
    struct json_slice name, member;
    char inner[PATH_BYTES];

    if (*value.start == '{')
        while (json_next(&cursor, &name, &member)) {
            snprintf(inner, sizeof(inner), "%s%s%.*s", path,
                *path != '\0' ? "." : "", (int)name.length, name.start);
            check_value(section, is_twin, inner, member);
        }
    if (*value.start == '[')
        while (json_item(&cursor, &member)) {
            snprintf(inner, sizeof(inner), "%.120s[]", path);
            check_value(section, is_twin, inner, member);
        }
}

static void
check_value(struct section *section, bool is_twin, const char *path,
    struct json_slice value)
{
    const char *type = type_of(value);
    struct row *row = find_in(section, path);

    if (row == NULL && is_twin)
        row = find_in(find_section("Every twin", 10), path);
    if (row == NULL)
        printf("\n    not on the page: %s: %s ", section->title, path);
    CU_ASSERT_PTR_NOT_NULL(row);
    if (row == NULL)
        return;
    bool link = row->type[0] == '[';
    bool right = strstr(row->type, type) != NULL ||
                 strncmp(row->type, "any", 3) == 0 ||
                 (link && strcmp(type, "object") == 0);
    if (!right)
        printf("\n    another type: %s: %s is %s, not %s ", section->title,
            path, type, row->type);
    CU_ASSERT(right);
    row->seen = true;
    row->value = row->value || (strcmp(type, "null") != 0 && value.length > 2);
    if (link && *value.start == '{') {
        struct section *other =
            find_section(row->type + 1, strcspn(row->type + 1, "]"));
        check_members(
            other, strcmp(section->title, other->title) != 0, "", value);
    } else if (strncmp(row->type, "any", 3) != 0) {
        check_members(section, is_twin, path, value);
    }
}

/* "--sink=@sink" with the path of the file of that name in our folder. */
static const char *
find_file(const char *word)
{
    static char words[MOST_WORDS][PATH_BYTES];
    static int last;
    const char *at = strchr(word, '@');

    if (at == NULL)
        return word;
    last = (last + 1) % MOST_WORDS;
    snprintf(words[last], PATH_BYTES, "%.*s%s", (int)(at - word), word,
        folder_path(at + 1));
    return words[last];
}

/* "timing create --json": is each member of its answer on the page? */
static void
try_command(struct section *section, const char *command)
{
    const char *words[MOST_WORDS + 1] = {NULL};
    char line[LINE_BYTES], *rest = NULL;
    int count = 0;

    snprintf(line, sizeof(line), "%s", command);
    const char *program = strtok_r(line, " ", &rest);
    for (char *word;
         count < MOST_WORDS && (word = strtok_r(NULL, " ", &rest)) != NULL;)
        words[count++] = find_file(word);
    if (is_skipped(!program_exists(program), command))
        return;
    const struct outcome *seen = program_run(program, words, NULL);
    if (is_skipped(
            seen->out[0] == '\0' && seen->status == STATUS_CANNOT, command))
        return;
    CU_ASSERT(is_json(seen->out));
    bool is_twin = strncmp(command, "proc/", 5) == 0 ||
                   strncmp(command, "thread/", 7) == 0 ||
                   strncmp(command, "coro/", 5) == 0;
    check_members(section, is_twin, "", json_value(seen->out));
    if (strncmp(command, "timing create", 13) == 0)
        folder_write(folder_path("timing"), seen->out);
}

/* What is in an object or array that no answer had could not be seen. */
static bool
could_be_seen(struct section *section, const struct row *row)
{
    char outer[PATH_BYTES];
    size_t length = strlen(row->path);

    while (length > 0) {
        length -= row->path[length - 1] == ']' ? 2 : 1;
        while (
            length > 0 && row->path[length] != '.' && row->path[length] != '[')
            length--;
        snprintf(outer, sizeof(outer), "%.*s", (int)length, row->path);
        struct row *found = length > 0 ? find_in(section, outer) : NULL;
        if (found != NULL && !found->value)
            return false;
    }
    return true;
}

/* As a student may who has not understood the task. */
static void
hand_in(const char *file)
{
    folder_write(folder_path(file), "int main(void) { return 0; }\n");
}

/* Are all members of every command's answer on the page, and all that the page
 * lists in an answer? */
TEST(page_is_exact)
{
    read_page();
    hand_in("thread.c");
    mkdir(folder_path("class"), 0700);
    mkdir(folder_path("class/one"), 0700);
    hand_in("class/one/thread.c");
    CU_ASSERT(section_count > 15);
    for (int i = 0; i < section_count; i++) {
        struct section *section = &sections[i];
        CU_ASSERT(section->count > 0);
        for (int j = 0; j < section->command_count; j++)
            try_command(section, section->commands[j]);
    }
    for (int i = 0; i < section_count; i++)
        for (int j = 0; j < sections[i].count; j++) {
            struct row *row = &sections[i].rows[j];
            bool good = row->seen || !could_be_seen(&sections[i], row);
            if (!good)
                printf("\n    in no answer: %s: %s ", sections[i].title,
                    row->path);
            CU_ASSERT(good);
        }
}
