#include "schedule.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 20000, LONG_WAY = 12 };

/* 64 of them, as many as a study may have workers. */
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz"
                              "!#$%&*+-./:=";

/* None of them is a letter. */
static const char *const signs[CHANCES] = {"", "~", "@", "^", "_"};

const char *
schedule_sign(enum chance chance)
{
    return signs[chance];
}

char
schedule_letter(int worker)
{
    return letters[worker];
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
        const char *letter = *text != '\0' ? strchr(letters, *text) : NULL;
        if (letter == NULL || count == 0 || count > size - steps)
            return -1;
        text++;
        uint16_t turn = turn_of((int)(letter - letters), read_sign(&text));
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
        length += (size_t)snprintf(text + length, 16, "%c%s",
            schedule_letter(turn_worker(schedule[i])),
            signs[turn_chance(schedule[i])]);
        i += run;
    }
    return text;
}
