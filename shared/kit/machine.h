/* The machine on which a figure was measured. */
#pragma once

#include <stdio.h>

/* One JSON object. A member is null if the kernel does not say (it shows less
 * to an ordinary user, in a container and in a virtual machine).
 *
 *     cpu, cpus_online, cpus_usable, architecture
 *     topology            sockets, cores, threads_per_core, l1d_bytes,
 *                         l2_bytes, l3_bytes
 *     memory_bytes        of the machine
 *     virtualised         by what; null if nothing says so, which is no proof
 *     kernel, kernel_version
 *     mitigations         name to text: "Mitigation: ...", "Vulnerable..."
 *     governor, clocksource, transparent_hugepages
 *     limits              processes (of this user, threads included; root is
 *                         exempt), open_files, stack_bytes, pid_max,
 *                         threads_max, cgroup_pids_max (the tightest up to the
 *                         root); null is unlimited, too
 *     resident_bytes, open_files      of the caller
 *     compiler, compiler_flags, libc  of this build */
void machine_json(FILE *out);

/* The same as text, in seven lines. */
void machine_print(FILE *out);
