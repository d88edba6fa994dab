#include "schedule.h"

#include "workers.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 20000, LONG_WAY = 12 };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz";

enum { LETTERS = sizeof(letters) - 1, NAME_BYTES = 8 };

/* None of them is a letter, or a plus. */
static const char *const signs[CHANCES] = {"", "~", "@", "^", "_", "%", "!"};

const char *
schedule_sign(enum chance chance)
{
    return signs[chance];
}

const char *
schedule_name(int worker)
{
    static char names[MAX_WORKERS][NAME_BYTES];

    names[worker][0] = letters[worker % LETTERS];
    memset(names[worker] + 1, '+', (size_t)(worker / LETTERS));
    return names[worker];
}

/* -1: invalid. */
static int
read_name(const char **text)
{
    const char *letter = **text != '\0' ? strchr(letters, **text) : NULL;

    if (letter == NULL)
        return -1;
    int worker = (int)(letter - letters);
    while (*++*text == '+')
        worker += LETTERS;
    return worker < MAX_WORKERS ? worker : -1;
}

static enum chance
read_sign(const char **text)
{
    for (int chance = CHANCE_NONE + 1; chance < CHANCES; chance++)
        if (**text == *signs[chance]) {
            ++*text;
            return (enum chance)chance;
        }
    return CHANCE_NONE;
}

int
schedule_read(const char *text, uint16_t *schedule, int size)
{
    int steps = 0;

    while (*text != '\0') {
        int count = 0;
        if (*text < '0' || *text > '9')
            count = 1;
        for (; *text >= '0' && *text <= '9' && count <= size; text++)
            count = 10 * count + (*text - '0');
        int worker = read_name(&text);
        if (worker == -1 || count == 0 || count > size - steps)
            return -1;
        uint16_t turn = turn_of(worker, read_sign(&text));
        while (count-- > 0)
            schedule[steps++] = turn;
    }
    return steps;
}

const char *
schedule_text(const uint16_t *schedule, int steps)
{
    static char text[TEXT_BYTES];
    size_t length = 0;

    text[0] = '\0';
    for (int i = 0; i < steps && length < sizeof(text) - 32;) {
        int run = 1;
        while (i + run < steps && schedule[i + run] == schedule[i])
            run++;
        if (run == 1 || steps <= LONG_WAY)
            run = 1;
        else
            length += (size_t)snprintf(text + length, 16, "%d", run);
        length += (size_t)snprintf(text + length, 16, "%s%s",
            schedule_name(turn_worker(schedule[i])),
            signs[turn_chance(schedule[i])]);
        i += run;
    }
    return text;
}
