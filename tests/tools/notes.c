/* Does each command on the pages run, exit with the status that the page gives,
 * and print what the page shows? Does each C program on them compile? The pages
 * are those of notes/ and labs/; a hand-out's commands are tried with the lab's
 * solution.
 *
 * A command is a line of a code block that begins with "$ ", "build/" or
 * "diff ". Its exit status is 0, unless a comment behind it names others:
 * "# exit 3", "# exit 0, or 77 without python3". "# until Ctrl-C" comes after
 * a command that does not end by itself.
 *
 * The lines below it are what it prints (harness/shown.h): to the letter where
 * that is the same each time, as with `step` and the programs of a page; else
 * by its words. Where luck decides, this is above the block:
 * <!-- not compared: REASON -->.
 *
 * step shows instructions of the compiler and of the C library: those in the
 * pages are Debian 12's. */

#include "../harness/folder.h"
#include "../harness/program.h"
#include "../harness/shown.h"
#include "../harness/source.h"

#include "kit/home.h"

#include <fnmatch.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 512, CODE_BYTES = 8192, COMMAND_BYTES = 2 * LINE_BYTES };

/* ---- Typing a command, as a reader would. ---- */

/* What is not tried as it is written, or ("") not compared, and why. With
 * --help all options of a command are still checked. */
static const struct rule {
    const char *begins;
    const char *append; /* try it with that; NULL: do not run it */
    const char *reason;
} rules[] = {
    {"build/twinlab timing ", " --help", "a busy machine may give no figure"},
    {"build/proc/scale --workers=100000", NULL, "a large machine starts them"},
    {"build/twinlab parallel --table --cpython", " --rounds=1",
        "nine are long"},
    {"build/twinlab parallel ", "", "on a busy machine it says more"},
    {"build/coro/parallel ", "", "on a busy machine it says more"},
    {"build/twinlab switch --how=yield", " --count=1000",
        "beside a busy program each yield takes a time slice"},
    {"build/twinlab scale ", " --help", "a busy machine may give no figure"},
    {"build/proc/scale ", " --help", "a busy machine may give no figure"},
    {"build/twinlab grade ", " --help",
        "the labs are checked by make check-labs"},
    {"build/twinlab step prodcons --sync=", " --max-seconds=140",
        "a busy machine takes longer than the usual minute"},
    {"build/twinlab step -- show/", NULL, "make check-labs does that"},
    {"build/tsan/", NULL, "make tsan builds it"},
    {"make", NULL, "it builds, and .ci/run does that"},
    {"time ", NULL, "not every shell has it"},
    {"tests/bench", NULL, "it measures for minutes"},
    {"strace ", NULL, "may be absent, or forbidden"},
    {"gdb ", NULL, "may be absent, or forbidden"},
    {"ps ", NULL, "asks about another command, which must be running"},
};

static char typed[COMMAND_BYTES];
static const char *where; /* it is typed: there, in the folder of folder.h */

