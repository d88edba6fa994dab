/* The limits of our control groups: cgroups(7), version 2 and version 1.
 *
 * A group's limit applies to all groups below it, so the tightest one on the
 * path to the root applies to us. */
#pragma once

struct cgroup_limit {
    long limit; /* -1: none, or none visible to us */
    long used;  /* by all members of the group with this limit */
};

/* Tasks, that is, processes and threads together. */
struct cgroup_limit cgroup_pids(void);

/* Bytes. Memory that can be reclaimed at once (inactive file pages) does not
 * count as used. */
struct cgroup_limit cgroup_memory(void);
