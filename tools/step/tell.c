#include "tell.h"

#include "ahead.h"
#include "answer.h"
#include "timed.h"
#include "touch.h"

#include "kit/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

/* The low bits of the word count the looks: a loop that waits for the clock
 * ends soon if the clock goes faster after each FEW of them. TICK: about a
 * millisecond. */
enum { LOOKS = 1023, FEW = 64, TICK = 1 << 20 };

bool
tell_is_time(const struct machine *machine, int word)
{
    return machine->contended->key[word] == SPACE_CLOCK;
}

/* -1: nobody has looked. */
static int
find_time(const struct machine *machine)
{
    const struct word_facts *facts = words_find(&machine->words, SPACE_CLOCK);

    return facts != NULL ? facts->contended : -1;
}

void
tell_print(FILE *out, const struct machine *machine)
{
    if (find_time(machine) != -1)
        fprintf(out, "note: the program looks at a clock, which step sets: "
                     "other times were not tried\n");
}

/* ---- Limits. ---- */

static void
read_limit(const struct ahead *ahead, const struct call *call,
    struct limit_of_call *limit)
{
    const struct timed timed = timed_by(ahead->task, call);

    limit->is_invalid = timed.is_invalid;
    if (timed.clock == -1)
        limit->lasts = timed.ns;
    else
        limit->until =
            timed.ns - answer_begun(ahead->machine->program, timed.clock);
}

static bool
lets_pass(const struct limit_of_call *limit)
{
    return limit->lasts > 0 || limit->until > 0;
}

/* The word, when so much time has passed, and not less. */
static uint64_t
time_after(uint64_t word, const struct limit_of_call *limit)
{
    long then = (long)(word & ~(uint64_t)LOOKS) + limit->lasts;

    if (then < limit->until)
        then = limit->until;
    if (then > TIMED_MOST_NS)
        then = TIMED_MOST_NS;
    return (uint64_t)((then + LOOKS) & ~(long)LOOKS) | (word & LOOKS);
}

static uint64_t
time_looked_at(uint64_t word)
{
    uint64_t looks = word & LOOKS;
    const struct limit_of_call tick = {.lasts = (long)TICK << looks / FEW};

    return time_after(word, &tick) + (looks < LOOKS);
}

/* ---- The word. ---- */

void
tell_look(struct ahead *ahead, struct pose *pose)
{
    struct machine *machine = ahead->machine;
    enum call_kind kind = calls_kind(&pose->call);

    if (kind == CALL_YIELD || kind == CALL_ALARM ||
        calls_has_time(&pose->call) ||
        ((kind == CALL_WAIT || kind == CALL_OWN) &&
            calls_has_limit(&pose->call)))
        read_limit(ahead, &pose->call, &pose->limit);
    if (kind == CALL_TIME) {
        touch_written(ahead, &pose->call, pose);
        words_at(&machine->words, SPACE_CLOCK)->saved = true; /* it is 0 */
        machine_contend_key(machine, SPACE_CLOCK);
    }
    if ((kind == CALL_TIME ||
            (kind == CALL_YIELD && lets_pass(&pose->limit))) &&
        find_time(machine) != -1)
        touch_key(ahead, SPACE_CLOCK, true, true, pose);
}

static uint64_t
now(struct ahead *ahead)
{
    struct word word = {SPACE_CLOCK, 0};

    space_load(ahead->space, &word, 1);
    return word.value;
}

static void
set(struct ahead *ahead, uint64_t value)
{
    const struct word word = {SPACE_CLOCK, value};
    struct pose ignored = {0};

    touch_key(ahead, SPACE_CLOCK, true, true, &ignored);
    free(ignored.touched);
    space_store(ahead->space, &word, 1);
}

long
tell_sleep(struct ahead *ahead)
{
    const struct limit_of_call *limit = &ahead->from->limit;

    if (limit->is_invalid)
        return -EINVAL;
    if (lets_pass(limit) && find_time(ahead->machine) != -1)
        set(ahead, time_after(now(ahead), limit));
    return 0;
}

void
tell_time_out(
    const struct model *model, struct state *state, const struct pose *pose)
{
    int word = find_time(model->machine);

    if (word == -1)
        return;
    state->value[word] = time_after(state->value[word], &pose->limit);
    model->track->unknown = true;
}

/* ---- Questions. ---- */

long
tell_time(struct ahead *ahead, const struct call *call)
{
    uint64_t then = time_looked_at(now(ahead));
    bool is_clock = call->number == SYS_clock_gettime;
    long clock = is_clock ? (int)call->arguments[0] : CLOCK_REALTIME;
    long parts = is_clock ? NS_PER_S : NS_PER_S / 1000, time[2];
    uint64_t address, bytes;
    struct pose ignored = {0};

    if (clock >= 0 && clock_getres((clockid_t)clock, NULL) == -1)
        return -EINVAL;
    if (is_clock && call->arguments[1] == 0)
        return -EFAULT;
    set(ahead, then);
    long ns = (long)then + answer_begun(ahead->machine->program, clock);
    time[0] = ns / NS_PER_S;
    time[1] = ns % NS_PER_S / (NS_PER_S / parts);
    touch_written(ahead, call, &ignored);
    free(ignored.touched);
    calls_written(call, &address, &bytes);
    if (bytes > 0 && !target_poke(ahead->task, address, time, bytes))
        return -EFAULT;
#ifdef SYS_time
    if (call->number == SYS_time)
        return time[0];
#endif
    return 0;
}
