#include "command.h"

#include "kit/home.h"
#include "kit/launch.h"
#include "kit/options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CHANCES = 100, MAX_SECONDS = 60 };

#define AT(member) offsetof(struct step_options, member)
static const struct option_row options_table[] = {
    {"model", OPTION_TEXT, AT(model), .help = "only this one: proc or thread"},
    {"function", OPTION_TEXT, AT(function),
        .help = "step only the tasks that enter it (all tasks)"},
    {"preemptions", OPTION_TEXT, AT(preemptions), "2",
        .help = "at most this many in a schedule, or all"},
    {"every-instruction", OPTION_FLAG, AT(every_instruction),
        .help = "each instruction is a step"},
    {"inside-calls", OPTION_FLAG, AT(inside_calls),
        .help = "a lock, wait or post is not one step, but the library's"},
    {"no-reduction", OPTION_FLAG, AT(no_reduction),
        .help = "also orders that no worker can tell apart"},
    {"sample", OPTION_NUMBER, AT(sample), "0", 0, 1000000000,
        .help = "no search: draw so many schedules at random"},
    {"sampler", OPTION_TEXT, AT(sampler), "pct", .help = "by pct, pos or surw"},
    {"depth", OPTION_NUMBER, AT(depth), "3", 1, MAX_DEPTH,
        .help = "of the bugs that pct looks for"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, LONG_MAX,
        .help = "of what is drawn"},
    {"spurious", OPTION_NUMBER, AT(spurious), "0", 0, MOST_CHANCES,
        .help = "N waits for a condition return unsignalled"},
    {"faults", OPTION_TEXT, AT(faults),
        .help = "what goes wrong: kill, eintr, alloc; kill:2 is twice"},
    {"schedule", OPTION_TEXT, AT(schedule),
        .help = "play only this one: AABBBA, or 2A3BA"},
    {"save", OPTION_FILE, AT(save), .help = "write a failing schedule there"},
    {"replay", OPTION_FILE, AT(replay),
        .help = "play the schedule saved there: no more is needed"},
    {"quiz", OPTION_FLAG, AT(quiz),
        .help = "with --schedule: guess each value, then press Enter"},
    {"all-steps", OPTION_FLAG, AT(all_steps),
        .help = "of a long schedule, also those that concern one worker only"},
    {"verbose", OPTION_FLAG, AT(verbose),
        .help = "with source lines and instructions"},
    {"watch", OPTION_TEXT, AT(watch),
        .help = "a variable of your program: its value in the end"},
    {"final", OPTION_TEXT, AT(final), .help = "what --watch must have then"},
    {"invariant", OPTION_TEXT, AT(invariant),
        .help = "what holds in the end: 'total == 2 && !busy[1]'"},
    {"always", OPTION_FLAG, AT(always),
        .help = "with --invariant: it holds after every step"},
    {"races", OPTION_FLAG, AT(races),
        .help = "a data race is a failure, even if all goes well"},
    {"expect-status", OPTION_NUMBER, AT(expect_status), "0", 0, 255,
        .help = "what your program exits with if all went well"},
    {"expect-output", OPTION_TEXT, AT(expect_output),
        .help = "what your program prints if all went well"},
    {"max-seconds", OPTION_NUMBER, AT(max_seconds), "0", 0, 86400,
        .help = "give up after so long; 0: after 60, or soon after a failure"},
    {"progress", OPTION_FLAG, AT(progress),
        .help = "how far the search is, each second on stderr"},
    {"json", OPTION_FLAG, AT(json), .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

static const struct option_page page = {
    .usage = "SCENARIO [options]\n[options] -- PROGRAM [arguments]",
    .question = "How does every interleaving of the program's steps end?",
    .table = options_table,
    .footer =
        "A step is an access to memory that another worker uses as well, or a\n"
        "system call. Options that are not step's go to the scenario. A "
        "schedule\n"
        "fails when the program exits with another status or prints another\n"
        "text than expected, when it crashes, when nobody can go on (status "
        "3),\n"
        "or by --watch and --final.\n"
        "Every schedule within the bound on preemptions is counted; equal "
        "states\n"
        "are run once. Shown are orders of instructions, as if each took "
        "effect\n"
        "at once (sequential consistency): store buffers are not.",
};

/* ---- Step's options, or the scenario's? ---- */

static const struct option_row *
row_of(const char *word)
{
    const struct option_row *row = options_table;
    size_t length = strcspn(word, "=");

    if (strncmp(word, "--", 2) != 0)
        return NULL;
    while (row->name != NULL && (strlen(row->name) != length - 2 ||
                                    strncmp(row->name, word + 2, length - 2)))
        row++;
    return row->name != NULL ? row : NULL;
}

static bool
is_page(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
           strcmp(word, "help") == 0 || strcmp(word, "--options") == 0 ||
           strcmp(word, "--version") == 0;
}

struct list {
    int count;
    char *word[MAX_ARGUMENTS];
};

static void
add_word(struct list *words, char *word)
{
    if (words->count == MAX_ARGUMENTS - 1)
        die(STATUS_USAGE, "more than %d arguments", MAX_ARGUMENTS - 2);
    words->word[words->count++] = word;
}

/* Returns the words after "--", or NULL. */
static char **
split(int argc, char **argv, struct list *ours, struct list *theirs)
{
    add_word(ours, argv[0]);
    for (int i = 1; i < argc; i++) {
        const struct option_row *row = row_of(argv[i]);
        if (strcmp(argv[i], "--") == 0)
            return argv + i + 1;
        if (row == NULL && !is_page(argv[i])) {
            add_word(theirs, argv[i]);
            continue;
        }
        add_word(ours, argv[i]);
        if (row != NULL && row->type != OPTION_FLAG &&
            strchr(argv[i], '=') == NULL && i + 1 < argc)
            add_word(ours, argv[++i]);
    }
    return NULL;
}

/* ---- The lab's own programs. ---- */

/* The twin's own description (scenario.h): options to give it first, the figure
 * to watch, what a broken run does. */
static void
ask_twin(struct command *command, const char *program, struct list *words)
{
    static char answer[4096];
    const char *const arguments[] = {"--stepping", NULL};

    int status = launch_run(program, arguments, answer, sizeof(answer));
    if (status != STATUS_HELD)
        exit(status); /* it has said why */
    for (char *line = strtok(answer, "\n"); line; line = strtok(NULL, "\n")) {
        if (strncmp(line, "option ", 7) == 0)
            add_word(words, line + 7);
        else if (strncmp(line, "figure ", 7) == 0)
            snprintf(command->figure, sizeof(command->figure), "%s", line + 7);
        else if (strncmp(line, "broken ", 7) == 0)
            snprintf(command->broken, sizeof(command->broken), "%s", line + 7);
        else if (strncmp(line, "breaks ", 7) == 0)
            snprintf(command->breaks, sizeof(command->breaks), "%s", line + 7);
    }
    if (command->figure[0] != '\0')
        command->question.figure = command->figure;
}

static bool
can_be_stepped(const char *model)
{
    return strcmp(model, "proc") == 0 || strcmp(model, "thread") == 0;
}

static void
add_twin(struct command *command, const char *model, const struct list *theirs)
{
    struct subject *subject = &command->subject[command->subjects++];
    char program[256];
    struct list words = {0};
    int count = 0;

    subject->title = model;
    snprintf(program, sizeof(program), "%s/%.100s", model, command->scenario);
    home_path(subject->path, program);
    ask_twin(command, program, &words);
    subject->argv[count++] = subject->path;
    subject->argv[count++] = (char *)(uintptr_t) "--json";
    for (int i = 0; i < words.count; i++)
        if ((subject->argv[count++] = strdup(words.word[i])) == NULL)
            die(STATUS_CANNOT, "strdup: %m: no memory for an argument");
    for (int i = 1; i < theirs->count && count < MAX_ARGUMENTS - 1; i++)
        subject->argv[count++] = theirs->word[i];
    subject->program = (struct program){
        .argv = subject->argv, .function = command->options.function};
}

static void
add_twins(struct command *command, const struct list *theirs)
{
    const char *wanted = command->options.model;

    if (command->options.function != NULL || command->options.watch != NULL ||
        command->options.expect_status != 0 ||
        command->options.expect_output != NULL ||
        command->options.faults != NULL || command->options.invariant != NULL ||
        command->options.races || command->options.save != NULL)
        die(STATUS_USAGE,
            "--function, --watch, --invariant, --faults, --races, --save and "
            "--expect-... are for a program of yours: "
            "step [options] -- ./program");
    if (wanted != NULL && !can_be_stepped(wanted))
        die(STATUS_USAGE, "--model: no '%s' here: choose proc or thread",
            wanted);
    command->scenario = theirs->word[0];
    for (const char *const *model = home_models(); *model != NULL; model++) {
        char program[256];
        snprintf(
            program, sizeof(program), "%s/%.100s", *model, command->scenario);
        if (can_be_stepped(*model) && strchr(command->scenario, '/') == NULL &&
            (wanted == NULL || strcmp(wanted, *model) == 0) &&
            home_has(program))
            add_twin(command, *model, theirs);
    }
    if (command->subjects == 0)
        die(STATUS_USAGE,
            "there is no scenario '%s' to step: see twinlab list; a program "
            "of yours comes after --",
            command->scenario);
}

static void
add_program(struct command *command, char **argv)
{
    struct subject *subject = &command->subject[command->subjects++];
    const char *slash = strrchr(argv[0], '/');

    if (command->options.model != NULL)
        die(STATUS_USAGE, "--model is for a scenario: %s is one program",
            argv[0]);
    if (slash == NULL)
        die(STATUS_USAGE, "%s: give its path, such as ./%s", argv[0], argv[0]);
    subject->title = slash + 1;
    subject->program = (struct program){.argv = argv,
        .function = command->options.function,
        .inside_calls = command->options.inside_calls};
    snprintf(command->broken, sizeof(command->broken), "fail");
    snprintf(command->breaks, sizeof(command->breaks), "fails");
}

/* ---- Numbers. ---- */

static long
number(const char *option, const char *text, long low)
{
    char *end;

    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < low)
        die(STATUS_USAGE, "--%s: '%s' is not allowed: give a whole number%s",
            option, text, low == 0 ? " from 0 on, or all" : "");
    return value;
}

static enum sampler
sampler(const char *name)
{
    static const char *const names[] = {"pct", "pos", "surw"};

    for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++)
        if (strcmp(name, names[i]) == 0)
            return (enum sampler)i;
    die(STATUS_USAGE, "--sampler: there is no '%s': take pct, pos or surw",
        name);
}

