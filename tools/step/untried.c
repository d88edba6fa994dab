#include "untried.h"

#include "late.h"
#include "torn.h"
#include "where.h"

/* Main's steps up to its last task came first in all of them; and a worker that
 * may leave a waiting loop by itself was held back while others could run. */
void
untried_list(struct study *study)
{
    const struct machine *machine = &study->machine;
    const struct early_access *early = early_meets(&study->machine);
    uint64_t at = early != NULL ? early->pc : machine->held_back_at;
    const char *words =
        study->program.caught != 0 && study->tally.schedules[END_UNSURE] > 0
            ? "a signal comes that the program handles"
        : machine->has_slept ? "a call that sleeps in the kernel is interrupted"
        : machine->has_spared ? "a process is killed while it sleeps in a call"
        : machine->has_outrun
            ? "a process goes on for a moment after it has been killed"
            : "";

    study->untried_births = early != NULL ? early->births : 0;
    snprintf(study->untried, sizeof(study->untried), "%s", words);
    if (study->program.births == 0)
        return;
    words = early != NULL ? "a worker is ahead of main%s"
                          : "the loop%s ends before another worker ends it";
    if (at == 0 && study_is_searched(study)) {
        at = late_read(&study->search.graph);
        words = "a processor reads%s before its earlier store is seen "
                "(store buffers): a fence is missing";
    }
    if (at == 0 && study_is_searched(study)) {
        at = torn_access(&study->search.graph);
        words = "the access%s takes effect in two parts: it crosses a line "
                "of the cache";
    }
    if (at != 0)
        snprintf(study->untried, sizeof(study->untried), words, where_line(at));
}
