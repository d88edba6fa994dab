#include "death.h"

#include "limit.h"
#include "tasks.h"
#include "variables.h"

#include "kit/die.h"
#include "kit/stop.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where a task is when a signal comes that will kill it, in the source. */
void
death_note(struct target *target, const struct task *task, int status)
{
    int signal = WSTOPSIG(status);

    if (status >> 16 == 0 && tasks_dies_of(task->id, signal))
        target->death =
            (struct death){signal, variables_place(task->process, task->id)};
}

/* What the program says of itself, as it would without us. */
static void
repeat_errors(const struct target *target)
{
    char said[4096];
    ssize_t length = pread(target->errors, said, sizeof(said), 0);

    if (length > 0 && write(STDERR_FILENO, said, (size_t)length) == -1)
        exit(STATUS_CANNOT);
}

/* It ended before anything could be studied: whatever the order, it does. A
 * twin of the lab has its own words, and statuses, for what it cannot do. */
static _Noreturn void
tell_end(const struct target *target, const struct program *program,
    const char *function)
{
    int status = target->main_status;
    char line[64] = "";

    if (target->death.place != 0)
        symbols_line(target->death.place, line, sizeof(line));
    repeat_errors(target);
    if (WIFSIGNALED(status))
        die(STATUS_BROKEN,
            "%s was killed by %s%s%s, before any task of it came to the "
            "function '%s'",
            program->argv[0], stop_signal_name(WTERMSIG(status)),
            *line != '\0' ? " at " : "", line, function);
    if (WEXITSTATUS(status) != 0 && program->gate_leave != 0)
        exit(WEXITSTATUS(status));
    die(WEXITSTATUS(status) != 0 ? STATUS_BROKEN : STATUS_USAGE,
        "%s has ended with status %d, and no task of it came to the function "
        "'%s': there is nothing to study",
        program->argv[0], WEXITSTATUS(status), function);
}

_Noreturn void
death_tell(struct target *target, const struct program *program)
{
    const char *function =
        program->function != NULL ? program->function : "worker";
    bool lives = target->tasks > 0;

    target_kill(target);
    if (program->is_known)
        limit_refuse("%s: no task of it came to the function '%s' when it was "
                     "started again: what has changed?",
            program->argv[0], function);
    if (!lives)
        tell_end(target, program, function);
    die(STATUS_STUCK,
        "%s sleeps, and no task of it came to the function '%s': there is "
        "nothing to study",
        program->argv[0], function);
}
