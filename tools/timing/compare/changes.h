/* What has changed from one result, A, to another, B. */
#pragma once

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

/* What an operation costs in b to what it costs in a. */
struct figure compare_costs(const struct comparing *comparing,
    const struct entry *a, const struct entry *b);

/* A ratio in b to the same in a; each is formed round by round first. */
struct figure compare_ratios(const struct comparing *comparing,
    const struct link *a, const struct link *b);

/* "proc fork to thread" */
enum { COMPARE_NAME = 160 };
void compare_name(char name[COMPARE_NAME], const struct link *link);

/* How many warnings the result carries. */
size_t compare_warnings(const struct result *result);

/* "more", "less", "none" where the interval holds 1 or is not known, or where a
 * file carries a warning; NULL where there is no ratio. */
const char *compare_verdict(const struct comparing *comparing,
    const struct figure *ratio, const char *more, const char *less);
