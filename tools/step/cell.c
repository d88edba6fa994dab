#include "cell.h"

#include "guest.h"
#include "library.h"
#include "schedule.h"
#include "standing.h"

#include "kit/stop.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { MOST_HALF = 999, ADDRESS_BITS = 48 };

/* A number in two halves of 32 bits, like glibc's semaphore: the value below,
 * and the number of waiters above. */
static bool
say_halves(uint64_t value, char *out)
{
    unsigned long high = value >> 32, low = value & 0xffffffff;
    char times[NUMBER_BYTES] = "", plus[NUMBER_BYTES] = "";

    if (high == 0 || high > MOST_HALF || low > MOST_HALF)
        return false;
    if (high > 1)
        snprintf(times, sizeof(times), "%lu*", high);
    if (low > 0)
        snprintf(plus, sizeof(plus), "+%lu", low);
    snprintf(out, NUMBER_BYTES, "%.4s2^32%.5s", times, plus);
    return true;
}

/* An address; or something longer, such as a checksum, by its ends. */
static void
say_bits(uint64_t value, char *out)
{
    if (value >> ADDRESS_BITS == 0)
        snprintf(out, NUMBER_BYTES, "%#lx", (unsigned long)value);
    else
        snprintf(out, NUMBER_BYTES, "%#lx..%04lx",
            (unsigned long)(value >> ADDRESS_BITS),
            (unsigned long)value & 0xffff);
}

/* The worker's name, if the number is its id. */
static bool
say_task(const struct played *played, long number, char out[NUMBER_BYTES])
{
    const struct target *target = &played->model->machine->target;

    for (int i = 0; i < target->workers; i++)
        if (number == played->model->machine->program->ids[i].task) {
            snprintf(out, NUMBER_BYTES, "id of %s", schedule_name(i));
            return true;
        }
    return false;
}

/* As wide as the step took it. */
static long
number_of(const struct played *played, uint64_t value)
{
    return played->event.note.bytes == sizeof(int) ? (int)value : (long)value;
}

static void
say_number(const struct played *played, uint64_t value, char out[NUMBER_BYTES])
{
    long number = number_of(played, value);

    if (number > -1000000000L && number < 1000000000L)
        snprintf(out, NUMBER_BYTES, "%ld", number);
    else if (played->event.note.bytes != sizeof(long) ||
             !say_halves(value, out))
        say_bits(value, out);
}

void
cell_number(const struct played *played, uint64_t value, char out[NUMBER_BYTES])
{
    long number = number_of(played, value);

    if (!say_task(played, number, out))
        say_number(played, value, out);
}

/* Else its answer may be a count, which is some task's id by chance. */
static bool
answers_with_id(long call)
{
    static const long calls[] = {SYS_getpid, SYS_gettid, SYS_getppid,
        SYS_getpgid, SYS_getsid, SYS_clone, SYS_clone3, SYS_wait4,
        SYS_set_tid_address};

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (call == calls[i])
            return true;
#ifdef SYS_fork /* not on AArch64 */
    return call == SYS_fork || call == SYS_vfork || call == SYS_getpgrp;
#else
    return false;
#endif
}

/* What a system call answered; an error by its name, as strace(1) has it. */
static void
say_answer(const struct played *played, uint64_t value, char out[NUMBER_BYTES])
{
    enum { LEAST_ERROR = -4095 };
    long answer = (long)value;
    const char *name = LEAST_ERROR <= answer && answer < 0
                           ? strerrorname_np((int)-answer)
                           : NULL;

    if (name != NULL)
        snprintf(out, NUMBER_BYTES, "%s", name);
    else if (!answers_with_id(played->call.number) ||
             !say_task(played, answer, out))
        say_number(played, value, out);
}

/* What a call is about: "m"; for a thread, its worker's name; exit's status. */
static void
say_object(const struct played *played, char *out, size_t size)
{
    const struct place_of_call *place = &played->before->place;
    uint64_t argument = place->argument;
    int thread = model_thread(
        played->model, played->state, played->event.worker, argument);

    if (library_draws(place->function))
        *out = '\0';
    else if (library_of(place->function) == LIBRARY_EXIT)
        snprintf(out, size, "%d", (int)argument);
    else if (thread != -1)
        snprintf(out, size, "%s", schedule_name(thread));
    else
        machine_name(played->model->machine, played->event.worker, argument,
            true, out, size);
}

/* " -> EBUSY": what a call returned, where that is an error, or was drawn. */
static void
say_result(const struct played *played, const char *function, char *out)
{
    int answer = played->event.answer;
    const char *name =
        strncmp(function, "pthread_", 8) == 0 ? strerrorname_np(answer) : NULL;

    if (strcmp(function, "random") == 0)
        snprintf(out, NUMBER_BYTES, " -> %d", answer);
    else if (answer == 0 || !library_returns_error(function))
        *out = '\0';
    else if (name != NULL)
        snprintf(out, NUMBER_BYTES, " -> %s", name);
    else
        snprintf(out, NUMBER_BYTES, " -> %d", answer);
}

