#include "schedule.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 20000, LONG_WAY = 12 };

/* 64 of them, as many as a study may have workers. */
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz"
                              "!#$%&*+-./:=";

char
schedule_letter(int worker)
{
    return letters[worker];
}

int
schedule_read(const char *text, char *schedule, int size)
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
        memset(schedule + steps, (int)(letter - letters), (size_t)count);
        steps += count;
        text++;
    }
    return steps;
}

const char *
schedule_text(const char *schedule, int steps)
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
        text[length++] = schedule_letter(schedule[i]);
        text[length] = '\0';
        i += run;
    }
    return text;
}
