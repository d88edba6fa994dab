#include "untried.h"

#include "torn.h"

static void
say_place(uint64_t address, char *out, size_t size)
{
    uint64_t offset;
    const char *function = symbols_function(address, &offset);

    symbols_line(address, out, size);
    if (*out == '\0')
        snprintf(out, size,
            symbols_is_program(address) ? "%.30s, compiled without -g"
                                        : "%.30s in a library",
            function != NULL ? function : "a place without a name");
}

/* Main's steps up to its last task came first in all of them; and a worker that
 * may leave a waiting loop by itself was held back while others could run. */
void
untried_list(struct study *study)
{
    const struct machine *machine = &study->machine;
    const struct early_access *early = early_meets(&study->machine);
    uint64_t at = early != NULL ? early->pc : machine->gaps.held_back_at;
    const char *words =
        study->tally.cyclic && tally_all(&study->tally) == 0
            ? "all workers come to their end, if there are any"
        : machine->gaps.awaits_signal && study->tally.schedules[END_UNSURE] > 0
            ? "a signal comes that the program handles"
        : machine->gaps.has_slept
            ? "a call that sleeps in the kernel is interrupted"
        : machine->gaps.has_spared
            ? "a process is killed while it sleeps in a call"
        : machine->gaps.has_outrun
            ? "a process goes on for a moment after it has been killed"
        : (machine->gaps.printed & machine->gaps.cancelled) != 0
            ? "a worker is cancelled in the midst of a printf or the like"
            : "";
    char line[64];

    study->untried_births = early != NULL ? early->births : 0;
    snprintf(study->untried, sizeof(study->untried), "%s", words);
    if (study->program.births == 0) {
        if (study->late_at != 0)
            say_place(
                study->late_at, study->late_line, sizeof(study->late_line));
        return;
    }
    words = early != NULL
                ? "a worker is ahead of main at %s"
                : "the loop at %s ends by itself while others may run";
    if (at == 0) {
        at = machine->gaps.waits_on_at;
        words = "the wait at %s times out more often";
    }
    if (at == 0 && study_is_searched(study)) {
        at = study->late_at;
        words = "a processor reads at %s before its earlier store is seen "
                "(store buffers): a fence is missing";
    }
    if (at == 0 && study_is_searched(study)) {
        at = torn_access(&study->search.graph);
        words = "the access at %s takes effect in two parts: it crosses a line "
                "of the cache";
    }
    say_place(at, line, sizeof(line));
    if (at != 0)
        snprintf(study->untried, sizeof(study->untried), words, line);
}