/* "lock m": a call that is one step, with the verb for what it does. */
static void
say_call(const struct played *played, char cell[CELL_BYTES])
{
    const struct place_of_call *place = &played->before->place;
    const struct event *event = &played->event;
    char name[NAME_BYTES] = "", woken[NUMBER_BYTES] = "";
    char made[NUMBER_BYTES] = "", result[NUMBER_BYTES] = "";

    if (place->function == NULL) {
        snprintf(cell, CELL_BYTES, "%s",
            event->worker == 0 ? "main returns" : "ends");
    } else if (strcmp(place->function, "begins") == 0) {
        snprintf(cell, CELL_BYTES, "begins");
    } else if (strcmp(place->function, "fork") == 0) {
        snprintf(cell, CELL_BYTES, "fork");
    } else {
        say_object(played, name, sizeof(name));
        if (event->made > 0 && name[0] == '[') /* where the id goes, no name */
            name[0] = '\0';
        snprintf(cell, CELL_BYTES, "%s%s%.40s%s", library_verb(place->function),
            name[0] == '\0' ? "" : " ", name,
            event->timed_out                  ? ", times out"
            : place->kind == PLACE_CALL_BEGUN ? ", on"
                                              : "");
        if (!event->timed_out)
            say_result(played, place->function, result);
    }
    if (event->woken != 0)
        snprintf(woken, sizeof(woken), ", wakes %s",
            schedule_name(workers_first(event->woken)));
    if (event->made > 0)
        snprintf(made, sizeof(made), ", makes %s", schedule_name(event->made));
    size_t length = strlen(cell);
    snprintf(cell + length, CELL_BYTES - length, "%s%s%s%s", result, made,
        event->asleep ? ", sleeps" : "", woken);
}

/* What happened to the worker; it may then need a mutex, or leave one. */
static void
say_chance(const struct played *played, char cell[CELL_BYTES])
{
    static const char *const words[CHANCES] = {
        [CHANCE_RETURN] = "returns unsignalled",
        [CHANCE_KILL] = "is killed",
        [CHANCE_EINTR] = "is interrupted",
        [CHANCE_ALLOC] = "gets no memory",
        [CHANCE_SIGNAL] = "gets ",
        [CHANCE_ALARM] = "its alarm rings"};
    const struct event *event = &played->event;
    char woken[NUMBER_BYTES] = "";

    if (event->woken != 0)
        snprintf(woken, sizeof(woken), ", wakes %s",
            schedule_name(workers_first(event->woken)));
    snprintf(cell, CELL_BYTES, "%s%s%s%s",
        event->chance == CHANCE_ALARM && event->signal != 0
            ? "dies of "
            : words[event->chance],
        event->signal != 0 ? stop_signal_name(event->signal) : "",
        event->asleep ? ", sleeps" : "", woken);
}

/* A process gives back what it has. If a signal has killed it, the first such
 * step is all that it does of its own. */
static void
say_closing(const struct pose *pose, char cell[CELL_BYTES])
{
    if (pose->signal != 0 && !pose->has_undone)
        snprintf(cell, CELL_BYTES, "dies of %s",
            stop_signal_name(WTERMSIG(pose->signal)));
    else
        snprintf(cell, CELL_BYTES, "%s",
            pose->call.number == SYS_unshare ? "undoes what semop did"
                                             : "closes what it has open");
}

/* The worker, or its process, ends. */
static bool
is_end(const struct played *played)
{
    const struct pose *before = played->before;

    return played->event.note.what == before->next &&
           (before->kind == POSE_EXIT || before->kind == POSE_LEAVE);
}

static void
say_end(const struct played *played, char cell[CELL_BYTES])
{
    const struct instruction *what = played->event.note.what;
    int length = snprintf(cell, CELL_BYTES, "%s",
        played->before->guest != 0       ? "ends"
        : what->kind == INSTRUCTION_CALL ? calls_name(played->call.number)
        : what->entry_of != NULL         ? what->entry_of
                                         : "ends");

    if (played->event.woken != 0)
        snprintf(cell + length, CELL_BYTES - (size_t)length, ", wakes %s",
            schedule_name(workers_first(played->event.woken)));
}

static void
say_function(const struct played *played, char cell[CELL_BYTES])
{
    const struct note *note = &played->event.note;
    char after[NUMBER_BYTES];

    cell_number(played, note->after, after);
    if (strcmp(note->what->entry_of, "free") == 0)
        snprintf(cell, CELL_BYTES, "free");
    else
        snprintf(cell, CELL_BYTES, "%s -> %s", note->what->entry_of, after);
}

