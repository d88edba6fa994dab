#include "table.h"

#include "blame.h"
#include "cell.h"
#include "schedule.h"

#include "kit/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN = 22, MOST_COLUMNS = 3, LABEL_BYTES = NAME_BYTES + NUMBER_BYTES };

/* Which worker wrote a byte last, and which have read it since. */
struct trail {
    int writer;       /* -1: nobody has */
    worker_set known; /* the workers that have read it since */
};

struct printer {
    const struct command *command;
    struct study *study;
    FILE *out;
    bool json;
    int rows;
    int words;               /* with conflicting accesses */
    struct trail *trail;     /* of each of their bytes */
    char head[NAME_BYTES];   /* if all conflict in one word: its name */
    char value[LABEL_BYTES]; /* what the last column shows */
    const char
        *function[MAX_WORKERS]; /* the library function that each is in */
};

/* ---- The last column. ---- */

static void
remember_value(struct printer *printer, const struct played *played)
{
    const struct note *note = &played->event.note;
    char name[NAME_BYTES], number[NUMBER_BYTES];

    if (played->before->place.kind >= PLACE_CALL ||
        played->event.chance != CHANCE_NONE)
        *printer->value = '\0';
    if (played->touched == -1 || note->address == 0 ||
        played->before->place.kind >= PLACE_CALL)
        return;
    machine_name(played->model->machine, played->event.worker, note->address,
        false, name, sizeof(name));
    bool is_known = strcmp(name, printer->head) == 0;
    cell_number(played, note->has_after ? note->after : note->before, number);
    snprintf(printer->value, LABEL_BYTES, "%s%s%s", is_known ? "" : name,
        is_known ? "" : " ", number);
}

/* ---- Lost updates. ---- */

/* The one whose write of the byte is overwritten by a worker that has not seen
 * it; -1: nobody. */
static int
follow_byte(struct trail *trail, int worker, const struct note *note)
{
    bool knows = workers_has(trail->known, worker);
    int loser = -1;

    if (note->has_after && !note->has_before && !knows &&
        trail->writer != worker)
        loser = trail->writer;
    if (note->has_before)
        trail->known |= workers_only(worker);
    if (note->has_after)
        *trail = (struct trail){worker, workers_only(worker)};
    return loser;
}

static int
find_loser(struct printer *printer, const struct played *played)
{
    const struct note *note = &played->event.note;
    unsigned first = (unsigned)(note->address % WORD_BYTES);
    int loser = -1;

    if (played->touched == -1 || played->touched >= printer->words ||
        played->before->place.kind >= PLACE_CALL)
        return -1;
    struct trail *trail = &printer->trail[played->touched * WORD_BYTES];
    for (unsigned i = first; i < first + note->bytes && i < WORD_BYTES; i++) {
        int one = follow_byte(&trail[i], played->event.worker, note);
        loser = one != -1 ? one : loser;
    }
    return loser;
}

/* ---- Rows. ---- */

static int
columns_of(const struct model *model)
{
    return model->workers <= MOST_COLUMNS ? model->workers : 1;
}

static void
print_head(struct printer *printer, const struct model *model)
{
    const struct machine *machine = model->machine;
    int columns = columns_of(model);

    fprintf(printer->out, "        ");
    for (int i = 0; columns > 1 && i < columns; i++)
        fprintf(printer->out, "worker %s%*s", schedule_name(i), COLUMN - 8, "");
    if (columns == 1)
        fprintf(printer->out, "%-*s", COLUMN, "worker");
    if (machine->contended->count == 1) {
        uint64_t word = space_address(
            &machine->space[machine->space_of[0]], machine->contended->key[0]);
        machine_name(
            machine, 0, word, true, printer->head, sizeof(printer->head));
        if (*printer->head == '[' && /* its second half may have a name */
            !names_say(word + WORD_BYTES / 2, true, printer->head,
                sizeof(printer->head)))
            snprintf(printer->head, sizeof(printer->head), "shared");
    }
    fprintf(printer->out, "%s\n",
        *printer->head != '\0' ? printer->head : "shared");
}

static void
print_place(FILE *out, const struct played *played)
{
    char line[64], source[80];

    symbols_line(played->address, line, sizeof(line));
    symbols_source(played->address, source, sizeof(source));
    fprintf(out, "%9s%s%s%s   | %s\n", "", line, *source != '\0' ? ": " : "",
        source, played->event.note.what->text);
}

