/* One probe: a program of the lab, started with --probe, asked for batches by
 * the protocol of kit/probe.h, and ended. Nothing here can wait for ever: our
 * patience ends, a stop request (kit/stop.h) is seen at once, and a
 * probe that does not end by itself is killed. A twin that is asked nothing,
 * and prints one answer, is started and ended in the same way. Main thread
 * only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct probe {
    pid_t id;        /* 0: not running */
    int to, from;    /* its stdin, its stdout; -1: closed */
    int wait_status; /* how it ended; of use once id is 0 again */
    bool killed;     /* by us: it would not end by itself */
};

/* What became of a request. */
enum reply_kind {
    REPLY_ANSWER,   /* elapsed_ns and counted are filled in */
    REPLY_NONE,     /* the probe has closed its pipe: it died, or will */
    REPLY_NONSENSE, /* a line that is no answer */
    REPLY_LATE,     /* our patience is spent */
    REPLY_STOP      /* somebody asks us to stop: `signal` */
};

struct reply {
    enum reply_kind kind;
    long elapsed_ns, counted;
    int signal;
    int code; /* why we could not talk to it, or 0 */
};

/* Once, at the start: what a killed probe leaves behind becomes ours to
 * reap. */
void probes_adopt(void);

/* False, with errno, where it cannot be started. */
bool probe_start(
    struct probe *probe, const char *program, const char *const *arguments);

/* Ask for a batch (or a bare one) in that way ("": the probe's own) and wait
 * for the answer with that much patience (waiting.h). */
struct reply probe_ask(struct probe *probe, bool bare, long count,
    const char *way, long patience_ns);

/* End `count` probes together and reap them; those not running are passed
 * over. `gently` closes their input, at whose end a probe exits by itself;
 * those that do not, and all if not gently, get SIGTERM and then SIGKILL.
 * Returns the signal if we are asked to stop meanwhile, or 0. */
int probes_end(struct probe **probes, size_t count, bool gently);

/* All probes have ended: kill and reap what they may have left, so that no
 * process of ours stays, alive or as a zombie. */
void probes_bury(void);
