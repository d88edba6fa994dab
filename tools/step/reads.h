/* What a system call reads where its arguments point: who writes there decides
 * with it what the call does. */
#pragma once

struct ahead;
struct call;
struct pose;

/* Note what the call will read, except what print_look and await_look know. (A
 * futex's time is not listed: however long, it may be over at any point.) */
void reads_touch(
    struct ahead *ahead, const struct call *call, struct pose *pose);

/* The pose's next step is that call. Where the words do not decide what step
 * does with the call, and another worker writes them, it is refused. */
void reads_look(
    struct ahead *ahead, const struct call *call, struct pose *pose);

/* The worker has begun to sleep in its call, and reads the rest after that: it
 * is refused if another worker writes there. */
void reads_refuse_asleep(const struct pose *pose);
