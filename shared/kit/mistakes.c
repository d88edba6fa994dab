#include "mistakes.h"

#include <stddef.h>

#define RIGHT_PUT  "ELilf"
#define RIGHT_TAKE "FLrle"

const char *const mistake_words[] = {"none", "no-wait-empty", "no-post-full",
    "no-wait-full", "no-post-empty", "no-lock", "no-unlock",
    "lock-before-empty", "lock-before-full", "post-before-unlock", NULL};

static const struct mistake mistakes[] = {
    {RIGHT_PUT, RIGHT_TAKE},
    {"Lilf", RIGHT_TAKE},  /* no-wait-empty: into a slot that is in use */
    {"ELil", RIGHT_TAKE},  /* no-post-full: no consumer is woken for it */
    {RIGHT_PUT, "Lrle"},   /* no-wait-full: from a slot that is free */
    {RIGHT_PUT, "FLrl"},   /* no-post-empty: the slot is never free again */
    {"Eilf", RIGHT_TAKE},  /* no-lock: two workers change an index at once */
    {"ELif", RIGHT_TAKE},  /* no-unlock: it leaves holding the lock */
    {"LEilf", RIGHT_TAKE}, /* lock-before-empty: it sleeps holding the lock */
    {RIGHT_PUT, "LFrle"},  /* lock-before-full: the same, at the other end */
    {"ELifl", RIGHT_TAKE}, /* post-before-unlock: not a mistake */
};

const struct mistake *
mistake_rows(int word)
{
    return &mistakes[word];
}
