#include "death.h"

#include "limit.h"
#include "tasks.h"
#include "variables.h"

#include "kit/die.h"
#include "kit/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MISSING_BYTES = 128 };

/* The source line at which a deadly signal hits a task. */
void
death_note(struct target *target, const struct task *task, int status)
{
    int signal = WSTOPSIG(status);

    if (status >> 16 == 0 && tasks_dies_of(task->id, signal))
        target->death =
            (struct death){signal, variables_place(task->process, task->id)};
}

void
target_finish(struct target *target, worker_set held)
{
    int status, switches = -1;

    tasks_release(target, held);
    while (target->tasks > 0 && target->task[0].id == target->main) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        struct task *task = id > 0 ? target_news(target, id, status) : NULL;
        if (task != NULL) {
            death_note(target, task, status);
            tasks_go_on(task, status);
        }
        if (id > 0)
            continue;
        remains_look(&target->left);
        target_bound_output(target);
        target_nap(target);
        if (held != 0 && tasks_wait_for(target, held, &switches))
            tasks_release(target, held = 0);
    }
    /* A signal to our whole group may have ended it. */
    target_obey(target);
    target_kill(target);
}

/* The program's own message; ours begins a line of its own. */
static void
repeat_errors(const struct target *target)
{
    char said[4096];
    ssize_t length = pread(target->errors, said, sizeof(said) - 1, 0);

    if (length <= 0)
        return;
    if (said[length - 1] != '\n')
        said[length++] = '\n';
    if (write(STDERR_FILENO, said, (size_t)length) == -1)
        exit(STATUS_CANNOT);
}

/* What was to happen, and did not. */
static void
say_missing(
    const struct program *program, bool makes_by_vfork, char out[MISSING_BYTES])
{
    if (program->entries == 0)
        snprintf(out, MISSING_BYTES, "it makes no other thread or process%s",
            makes_by_vfork ? " but by vfork" : "");
    else
        snprintf(out, MISSING_BYTES, "no task of it comes to the function '%s'",
            program->function != NULL ? program->function : "gate_enter");
}

/* It ended before anything could be studied, so it does in any order. A twin of
 * the lab has its own messages and statuses for what it cannot do. */
static _Noreturn void
tell_end(const struct target *target, const struct program *program,
    const char *missing)
{
    int status = target->main_status;
    char line[64] = "";

    if (target->death.place != 0)
        symbols_line(target->death.place, line, sizeof(line));
    repeat_errors(target);
    if (WIFSIGNALED(status))
        die(STATUS_BROKEN, "%s was killed by %s%s%s: %s before that",
            program->argv[0], stop_signal_name(WTERMSIG(status)),
            *line != '\0' ? " at " : "", line, missing);
    if (WEXITSTATUS(status) != 0 && program->gate_leave != 0)
        exit(WEXITSTATUS(status));
    int said = target->has_vforked ? STATUS_CANNOT : STATUS_USAGE;
    die(WEXITSTATUS(status) != 0 ? STATUS_BROKEN : said,
        "%s ends with status %d, and %s: there is nothing to study",
        program->argv[0], WEXITSTATUS(status), missing);
}

_Noreturn void
death_tell(struct target *target, const struct program *program)
{
    char missing[MISSING_BYTES];
    bool lives = tasks_find(target, target->main) != NULL;

    say_missing(program, target->has_vforked, missing);
    target_kill(target);
    if (program->is_known)
        limit_refuse("%s: %s when it is started again: what has changed?",
            program->argv[0], missing);
    if (!lives)
        tell_end(target, program, missing);
    die(STATUS_STUCK, "%s sleeps, and %s: there is nothing to study",
        program->argv[0], missing);
}
