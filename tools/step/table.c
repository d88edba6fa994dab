#include "table.h"

#include "blame.h"
#include "cell.h"
#include "lost.h"
#include "rows.h"
#include "schedule.h"

#include "kit/json.h"
#include "kit/memstream.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { COLUMN = 22, MOST_COLUMNS = 3, LABEL_BYTES = NAME_BYTES + NUMBER_BYTES };

struct printer {
    const struct command *command;
    struct study *study;
    FILE *out;
    bool json;
    bool has_waited; /* a worker, for a time */
    struct rows rows;
    struct lost lost;
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
print_place(FILE *out, const struct row *row)
{
    char line[64], source[80];

    symbols_line(row->address, line, sizeof(line));
    symbols_source(row->address, source, sizeof(source));
    fprintf(out, "%9s%s%s%s   | %s\n", "", line, *source != '\0' ? ": " : "",
        source, row->what->text);
}

/* In the library, it helps to know which function; it is named when it begins.
 */
static void
print_row(struct printer *printer, const struct row *row, const char *judged)
{
    const char **before = &printer->function[row->worker];

    fputs(row->text, printer->out);
    if (row->function != NULL && row->function != *before)
        fprintf(printer->out, "   %s", row->function);
    *before = row->function;
    fprintf(printer->out, "%s\n", judged);
    if (printer->command->options.verbose)
        print_place(printer->out, row);
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
write_text(FILE *out, const struct printer *printer,
    const struct played *played, const char *cell, int loser)
{
    int columns = columns_of(played->model), worker = played->event.worker;
    int indent = columns > 1 ? COLUMN * worker : 0;
    int width = COLUMN * columns - indent;
    char who[8], row[2 * LABEL_BYTES];

    snprintf(who, sizeof(who), "%s%s", schedule_name(worker),
        schedule_sign(played->event.chance));
    int length = snprintf(row, sizeof(row), "     %-3s%*s%-*s %s", who, indent,
        "", width - 1, cell, printer->value);
    while (length > 0 && row[length - 1] == ' ')
        row[--length] = '\0';
    fputs(row, out);
    if (loser != -1)
        fprintf(out, "   <- %s's update is lost", schedule_name(loser));
}

/* Its first members: print_json has the last two. */
static void
write_json(FILE *out, const struct printer *printer,
    const struct played *played, const char *cell)
{
    fprintf(out,
        "{\"worker\": \"%s\", \"does\": ", schedule_name(played->event.worker));
    json_string(out, cell);
    fprintf(out, ", \"shared\": ");
    json_string(out, printer->value);
    fprintf(out, ", \"instruction\": ");
    json_string(out, played->event.note.what->text);
}

static bool
is_sleep(const struct call *call)
{
    return calls_kind(call) == CALL_YIELD && call->number != SYS_sched_yield;
}

static void
see(const struct played *played, void *argument)
{
    struct printer *printer = argument;
    bool is_quiz = !printer->json && printer->command->options.quiz;
    char cell[CELL_BYTES], guess[CELL_BYTES] = "", *text;
    size_t bytes;

    if (printer->rows.count == 0 && !printer->json)
        print_head(printer, played->model);
    if (is_quiz)
        read_guess(played, guess);
    printer->has_waited |= played->event.timed_out ||
                           played->event.chance == CHANCE_ALARM ||
                           is_sleep(&played->call);
    int loser = lost_find(&printer->lost, played);
    cell_say(played, cell);
    remember_value(printer, played);
    FILE *out = memstream_open(&text, &bytes, "a row");
    if (printer->json)
        write_json(out, printer, played, cell);
    else
        write_text(out, printer, played, cell, loser);
    memstream_close(out, "a row");
    struct row *row = rows_add(&printer->rows, played, text);
    row->is_needed |= loser != -1;
    if (is_quiz)
        print_row(printer, row, judge_guess(guess, cell));
}

/* ---- All of them, when they are known. ---- */

/* "queue.c:20-31": the lines of these rows, if they are all in one file. */
static void
say_lines(const struct row *row, int count, char *out, size_t size)
{
    char file[64] = "", line[64];
    int low = INT_MAX, high = 0;

    *out = '\0';
    for (int i = 0; i < count; i++) {
        symbols_line(row[i].address, line, sizeof(line));
        char *colon = strrchr(line, ':');
        if (colon == NULL)
            continue;
        *colon = '\0';
        if (*file != '\0' && strcmp(file, line) != 0)
            return;
        memcpy(file, line, sizeof(file));
        int number = atoi(colon + 1);
        low = number < low ? number : low;
        high = number > high ? number : high;
    }
    if (high > low)
        snprintf(out, size, ": %s:%d-%d", file, low, high);
    else if (high > 0)
        snprintf(out, size, ": %s:%d", file, low);
}

static void
print_folded(const struct printer *printer, const struct model *model,
    const struct row *row, int count)
{
    int columns = columns_of(model);
    char lines[96];

    say_lines(row, count, lines, sizeof(lines));
    fprintf(printer->out, "     %-3s%*s%d more steps%s\n",
        schedule_name(row->worker), columns > 1 ? COLUMN * row->worker : 0, "",
        count, lines);
}

static void
print_rows(struct printer *printer, const struct model *model)
{
    const struct rows *rows = &printer->rows;
    bool folds = !printer->command->options.all_steps;
    int hidden = 0;

    for (int i = 0; i < rows->count; i++) {
        int count = folds ? rows_folded(rows, i) : 0;
        if (count == 0) {
            print_row(printer, &rows->row[i], "");
            continue;
        }
        print_folded(printer, model, &rows->row[i], count);
        i += count - 1;
        hidden += count;
    }
    if (hidden > 0)
        fprintf(printer->out,
            "        %d of %d steps are folded: --all-steps shows them\n",
            hidden, rows->count);
}

static void
print_json(const struct printer *printer)
{
    const struct rows *rows = &printer->rows;
    char line[64];

    for (int i = 0; i < rows->count; i++) {
        const struct row *row = &rows->row[i];
        symbols_line(row->address, line, sizeof(line));
        fprintf(printer->out, "%s%s, \"line\": ", i > 0 ? ", " : "", row->text);
        json_string(printer->out, line);
        fprintf(printer->out, ", \"shown\": %s}",
            row->is_needed ? "true" : "false");
    }
}

static void
done(const struct model *model, const struct state *state, void *argument)
{
    struct printer *printer = argument;
    const struct question *question = printer->study->question;

    rows_choose(&printer->rows, model,
        question->watch != NULL || question->invariant.text != NULL);
    if (printer->json) {
        print_json(printer);
        return;
    }
    if (!printer->command->options.quiz)
        print_rows(printer, model);
    if (printer->has_waited)
        fprintf(printer->out, "        (time is not modelled: a sleep ends, "
                              "and a wait times out, "
                              "at any point)\n");
    blame_print(printer->out, model, state);
}

static struct ending
play(struct printer *printer, const uint16_t *schedule, int steps)
{
    struct ending ending =
        study_play(printer->study, schedule, steps, see, printer, done);

    lost_clear(&printer->lost);
    rows_clear(&printer->rows);
    return ending;
}

struct ending
table_play(FILE *out, const struct command *command, struct study *study,
    const uint16_t *schedule, int steps)
{
    struct printer printer = {.out = out, .command = command, .study = study};

    return play(&printer, schedule, steps);
}

struct ending
table_json(FILE *out, struct study *study, const uint16_t *schedule, int steps)
{
    struct printer printer = {.study = study, .out = out, .json = true};

    putc('[', out);
    struct ending ending = play(&printer, schedule, steps);
    putc(']', out);
    return ending;
}
