/* What the control groups allow us: cgroups(7), version 2 and version 1.
 *
 * A limit of a group holds for all groups below it, so that the tightest one
 * on the way up to the root is ours. */
#ifndef KIT_CGROUP_H
#define KIT_CGROUP_H

struct cgroup_limit {
    long limit; /* -1: there is none, or none that we can see */
    long used;  /* by everybody in the group that has this limit */
};

/* Tasks, that is, processes and threads together. */
struct cgroup_limit cgroup_pids(void);

/* Bytes. What can be dropped at once (inactive file pages) is not in use. */
struct cgroup_limit cgroup_memory(void);

#endif