/* In the library, it helps to know which function; it is named when it begins.
 */
static void
print_function(struct printer *printer, const struct played *played)
{
    const char *function = played->before->visit.function;
    const char **before = &printer->function[played->event.worker];

    if (function != NULL && function != *before &&
        played->before->place.kind < PLACE_CALL)
        fprintf(printer->out, "   %s", function);
    *before = function;
}

/* The guess, up to Enter. */
static void
read_guess(const struct played *played, char guess[CELL_BYTES])
{
    size_t length = 0;
    int key;

    printf("     %s  ?", schedule_name(played->event.worker));
    fflush(stdout);
    while ((key = getchar()) != '\n' && key != EOF)
        if (length < CELL_BYTES - 1)
            guess[length++] = (char)key;
    guess[length] = '\0';
}

/* The question is the value, the cell's last word; the whole cell is right,
 * too. */
static const char *
judge_guess(const char *guess, const char *cell)
{
    const char *space = strrchr(cell, ' ');

    if (*guess == '\0')
        return "";
    return strcmp(guess, cell) == 0 ||
                   strcmp(guess, space != NULL ? space + 1 : cell) == 0
               ? "   right"
               : "   wrong";
}

static void
print_row(struct printer *printer, const struct played *played)
{
    int columns = columns_of(played->model), worker = played->event.worker;
    int loser = find_loser(printer, played);
    char cell[CELL_BYTES], guess[CELL_BYTES] = "";

    if (printer->command->options.quiz)
        read_guess(played, guess);
    cell_say(played, cell);
    remember_value(printer, played);
    int indent = columns > 1 ? COLUMN * worker : 0;
    int width = COLUMN * columns - indent;
    char who[8], row[2 * LABEL_BYTES];
    snprintf(who, sizeof(who), "%s%s", schedule_name(worker),
        schedule_sign(played->event.chance));
    int length = snprintf(row, sizeof(row), "     %-3s%*s%-*s %s", who, indent,
        "", width - 1, cell, printer->value);
    while (length > 0 && row[length - 1] == ' ')
        row[--length] = '\0';
    fputs(row, printer->out);
    if (loser != -1)
        fprintf(
            printer->out, "   <- %s's update is lost", schedule_name(loser));
    print_function(printer, played);
    fprintf(printer->out, "%s\n", judge_guess(guess, cell));
    if (printer->command->options.verbose)
        print_place(printer->out, played);
}

static void
see(const struct played *played, void *argument)
{
    struct printer *printer = argument;
    char line[64];

    if (printer->rows++ == 0) {
        size_t bytes = (size_t)played->model->words * WORD_BYTES;
        printer->words = played->model->words;
        printer->trail = store_new(bytes * sizeof(*printer->trail));
        for (size_t i = 0; i < bytes; i++)
            printer->trail[i].writer = -1;
        if (!printer->json)
            print_head(printer, played->model);
    }
    if (!printer->json) {
        print_row(printer, played);
        return;
    }
    char cell[CELL_BYTES];
    cell_say(played, cell);
    remember_value(printer, played);
    symbols_line(played->address, line, sizeof(line));
    fprintf(printer->out,
        "%s{\"worker\": \"%s\", \"does\": ", printer->rows > 1 ? ", " : "",
        schedule_name(played->event.worker));
    json_string(printer->out, cell);
    fprintf(printer->out, ", \"shared\": ");
    json_string(printer->out, printer->value);
    fprintf(printer->out, ", \"instruction\": ");
    json_string(printer->out, played->event.note.what->text);
    fprintf(printer->out, ", \"line\": ");
    json_string(printer->out, line);
    putc('}', printer->out);
}

static void
done(const struct model *model, const struct state *state, void *argument)
{
    const struct printer *printer = argument;

    if (!printer->json)
        blame_print(printer->out, model, state);
}

struct ending
table_play(FILE *out, const struct command *command, struct study *study,
    const uint16_t *schedule, int steps)
{
    struct printer printer = {.out = out, .command = command, .study = study};
    struct ending ending =
        study_play(study, schedule, steps, see, &printer, done);

    free(printer.trail);
    return ending;
}

struct ending
table_json(FILE *out, struct study *study, const uint16_t *schedule, int steps)
{
    struct printer printer = {.study = study, .out = out, .json = true};

    putc('[', out);
    struct ending ending =
        study_play(study, schedule, steps, see, &printer, done);
    putc(']', out);
    free(printer.trail);
    return ending;
}
