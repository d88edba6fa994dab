/* What backs an address of ours: the physical frame, and how much of the
 * mapping around it is private to us.
 *
 * Both come from the kernel (proc_pid_pagemap(5), proc_pid_smaps(5)) and hold
 * only for this moment, since it may move a page at any time. -1 if it does not
 * say. */
#pragma once

/* The frame's number, which the kernel shows only to a process with
 * CAP_SYS_ADMIN. Only a page that was touched has a frame: touch it first. */
long frame_behind(const volatile void *address);

/* Of the mapping that contains the address: the written bytes in frames that no
 * other process has mapped, and in frames that another has mapped; and the
 * anonymous bytes, which in a private mapping of a file are the copies made by
 * writes. (A page of the file itself is dirty, too, until it has been written
 * to disk.) */
struct frame_dirty {
    long private_kib, shared_kib, anonymous_kib;
};

struct frame_dirty frame_dirty_around(const volatile void *address);
