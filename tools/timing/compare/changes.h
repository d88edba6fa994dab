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

/* What an operation costs in b to what it costs in a, or a ratio in b to the
 * same in a; each is formed round by round first. The verdict is "slower" or
 * "faster" on a cost and "larger" or "smaller" on a ratio; "none" where the
 * interval holds 1 or is not known, or where a file carries a warning; NULL
 * where there is no ratio. */
struct change {
    size_t next; /* 0: begin */
    const struct entry *a, *b;
    struct figure ratio;
    const char *verdict;
};

/* Walk through what both results have of that kind: the next one; false behind
 * the last. */
bool compare_next(
    const struct comparing *comparing, enum kind kind, struct change *change);

/* "proc fork"; "proc fork to thread" */
enum { COMPARE_NAME = 160 };
void compare_name(char name[COMPARE_NAME], const struct entry *entry);
