/* System calls: what step does about each. */
#pragma once

#include "arch.h"

#include <stdbool.h>

enum call_kind {
    CALL_WAIT,    /* futex: sleep while the word has that value; step does it */
    CALL_WAKE,    /* futex: wake sleepers; step does it */
    CALL_OWN,     /* futex: take a mutex with priority inheritance, or give it
                     back; step does it (owner.h) */
    CALL_YIELD,   /* the caller would wait: it returns at once; time is not
                     modelled */
    CALL_OUTPUT,  /* to stdout or stderr: it returns at once, as if done */
    CALL_SKIP,    /* asks whether a thread lives, or gives a name: it returns at
                     once, and changes nothing */
    CALL_ATTEMPT, /* asks for another CPU or policy (attempt.h) */
    CALL_REAL,    /* the kernel does it; no other worker can tell */
    CALL_TIME,    /* asks for the time (tell.h) */
    CALL_MAP,     /* the same, but it changes what is mapped (maps.h) */
    CALL_PAGES,   /* unmaps memory, or changes its protection (pages.h) */
    CALL_ID,      /* asks for one of its own ids */
    CALL_BIRTH,   /* makes a task (born.h, forked.h) */
    CALL_REAP,    /* waits for the end of a process (reap.h) */
    CALL_KILL,    /* sends a signal (signals.h, send.h) */
    CALL_PAUSE,   /* sleeps until a signal is handled */
    CALL_SIGNAL,  /* waits for a signal that it blocks */
    CALL_ACTION,  /* asks what is done at a signal, or changes it (react.h) */
    CALL_ALARM,   /* sets an alarm (alarm.h) */
    CALL_EXEC,    /* becomes another program (become.h) */
    CALL_END,     /* ends the caller: not made before the schedule is over */
    CALL_EXIT,    /* ends its process, with all threads: the same */
    CALL_KERNEL,  /* the kernel does it, and others may see what it did */
    CALL_REFUSED  /* is another kind of futex call, or unknown: it cannot be
                     followed */
};

enum call_kind calls_kind(const struct call *call);

/* The same, for futex alone. */
enum call_kind calls_futex_kind(const struct call *call);

/* A process of the program has redirected its stdout or stderr: writes there
 * are no longer output. */
void calls_redirected(bool is_so);

/* Does the call do that, for the first time? */
bool calls_redirects(const struct call *call);

/* May it have to be refused, or given the blame for a wait? */
bool calls_may_be_refused(const struct call *call);

/* The result of a call that is not really made (YIELD, OUTPUT, SKIP). */
long calls_result(const struct call *call);

/* Memory that the kernel writes to, on behalf of the call: 0 bytes if none. */
void calls_written(const struct call *call, uint64_t *address, uint64_t *bytes);

/* "write", or a number; the same for one that is refused. In static storage. */
const char *calls_name(long number);
const char *calls_refused_name(long number);

/* Does it sleep for a limited time only? Of a futex call; of sigtimedwait. */
bool calls_has_limit(const struct call *call);
bool calls_has_time(const struct call *call);

/* CALL_KILL: the signal, to which thread or process; and where a siginfo_t is
 * that goes with it (sigqueue(3)), or 0. */
struct sending {
    bool to_thread;
    pid_t id;
    uint64_t signal, info;
};
struct sending calls_sending(const struct call *call);

/* A signal comes to a worker that sleeps in a call of the kernel's: signal(7).
 * It fails, unless SA_RESTART makes it anew; or fails at any rate. */
enum calls_end { CALLS_UNKNOWN, CALLS_ANEW, CALLS_FAIL };
enum calls_end calls_when_interrupted(const struct call *call);

/* Is it a read or a write, whose first argument is a descriptor? */
bool calls_has_descriptor(const struct call *call);

/* Does it ask what only a terminal answers? A pipe, as standard output is under
 * step, is none. Others, as FIONREAD, would be told of the pipe, or change it.
 */
bool calls_asks_terminal(const struct call *call);

/* Is it about a semaphore, a queue or shared memory of System V? Their ids
 * differ from start to start, unless each start has its own namespace. */
bool calls_is_system_v(const struct call *call);

/* Does it ask for what is known of a file, such as its size? */
bool calls_is_stat(const struct call *call);

/* Does it make, change or remove a file? */
bool calls_changes_files(const struct call *call);

/* Does the caller, that thread of that process, abort(3)? */
bool calls_abort(const struct call *call, pid_t process, pid_t thread);

/* Is a futex call meant for the caller's own process alone? */
bool calls_is_private(const struct call *call);

/* CALL_OWN: does it give the mutex back; or else, does it only try to take it?
 */
bool calls_unlocks(const struct call *call);
bool calls_tries(const struct call *call);

/* How many sleepers a futex call wakes at most. */
long calls_wakes(const struct call *call);