static void
type_command(void)
{
    if (chdir(folder_path(where)) == 0 && dup2(1, 2) == 2)
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
    const char *names[] = {"proc", "thread", "coro", "shared", "labs"};
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
static const char *
run_command(const char *page, const char *command, const char *append)
{
    const char *comment = strstr(command, " #");
    int length =
        (int)(comment == NULL ? strlen(command) : (size_t)(comment - command));
    bool endless = strstr(command, "# until Ctrl-C") != NULL;
    const char *before = endless ? "timeout --foreground -s INT 1 " : "";

    snprintf(typed, sizeof(typed), "%s%.*s%s", before, length, command, append);
    const struct outcome *seen = IN_CHILD(type_command());
    bool good = is_expected(command, seen->status);
    CU_ASSERT(good);
    if (!good)
        printf("\n    %s: %s", page, typed);
    program_explain();
    return seen->out;
}

/* What it prints, or NULL if there is a rule for it. */
static const char *
try_command(const char *page, const char *command)
{
    for (int i = 0; i < COUNT(rules); i++)
        if (strncmp(command, rules[i].begins, strlen(rules[i].begins)) == 0) {
            if (rules[i].append != NULL)
                run_command(page, command, rules[i].append);
            return NULL;
        }
    return run_command(page, command, "");
}

/* ---- Reading a page. ---- */

static char code[CODE_BYTES]; /* the last C program on it */

struct reading {
    const char *name;
    FILE *page;
    char line[LINE_BYTES];
    bool fenced, in_c;
    bool marked;        /* the next block is not compared */
    struct shown shown; /* what the last command printed */
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

static bool
has_pages_steps(void)
{
#if defined(__x86_64__) && defined(__OPTIMIZE__) && __GNUC__ == 12 &&          \
    !defined(__clang__) && defined(__GLIBC__) && __GLIBC_MINOR__ == 36
    return true;
#else
    return false;
#endif
}

/* It has been typed, and this is what it printed. */
static void
begin_output(struct reading *reading, const char *command, const char *printed)
{
    bool is_step = strncmp(command, "build/step ", 11) == 0 ||
                   strncmp(command, "build/twinlab step ", 19) == 0;
    bool compared = !reading->marked && (!is_step || has_pages_steps());

    shown_begin(&reading->shown, compared ? printed : NULL,
        is_step || strncmp(command, "./", 2) == 0);
}

static void
read_block_line(struct reading *reading)
{
    const char *command = find_command(reading);

    if (command == NULL) {
        shown_line(&reading->shown, reading->line + (reading->fenced ? 0 : 4));
        return;
    }
    shown_end(&reading->shown);
    if (strncmp(command, "gcc ", 4) == 0) /* the code is above it */
        folder_write(folder_path(strrchr(command, ' ') + 1), code);
    begin_output(reading, command, try_command(reading->name, command));
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

static void
read_line(struct reading *reading)
{
    if (strncmp(reading->line, "```", 3) == 0) {
        shown_end(&reading->shown);
        reading->marked = reading->marked && !reading->fenced;
        reading->fenced = !reading->fenced;
        reading->in_c = strcmp(reading->line, "```c\n") == 0;
        if (reading->in_c)
            code[0] = '\0';
    } else if (reading->in_c)
        strncat(code, reading->line, CODE_BYTES - strlen(code) - 1);
    else if (reading->fenced || strncmp(reading->line, "    ", 4) == 0)
        read_block_line(reading);
    else if (reading->line[0] != '\n') {
        shown_end(&reading->shown);
        reading->marked =
            strncmp(reading->line, "<!-- not compared: ", 19) == 0;
        read_sentence(reading);
    }
}

static struct reading
read_page(const char *path, const char *name)
{
    struct reading reading = {
        .name = name, .page = fopen(path, "re"), .shown = {.page = name}};

    CU_ASSERT_PTR_NOT_NULL_FATAL(reading.page);
    while (fgets(reading.line, LINE_BYTES, reading.page) != NULL)
        read_line(&reading);
    shown_end(&reading.shown);
    fclose(reading.page);
    return reading;
}

/* A student has finished the lab, in a folder of its own, and types there. */
static void
finish_lab(const char *page)
{
    where = "lab";
    folder_remove(folder_path(where));
    CU_ASSERT_EQUAL_FATAL(mkdir(folder_path(where), 0700), 0);
    snprintf(typed, sizeof(typed),
        "for model in thread proc; do code=%.*s/$model.c\n"
        "[ ! -e $code ] || gcc -pthread -o $model $code || exit 1; done",
        (int)(strrchr(page, '/') - page), page);
    CU_ASSERT_EQUAL(IN_CHILD(type_command())->status, 0);
}

TEST(commands_do_as_said)
{
    static const char *const patterns[] = {
        "notes/*.md", "labs/*.md", "labs/*/README.md"};
    char top[PATH_MAX], pattern[PATH_MAX + 32];
    glob_t pages;
    int tried = 0, compared = 0;

    if (is_skipped(UNDER_ASAN,
            "the tests of each program have it under the sanitizer"))
        return;
    CU_ASSERT_FATAL(source_find(top, "notes/README.md"));
    *strstr(top, "notes/README.md") = '\0';
    for (int i = 0; i < COUNT(patterns); i++) {
        snprintf(pattern, sizeof(pattern), "%s%s", top, patterns[i]);
        CU_ASSERT_EQUAL_FATAL(
            glob(pattern, i == 0 ? 0 : GLOB_APPEND, NULL, &pages), 0);
    }
    if (!has_pages_steps())
        not_tried("what step shows: another compiler or C library");
    make_scratch();
    for (size_t i = 0; i < pages.gl_pathc; i++) {
        const char *path = pages.gl_pathv[i], *name = path + strlen(top);
        if (strcmp(name, "notes/json.md") == 0) /* json_page.c's */
            continue;
        where = "";
        if (fnmatch("labs/*/README.md", name, 0) == 0)
            finish_lab(path);
        struct reading page = read_page(path, name);
        tried += page.commands;
        compared += page.shown.compared;
    }
    globfree(&pages);
    CU_ASSERT(tried > 180);
    CU_ASSERT(compared > 300);
}
