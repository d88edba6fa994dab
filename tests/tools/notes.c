/* Does each command on the pages of notes/ run, and exit with the status that
 * the page gives; does each C program on them compile, and print what is shown?
 *
 * A command is a line of a code block that begins with "$ ", "build/" or
 * "diff ". Its exit status is 0, unless a comment behind it names others:
 * "# exit 3", "# exit 0, or 77 without python3". "# until Ctrl-C" stands behind
 * a command that does not end by itself. */

#include "../harness/folder.h"
#include "../harness/program.h"
#include "../harness/source.h"

#include "kit/home.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 512, CODE_BYTES = 8192, COMMAND_BYTES = 2 * LINE_BYTES };

/* ---- Typing a command, as a reader would. ---- */

/* What is not tried as it stands, and why. With --help all options of a command
 * are still checked. */
static const struct rule {
    const char *begins;
    const char *append; /* try it with that; NULL: do not run it */
    const char *reason;
} rules[] = {
    {"build/twinlab timing ", " --help", "a busy machine may give no figure"},
    {"build/proc/scale --workers=100000", NULL, "a large machine starts them"},
    {"build/twinlab parallel --table --cpython", " --rounds=1",
        "nine are long"},
    {"build/twinlab switch --how=yield", " --count=1000",
        "beside a busy program each yield takes a time slice"},
    {"build/twinlab scale ", " --help", "a busy machine may give no figure"},
    {"build/proc/scale ", " --help", "a busy machine may give no figure"},
    {"build/twinlab grade ", " --help",
        "the labs are checked by make check-labs"},
    {"build/tsan/", NULL, "make tsan builds it"},
    {"make", NULL, "it builds, and .ci/run does that"},
    {"tests/bench", NULL, "it measures for minutes"},
    {"strace ", NULL, "may be absent, or forbidden"},
    {"gdb ", NULL, "may be absent, or forbidden"},
    {"ps ", NULL, "asks about another command, which must be running"},
};

static char typed[COMMAND_BYTES]; /* in the folder of folder.h */

static void
type_command(void)
{
    if (chdir(folder_path("")) == 0)
        execl("/bin/sh", "sh", "-c", typed, (char *)NULL);
    _exit(127);
}

static void
make_link(const char *target, const char *name)
{
    CU_ASSERT_EQUAL_FATAL(symlink(target, folder_path(name)), 0);
}

/* The top folder as a reader has it, but for what the commands write. */
static void
make_scratch(void)
{
    const char *names[] = {"proc", "thread", "coro", "shared"};
    char target[PATH_MAX];

    home_path(target, "../..");
    make_link(target, "build");
    CU_ASSERT_FATAL(source_find(target, "notes/README.md"));
    char *end = strstr(target, "notes/README.md");
    for (int i = 0; i < COUNT(names); i++) {
        strcpy(end, names[i]);
        make_link(target, names[i]);
    }
}

/* "# exit 0, or 77 without python3": is that status one of these? */
static bool
is_expected(const char *command, int status)
{
    const char *at = strstr(command, "# exit ");

    if (strstr(command, "# until Ctrl-C") != NULL)
        return status == 124; /* timeout(1) had to end it */
    if (strncmp(command, "diff ", 5) == 0)
        return status == 1; /* the twins differ, of course */
    if (at == NULL)
        return status == 0;
    for (at += strlen("# exit"); *at != '\0'; at++) {
        char *end;
        long number = strtol(at, &end, 10);
        if (end != at && *at == ' ' && number == status)
            return true;
    }
    return false;
}

/* Type it, with `append` before its comment. */
static const struct outcome *
run_command(const char *page, const char *command, const char *append)
{
    const char *comment = strstr(command, " #");
    int length =
        (int)(comment == NULL ? strlen(command) : (size_t)(comment - command));
    bool endless = strstr(command, "# until Ctrl-C") != NULL;
    const char *before = endless ? "timeout --foreground -s INT 1 " : "";

    snprintf(typed, sizeof(typed), "%s%.*s%s", before, length, command, append);
    const struct outcome *seen = function_run(type_command);
    bool good = is_expected(command, seen->status);
    CU_ASSERT(good);
    if (!good)
        printf("\n    %s: %s", page, typed);
    program_explain();
    return seen;
}

static const struct outcome *
try_command(const char *page, const char *command)
{
    for (int i = 0; i < COUNT(rules); i++)
        if (strncmp(command, rules[i].begins, strlen(rules[i].begins)) == 0)
            return rules[i].append == NULL
                       ? NULL
                       : run_command(page, command, rules[i].append);
    return run_command(page, command, "");
}

/* ---- Reading a page. ---- */

