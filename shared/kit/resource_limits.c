#include "resource_limits.h"

#include "cgroup.h"
#include "sysfile.h"

#include <sys/resource.h>

static long
soft(int resource)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) == -1 || limit.rlim_cur == RLIM_INFINITY)
        return -1;
    return (long)limit.rlim_cur;
}

struct limits
limits_read(void)
{
    return (struct limits){
        .processes = soft(RLIMIT_NPROC),
        .open_files = soft(RLIMIT_NOFILE),
        .stack_bytes = soft(RLIMIT_STACK),
        .pid_max = sysfile_number("/proc/sys/kernel/pid_max", ""),
        .threads_max = sysfile_number("/proc/sys/kernel/threads-max", ""),
        .cgroup_pids_max = cgroup_pids().limit,
    };
}
