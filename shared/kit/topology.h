/* How the CPUs are connected: sockets, cores, caches (/sys/devices/system/cpu,
 * sysfs-devices-system-cpu in the kernel's Documentation/ABI). */
#pragma once

/* Of the CPUs that are online; -1 if the kernel does not say. The caches are
 * those of the first CPU. */
struct topology {
    long sockets, cores, threads_per_core;
    long l1d_bytes, l2_bytes, l3_bytes;
};

struct topology topology_read(void);