static char code[CODE_BYTES]; /* the last C program on it */

struct reading {
    const char *name;
    FILE *page;
    char line[LINE_BYTES];
    bool fenced, in_c;
    const char *awaited; /* what the page must show next; NULL: anything */
    int commands;
};

/* The command that the line has, or NULL. It may go on in the next line. */
static const char *
find_command(struct reading *reading)
{
    static char command[COMMAND_BYTES];
    const char *line = reading->line + strspn(reading->line, " ");

    if (strncmp(line, "$ ", 2) == 0)
        line += 2;
    else if (strncmp(line, "build/", 6) != 0 && strncmp(line, "diff ", 5) != 0)
        return NULL;
    snprintf(command, sizeof(command), "%s", line);
    for (char *end = command; (end = strstr(end, "\\\n")) != NULL;)
        if (fgets(end, LINE_BYTES, reading->page) == NULL)
            break;
    command[strcspn(command, "\n")] = '\0';
    return command;
}

/* A C program stands above the command that compiles it. */
static void
save_code(const char *command)
{
    folder_write(folder_path(strrchr(command, ' ') + 1), code);
}

/* What a program of the page itself prints must be what the page shows. */
static void
compare_output(struct reading *reading, const char *line)
{
    size_t length = strcspn(line, "\n") + 1;

    if (reading->awaited == NULL)
        return;
    bool same = strncmp(reading->awaited, line, length) == 0;
    CU_ASSERT(same);
    if (!same)
        printf("\n    %s shows: %s    and it was: %.200s\n", reading->name,
            line, reading->awaited);
    reading->awaited = same ? reading->awaited + length : NULL;
}

/* The page must have shown all. */
static void
end_output(struct reading *reading)
{
    if (reading->awaited != NULL)
        CU_ASSERT_STRING_EQUAL(reading->awaited, "");
    reading->awaited = NULL;
}

static void
read_block_line(struct reading *reading)
{
    const char *command = find_command(reading);

    if (command == NULL) {
        compare_output(reading, reading->line + (reading->fenced ? 0 : 4));
        return;
    }
    end_output(reading);
    if (strncmp(command, "gcc ", 4) == 0)
        save_code(command);
    const struct outcome *seen = try_command(reading->name, command);
    if (strncmp(command, "./", 2) == 0)
        reading->awaited = seen->out;
    reading->commands++;
}

/* `build/proc/counter --sync=spin` within a sentence: are there such a program
 * and such options? */
static void
read_sentence(const struct reading *reading)
{
    char command[LINE_BYTES];

    for (const char *at = reading->line; (at = strstr(at, "`build/")) != NULL;
         at++)
        if (sscanf(at, "`%511[^`&;<>]%*1[`]", command) == 1 &&
            strchr(at + 1, '`') == at + 1 + strlen(command) &&
            strncmp(command, "build/tsan", 10) != 0 &&
            strstr(command, "...") == NULL)
            run_command(reading->name, command, " --help");
}

static int
read_page(const char *path)
{
    static struct reading reading;

    reading = (struct reading){
        .name = strrchr(path, '/') + 1, .page = fopen(path, "re")};
    CU_ASSERT_PTR_NOT_NULL_FATAL(reading.page);
    while (fgets(reading.line, LINE_BYTES, reading.page) != NULL) {
        if (strncmp(reading.line, "```", 3) == 0) {
            end_output(&reading);
            reading.fenced = !reading.fenced;
            reading.in_c = strcmp(reading.line, "```c\n") == 0;
            if (reading.in_c)
                code[0] = '\0';
        } else if (reading.in_c)
            strncat(code, reading.line, CODE_BYTES - strlen(code) - 1);
        else if (reading.fenced || strncmp(reading.line, "    ", 4) == 0)
            read_block_line(&reading);
        else
            read_sentence(&reading);
    }
    fclose(reading.page);
    return reading.commands;
}

TEST(commands_exit_as_said)
{
    char pattern[PATH_MAX];
    glob_t pages;
    int tried = 0;

    if (is_skipped(UNDER_ASAN,
            "the tests of each program have it under the sanitizer"))
        return;
    CU_ASSERT_FATAL(source_find(pattern, "notes/README.md"));
    strcpy(strrchr(pattern, '/'), "/*.md");
    CU_ASSERT_EQUAL_FATAL(glob(pattern, 0, NULL, &pages), 0);
    make_scratch();
    for (size_t i = 0; i < pages.gl_pathc; i++)
        if (strstr(pages.gl_pathv[i], "/json.md") == NULL) /* json_page.c's */
            tried += read_page(pages.gl_pathv[i]);
    globfree(&pages);
    CU_ASSERT(tried > 120);
}