/* "kill:2": a kind, and its number per schedule. */
static void
add_fault(struct question *question, const char *text, size_t length)
{
    static const struct {
        const char *name;
        enum chance chance;
    } kinds[] = {{"kill", CHANCE_KILL}, {"eintr", CHANCE_EINTR},
        {"alloc", CHANCE_ALLOC}};
    const char *colon = memchr(text, ':', length);
    size_t name = colon != NULL ? (size_t)(colon - text) : length;
    char *end = NULL;
    long most = colon != NULL ? strtol(colon + 1, &end, 10) : 1;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strlen(kinds[i].name) == name &&
            strncmp(kinds[i].name, text, name) == 0 && most >= 1 &&
            most <= MOST_CHANCES && (end == NULL || end == text + length)) {
            question->most[kinds[i].chance] = (int)most;
            return;
        }
    die(STATUS_USAGE,
        "--faults: '%.*s' is none: give kill, eintr or alloc, or kill:2, with "
        "a "
        "number from 1 to %d",
        (int)length, text, MOST_CHANCES);
}

static void
add_faults(struct question *question, const char *text)
{
    for (; text != NULL && *text != '\0'; text += *text == ',') {
        size_t length = strcspn(text, ",");
        add_fault(question, text, length);
        text += length;
    }
}

