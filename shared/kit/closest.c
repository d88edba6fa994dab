#include "closest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LETTERS = 32 };

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* cost[i][j]: from the first i letters of one to the first j of the other. */
static int
distance(const char *from, int from_length, const char *to, int to_length)
{
    int cost[LETTERS + 1][LETTERS + 1];

    for (int i = 0; i <= from_length; i++)
        for (int j = 0; j <= to_length; j++) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            bool same = from[i - 1] == to[j - 1];
            cost[i][j] = least(cost[i - 1][j - 1] + !same,
                least(cost[i - 1][j], cost[i][j - 1]) + 1);
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
                from[i - 2] == to[j - 1])
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[from_length][to_length];
}

void
closest_try(struct closest *closest, const char *candidate)
{
    size_t length = strlen(candidate);

    if (closest->length > LETTERS || length > LETTERS)
        return;
    int away =
        distance(closest->word, (int)closest->length, candidate, (int)length);
    int limit = closest->best != NULL ? closest->distance - 1
                                      : 1 + (int)closest->length / 4;
    if (away <= limit && away < (int)closest->length) {
        closest->best = candidate;
        closest->distance = away;
    }
}

const char *
closest_hint(const struct closest *closest, const char *before)
{
    static char hint[64];

    if (closest->best == NULL)
        return "";
    snprintf(
        hint, sizeof(hint), " (did you mean %s%s?)", before, closest->best);
    return hint;
}
