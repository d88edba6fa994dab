/* The calls of another program (guest.h): which others can notice. */
#pragma once

#include "guest.h"

enum guest_call {
    GUEST_OWN,   /* others cannot: the kernel makes it */
    GUEST_LOOKS, /* the same, if the file it names is one to look at */
    GUEST_OUTER, /* uses a descriptor that it has inherited: a step */
    GUEST_TOLD,  /* it is told something, so that this is always the same */
    GUEST_FORKS, /* it makes a process */
    GUEST_WAITS, /* for one that it has made */
    GUEST_REFUSED
};

/* Its call there; the descriptors are those that it has still open. */
enum guest_call guest_call(const struct call *call, uint64_t descriptors);

/* GUEST_LOOKS: which argument is the path, and which the folder's descriptor;
 * -1: the current one. */
void guest_call_path(const struct call *call, int *path, int *folder);

/* GUEST_TOLD: the result, after what belongs to it has been written. */
struct guest_run;
long guest_tell(const struct guest_run *run, const struct call *call);
