/* The limits of this process and of this machine: getrlimit(2) (the soft
 * limits), proc_sys_kernel(5), cgroups(7). -1: unlimited, or unknown. */
#pragma once

struct limits {
    long processes;   /* of this user, threads included; root is exempt */
    long open_files;  /* of this process */
    long stack_bytes; /* of the main thread, and a new thread's default */
    long pid_max, threads_max;
    long cgroup_pids_max; /* the tightest on the path to the root */
};

struct limits limits_read(void);