/* One that a signal has interrupted has no answer yet; rt_sigreturn, none. */
static void
say_system_call(const struct played *played, char cell[CELL_BYTES])
{
    const struct pose *now =
        standing_pose(played->model, played->state, played->event.worker);
    char answer[NUMBER_BYTES];

    say_answer(played, played->event.note.after, answer);
    if (played->call.number == SYS_rt_sigreturn ||
        (!played->event.note.has_after && played->event.signal != 0))
        snprintf(cell, CELL_BYTES, "%s", calls_name(played->call.number));
    else if (now->guest != 0 && played->before->guest == 0)
        snprintf(cell, CELL_BYTES, "becomes %.60s", guest_path(now->guest));
    else
        snprintf(cell, CELL_BYTES, "%s -> %s", calls_name(played->call.number),
            answer);
}

static void
say_access(const struct played *played, char cell[CELL_BYTES])
{
    const struct note *note = &played->event.note;
    char before[NUMBER_BYTES], after[NUMBER_BYTES];

    cell_number(played, note->before, before);
    cell_number(played, note->after, after);
    if (note->half == NOTE_LOAD)
        snprintf(cell, CELL_BYTES, "load   -> %s", before);
    else if (note->half != NOTE_WHOLE)
        snprintf(cell, CELL_BYTES, "store  %s", after);
    else if (note->has_before && note->has_after)
        snprintf(
            cell, CELL_BYTES, "%-6s %s -> %s", note->what->verb, before, after);
    else if (note->has_before)
        snprintf(cell, CELL_BYTES, "%-6s %s%s", note->what->verb,
            strcmp(note->what->verb, "load") == 0 ? "-> " : "", before);
    else if (note->has_after)
        snprintf(cell, CELL_BYTES, "%-6s %s%s", note->what->verb,
            played->touched != -1 ? "" : "-> ", after);
    else
        snprintf(cell, CELL_BYTES, "%s", note->what->verb);
}

static void
say_step(const struct played *played, char cell[CELL_BYTES])
{
    const struct event *event = &played->event;
    const struct note *note = &event->note;

    if (event->chance != CHANCE_NONE)
        say_chance(played, cell);
    else if (played->before->place.kind >= PLACE_CALL)
        say_call(played, cell);
    else if (played->before->closes)
        say_closing(played->before, cell);
    else if (is_end(played))
        say_end(played, cell);
    else if (note->half != NOTE_WHOLE)
        say_access(played, cell);
    else if (note->what == played->before->next &&
             played->before->kind == POSE_FUNCTION)
        say_function(played, cell);
    else if (event->asleep)
        snprintf(cell, CELL_BYTES, "falls asleep");
    else if (event->timed_out)
        snprintf(cell, CELL_BYTES, "times out");
    else if (event->woken != 0)
        snprintf(cell, CELL_BYTES, "wakes %s",
            schedule_name(workers_first(event->woken)));
    else if (note->what->kind == INSTRUCTION_CALL)
        say_system_call(played, cell);
    else
        say_access(played, cell);
}

/* "main returns, ends B C": nobody has joined them. */
static void
say_ended(const struct played *played, char cell[CELL_BYTES])
{
    size_t length = strlen(cell);

    for (int i = 0; i < MAX_WORKERS && length < CELL_BYTES / 2; i++)
        if (workers_has(played->ends, i))
            length +=
                (size_t)snprintf(cell + length, CELL_BYTES - length, "%s %s",
                    (played->ends & (workers_only(i) - 1)) == 0 ? ", ends" : "",
                    schedule_name(i));
}

bool
cell_is_cancelled(const struct played *played)
{
    const struct pose *now =
        standing_pose(played->model, played->state, played->event.worker);

    return now->kept.cancelled_at != 0 &&
           played->before->kept.cancelled_at == 0;
}

static void
say_cancelled(const struct played *played, char cell[CELL_BYTES])
{
    size_t length = strlen(cell);

    if (cell_is_cancelled(played))
        snprintf(cell + length, CELL_BYTES - length, ", is cancelled");
}

void
cell_say(const struct played *played, char cell[CELL_BYTES])
{
    const struct event *event = &played->event;

    say_step(played, cell);
    say_ended(played, cell);
    say_cancelled(played, cell);
    if (event->signal == 0 || event->chance == CHANCE_SIGNAL ||
        event->chance == CHANCE_ALARM)
        return;
    size_t length = strlen(cell);
    snprintf(cell + length, CELL_BYTES - length, ", gets %s",
        stop_signal_name(event->signal));
}
