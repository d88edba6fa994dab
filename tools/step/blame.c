#include "blame.h"

#include "schedule.h"
#include "standing.h"

#include "kit/stop.h"

#include <stdio.h>
#include <string.h>

/* In pthread_mutex_t, the owner's task id is the third word of 4 bytes (glibc),
 * or the second (musl). */
enum { OWNER = 8 };

/* The worker that holds the mutex, or -1 if it is not recorded. */
static int
find_owner(const struct model *model, const struct state *state, int worker,
    uint64_t mutex)
{
    uint64_t address = mutex + OWNER;
    uint64_t word = machine_read(model->machine, worker, address, state->value);
    pid_t owner = (pid_t)(uint32_t)(word >> address % WORD_BYTES * 8);

    for (int i = 0; i < model->workers; i++)
        if (model->machine->program->ids[i].task == owner)
            return i;
    return -1;
}

/* Asleep in a call of its own, not in a futex. */
static void
print_caller(
    FILE *out, const struct model *model, const struct state *state, int worker)
{
    const struct call *call =
        &machine_pose(model->machine, state->seat[worker].pose)->call;

    fprintf(out, "        %s sleeps in %s, which does not return",
        schedule_name(worker), calls_name(call->number));
    if (calls_has_descriptor(call))
        fprintf(out, ": descriptor %ld", (long)call->arguments[0]);
    putc('\n', out);
}

/* What a library function waits for, in the field's words. */
static const char *
kind_of(const char *function)
{
    static const char *const kinds[][2] = {{"pthread_mutex_lock", "the mutex "},
        {"sem_wait", "the semaphore "}, {"new_sem_wait", "the semaphore "},
        {"pthread_join", "the end of "},
        {"pthread_cond_wait", "the condition variable "},
        {"pthread_barrier_wait", "the barrier "},
        {"pthread_rwlock_rdlock", "the lock "},
        {"pthread_rwlock_wrlock", "the lock "}};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i][0], function) == 0)
            return kinds[i][1];
    return "the word ";
}

static bool
has_ended(const struct model *model, const struct state *state, int worker)
{
    return machine_pose(model->machine, state->seat[worker].pose)->kind ==
           POSE_ENDED;
}

static void
print_sleeper(
    FILE *out, const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose =
        machine_pose(model->machine, state->seat[worker].pose);
    const struct visit *visit = &pose->visit;
    const char *function = visit->function != NULL ? visit->function : "futex";
    uint64_t address =
        visit->function != NULL ? visit->argument : pose->call.arguments[0];
    bool is_mutex = strcmp(function, "pthread_mutex_lock") == 0;
    int owner = is_mutex ? find_owner(model, state, worker, address) : -1;
    int thread = strcmp(function, "pthread_join") == 0
                     ? model_thread(model, state, worker, address)
                     : -1;
    char name[NAME_BYTES];

    enum call_kind kind = calls_kind(&pose->call);

    if (kind == CALL_REAP || kind == CALL_PAUSE || kind == CALL_SIGNAL) {
        fprintf(out, "        %s sleeps in %s: %s\n", schedule_name(worker),
            calls_name(pose->call.number),
            kind == CALL_REAP ? "none of its children has ended"
                              : "no signal comes");
        return;
    }
    machine_name(model->machine, worker, address, true, name, sizeof(name));
    if (thread != -1)
        snprintf(name, sizeof(name), "%s", schedule_name(thread));
    fprintf(out, "        %s sleeps in %s and waits for %s%s",
        schedule_name(worker), function, kind_of(function), name);
    if (owner == worker)
        fprintf(out, ", which it holds itself");
    else if (owner != -1)
        fprintf(out,
            has_ended(model, state, owner) ? ", which %s held when it ended"
                                           : ", which %s holds",
            schedule_name(owner));
    putc('\n', out);
}

void
blame_crash(
    FILE *out, const struct model *model, int worker, const struct pose *pose)
{
    char line[64], claim[128] = "";
    bool is_entry = pose->next != NULL && pose->next->entry_of != NULL;

    if (is_entry && strcmp(pose->next->entry_of, "assert_fail") == 0)
        target_peek(model->machine->target.worker[worker].task,
            arch_argument(&pose->registers), claim, sizeof(claim) - 1);
    symbols_line(is_entry ? pose->caller - 1 : arch_pc(&pose->registers), line,
        sizeof(line));
    if (*line == '\0' && pose->asked_at != 0)
        symbols_line(pose->asked_at, line, sizeof(line));
    fprintf(out, "        %s was killed by %s", schedule_name(worker),
        stop_signal_name(pose->signal));
    if (*line != '\0')
        fprintf(out, " at %s", line);
    if (*claim != '\0')
        fprintf(out, ": the assertion \"%s\" fails", claim);
    else if (pose->complaint != NULL)
        fprintf(out, ": \"%s\"", pose->complaint);
    putc('\n', out);
}

/* An invariant may fail before the end. */
static bool
can_go_on(const struct model *model, const struct state *state)
{
    for (int i = 0; i < model->workers; i++)
        if (model_may_run(model, state, i))
            return true;
    return model_last_hope(model, state) != -1;
}

/* What it held, or was to do, may be what the others wait for. */
static void
print_cancelled(FILE *out, int worker, uint64_t at)
{
    char line[64];

    symbols_line(at, line, sizeof(line));
    fprintf(out, "        %s was cancelled%s%s\n", schedule_name(worker),
        *line != '\0' ? " at " : "", line);
}

void
blame_print(FILE *out, const struct model *model, const struct state *state)
{
    enum end end = standing_end(model, state);

    if (end == END_HELD || (end == END_STUCK && can_go_on(model, state)))
        return;
    for (int i = 0; i < model->workers; i++) {
        const struct pose *pose =
            machine_pose(model->machine, state->seat[i].pose);
        enum standing standing = model_standing(model, state, i);
        if (end == END_STUCK && pose->kept.cancelled_at != 0)
            print_cancelled(out, i, pose->kept.cancelled_at);
        if ((standing == STANDING_CRASHED) != (end == END_CRASHED))
            continue;
        switch (standing) {
        case STANDING_ASLEEP:
        case STANDING_LIMITED:
            if (state->seat[i].in_kernel)
                print_caller(out, model, state, i);
            else
                print_sleeper(out, model, state, i);
            break;
        case STANDING_WAITING:
            fprintf(out,
                model_may_leave(model, state, i)
                    ? "        %s is in a loop, which it may leave by itself\n"
                : state->seat[i].loop.words == 0
                    ? "        %s goes round in a loop that nobody ends\n"
                    : "        %s waits in a loop for a value that nobody will "
                      "write\n",
                schedule_name(i));
            break;
        case STANDING_CRASHED:
            blame_crash(out, model, i, pose);
            break;
        case STANDING_ENDLESS:
            fprintf(out, "        %s goes round in a loop for ever\n",
                schedule_name(i));
            break;
        case STANDING_READY:
        case STANDING_ENDED:
            break;
        }
    }
}
