/* What lies behind an address of ours: the physical frame, and how much of the
 * mapping around it is nobody else's.
 *
 * Both are the kernel's word (proc_pid_pagemap(5), proc_pid_smaps(5)) of this
 * moment: it may move a page whenever it likes. -1 where it does not say. */
#ifndef KIT_FRAME_H
#define KIT_FRAME_H

/* The number of the frame, which the kernel tells only to those who have
 * CAP_SYS_ADMIN. Only a page that was touched has one: so touch it first. */
long frame_behind(const volatile void *address);

/* Of the mapping that the address is in: what was written, in frames that
 * nobody else has mapped and in frames that somebody has; and what is in no
 * file, which in a private mapping of a file are the copies that writes have
 * made. (A file's own page is dirty, too, until it has gone to the disk.) */
struct frame_dirty {
    long private_kib, shared_kib, anonymous_kib;
};

struct frame_dirty frame_dirty_around(const volatile void *address);

#endif
