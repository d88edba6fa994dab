/* What has changed from one result, A, to another, B. */
#pragma once

#include "../report/format.h"
#include "result.h"

struct comparing {
    struct result a, b;
    long seed;              /* of the bootstrap */
    const char *plot, *csv; /* the files to write, or NULL */
    bool json;
};

/* What was not the same when they were measured: "machine.cpu", "precision".
 * A value of length 0 is not there. */
struct difference {
    char name[96];
    struct json_slice a, b;
};

enum { MAX_DIFFERENCES = 64 };

/* How many differences of machine and options there are. */
size_t compare_settings(const struct comparing *comparing,
    struct difference differences[MAX_DIFFERENCES]);

/* What an operation costs in b to what it costs in a. The verdict is "slower",
 * "faster", "none" where the interval holds 1 or is not known, or where a file
 * carries a warning; NULL where there is no ratio. */
struct cost_change {
    size_t next; /* 0: begin */
    const struct entry *a, *b;
    struct figure ratio;
    const char *verdict;
};

/* A ratio in b to the same in a; each is formed round by round first. The
 * verdict is "larger", "smaller", "none" or NULL. */
struct ratio_change {
    size_t next;
    const struct link *a, *b;
    struct figure ratio;
    const char *verdict;
};

/* Walk through what both results have: the next one; false behind the last. */
bool compare_next_cost(
    const struct comparing *comparing, struct cost_change *change);
bool compare_next_ratio(
    const struct comparing *comparing, struct ratio_change *change);

/* "proc fork"; "proc fork to thread" */
enum { COMPARE_NAME = 160 };
void compare_series(char name[FORMAT_BYTES], const struct entry *entry);
void compare_name(char name[COMPARE_NAME], const struct link *link);
