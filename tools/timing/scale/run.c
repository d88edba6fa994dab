/* One run of a scale twin: started, read, reaped, and blamed where it fails. */

#include "../measure/waiting.h"
#include "../report/progress.h"
#include "scale.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/json.h"
#include "kit/room.h"
#include "kit/stop.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_BYTES = 4096 };

/* A run takes some tenths of a second; with 100,000 workers, some minutes. */
static const long patience_ns = 10L * NS_PER_S, patience_each_ns = 5000000;

struct answer {
    char text[ANSWER_BYTES];
    int signal; /* somebody asks us to stop, or 0 */
    bool ended; /* it has closed its stdout */
    int error;  /* of read(2), or 0 */
};

/* Read until the twin has closed its stdout, our patience is spent, or we are
 * asked to stop. */
static void
read_answer(const struct probe *twin, long limit_ns, struct answer *answer)
{
    struct waiting waiting = waiting_begin(limit_ns);
    size_t length = 0;

    while (!answer->ended &&
           waiting_for_bytes(&waiting, twin->id, twin->from, &answer->signal)) {
        ssize_t got =
            read(twin->from, answer->text + length, ANSWER_BYTES - 1 - length);
        if (got == -1 && errno == EINTR)
            continue;
        if (got == -1) {
            answer->error = errno;
            return;
        }
        length += (size_t)got;
        answer->text[length] = '\0';
        answer->ended = got == 0 || length == ANSWER_BYTES - 1;
    }
}

/* It gave no answer that could be kept: it is not run again. */
static void
blame(struct scale *scale, size_t size, size_t model, bool ended, int status,
    long waited_ns)
{
    struct cell *cell = &scale->cells[size][model];

    cell->broken = true;
    if (!ended)
        snprintf(cell->reason, REASON_BYTES,
            "it gave no answer in %.0f s, and was killed",
            (double)waited_ns / NS_PER_S);
    else if (WIFSIGNALED(status))
        snprintf(cell->reason, REASON_BYTES, "it was killed by %s",
            stop_signal_name(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != STATUS_CANNOT)
        snprintf(cell->reason, REASON_BYTES, "it exited with status %d",
            WEXITSTATUS(status));
    else {
        snprintf(cell->reason, REASON_BYTES,
            "this machine cannot do it (the twin said why, on stderr)");
        cell->broken = false;
        return;
    }
    progress_clear();
    complain("%s/scale --workers=%ld: %s", scale_models[model],
        scale->sizes[size], cell->reason);
    probes_bury(); /* what it left is ours: probes_adopt */
}

/* All were created and reaped, but the kernel counted other switches than the
 * workers made: somebody else was on the CPU. Then the switch has no figure. */
static bool
is_miscounted(const struct answer *answer, long workers)
{
    return json_number(answer->text, "reaped") == (double)workers;
}

static void
keep(struct cell *cell, const char *object, bool counted)
{
    if (cell->runs == MOST_SCALE_RUNS)
        return;
    for (enum metric metric = 0; metric < METRICS; metric++)
        cell->values[metric][cell->runs] =
            counted || metric != SWITCH
                ? json_number(object, scale_metrics[metric])
                : NAN;
    cell->runs++;
}

/* Start a twin, read its answer, and end it as a probe is ended: its workers
 * die with it. Its wait status. */
static int
run_twin(const char *model, const char *const *words, long limit_ns,
    struct answer *answer)
{
    struct probe twin, *one = &twin;
    char program[32];

    snprintf(program, sizeof(program), "%s/scale", model);
    if (!probe_start(&twin, program, words))
        die(STATUS_CANNOT, "cannot start %s: %m: %s", program,
            room_advice(errno));
    read_answer(&twin, limit_ns, answer);
    int signal = probes_end(&one, 1, answer->ended);
    answer->signal = answer->signal != 0 ? answer->signal : signal;
    if (answer->signal == 0)
        answer->signal = stop_wait(0); /* Ctrl-C reaches the twin as well */
    if (answer->signal != 0) {
        progress_clear();
        stop_release(answer->signal);
    }
    if (answer->error != 0) {
        progress_clear();
        die(STATUS_CANNOT, "read: %s: cannot read what %s prints",
            strerror(answer->error), program);
    }
    return twin.wait_status;
}

void
scale_run(struct scale *scale, size_t size, size_t model)
{
    long count = scale->sizes[size];
    long limit_ns = patience_ns + count * patience_each_ns;
    char workers[32];
    const char *const words[] = {workers, SCALE_MAX, "--json", NULL};
    struct answer answer = {.signal = 0};

    snprintf(workers, sizeof(workers), "--workers=%ld", count);
    int status = run_twin(scale_models[model], words, limit_ns, &answer);
    if (answer.ended && WIFEXITED(status) &&
        (WEXITSTATUS(status) == STATUS_HELD || is_miscounted(&answer, count)))
        keep(&scale->cells[size][model], answer.text,
            WEXITSTATUS(status) == STATUS_HELD);
    else
        blame(scale, size, model, answer.ended, status, limit_ns);
}