static void
ask(struct command *command)
{
    const struct step_options *options = &command->options;
    struct question *question = &command->question;
    bool all = strcmp(options->preemptions, "all") == 0;
    long bound =
        all ? ALL_PREEMPTIONS : number("preemptions", options->preemptions, 0);

    *question = (struct question){
        .preemptions =
            bound < ALL_PREEMPTIONS ? (int)bound : (int)ALL_PREEMPTIONS,
        .most = {[CHANCE_RETURN] = (int)options->spurious},
        .every_instruction = options->every_instruction,
        .reduces = !options->no_reduction,
        .always = options->always,
        .races = options->races,
        .sample = {.by = sampler(options->sampler),
            .depth = (int)options->depth,
            .seed = (uint64_t)options->seed,
            .wanted = options->sample},
        .watch = options->watch,
        .has_expected = options->final != NULL,
        .expected_status = (int)options->expect_status,
        .expected_output = options->expect_output,
        .max_seconds =
            options->max_seconds > 0 ? options->max_seconds : MAX_SECONDS,
        .eases = options->max_seconds == 0,
    };
    add_faults(question, options->faults);
    if (options->final != NULL && options->watch == NULL)
        die(STATUS_USAGE, "--final needs --watch=VARIABLE: what should have "
                          "that value?");
    if (options->function != NULL &&
        (options->faults != NULL || options->invariant != NULL ||
            options->races))
        die(STATUS_USAGE, "--%s needs all tasks: leave out --function",
            options->faults != NULL ? "faults"
            : options->races        ? "races"
                                    : "invariant");
    if (options->always && options->invariant == NULL)
        die(STATUS_USAGE, "--always needs --invariant: what holds always?");
    if (options->invariant != NULL)
        expression_read(&question->invariant, options->invariant);
    if (options->quiz && options->schedule == NULL)
        die(STATUS_USAGE, "--quiz needs --schedule: which is to be played?");
    if (options->save != NULL && options->schedule != NULL)
        die(STATUS_USAGE, "--save keeps the schedule that a search finds, and "
                          "--schedule searches none: take one of them");
    if (options->quiz && options->json)
        die(STATUS_USAGE,
            "--quiz asks a reader, and --json has none: take one of them");
    if (options->final != NULL)
        question->expected = number("final", options->final, LONG_MIN);
}

void
command_read(struct command *command, int argc, char **argv)
{
    struct list ours = {0}, theirs = {0};
    char **program = split(argc, argv, &ours, &theirs);

    options_only(&page, &command->options, ours.count, ours.word);
    memcpy(command->own, ours.word + 1, sizeof(command->own) - sizeof(char *));
    ask(command);
    if (program != NULL && theirs.count > 0)
        die(STATUS_USAGE,
            "what is '%s'? Only step's own options come before "
            "the --: see --help",
            theirs.word[0]);
    if (program != NULL && *program != NULL)
        add_program(command, program);
    else if (theirs.count > 0 && theirs.word[0][0] != '-')
        add_twins(command, &theirs);
    else
        die(STATUS_USAGE,
            "step what? A scenario first, such as 'step counter', "
            "or 'step -- ./program'");
}
