#define _GNU_SOURCE /* pipe2 */

#include "lifecycle.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/scenario.h"
#include "kit/stop.h"
#include "kit/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000, MAX_SLEEP_MS = 3600000 };
enum { PATIENCE_S = 10 };
enum { MAX_NAME = 12 }; /* with "-63" it fits the kernel's 15 bytes */

const char lifecycle_main[] = "Main    ";
static const char watcher[] = "Watcher ";

static const char *const ends[] = {"exit", "leave", "join", "killed", NULL};
static const char *const kinds[] = {
    "plain", "detached", "daemon", "unix-daemon", NULL};
static const char *const orders[] = {"reversed", "same", "shuffled", NULL};

#define AT(member) offsetof(struct lifecycle_options, member)
static const struct option_row options_table[] = {
    {"workers", OPTION_NUMBER, AT(workers), "3", 1, LIFECYCLE_WORKERS,
        .help = "how many main starts"},
    {"end", OPTION_WORD, AT(end), "exit", .words = ends,
        .help = "how main ends"},
    {"kind", OPTION_WORD, AT(kind), "plain", .words = kinds,
        .help = "what main makes of its workers"},
    {"sleep-ms", OPTION_NUMBER, AT(sleep_ms), "100", 0, MAX_SLEEP_MS,
        .help = "the least a worker sleeps; others twice, …"},
    {"order", OPTION_WORD, AT(order), "reversed", .words = orders,
        .help = "they wake up in, against their start"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000, .silent = true,
        .help = "for --order=shuffled"},
    {"name", OPTION_TEXT, AT(name), "worker", .silent = true,
        .help = "worker 0 is called TEXT-0"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct lifecycle_result, member)
static const struct field result_fields[] = {
    {"main_ended", FIELD_TEXT, AT(main_ended), NULL},
    {"started", FIELD_INTEGER, AT(started), NULL},
    {"finished", FIELD_INTEGER, AT(finished), NULL},
    {"outlived_main", FIELD_INTEGER, AT(outlived_main), NULL},
    {"orphans", FIELD_INTEGER, AT(orphans), NULL},
    {"own_session", FIELD_INTEGER, AT(own_session), NULL},
    {"start_order", FIELD_TEXT, AT(start_order), NULL},
    {"finish_order", FIELD_TEXT, AT(finish_order), NULL},
    {"in_order", FIELD_BOOL, AT(in_order), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL}, {"log", FIELD_LINES, AT(log), NULL},
    {"note", FIELD_TEXT, AT(note), NULL}, {.name = NULL}};
#undef AT

/* ---- The log. ---- */

/* A slot is taken first and filled then, so that no lock is needed: whoever is
 * killed in between leaves one empty line, and nobody waiting. */
void
lifecycle_log(
    const struct lifecycle *lifecycle, const char *who, const char *format, ...)
{
    struct lifecycle_memory *memory = lifecycle->memory;
    int slot = atomic_fetch_add(&memory->lines, 1);
    va_list arguments;

    if (slot >= LIFECYCLE_LINES)
        return;
    struct lifecycle_line *line = &memory->log[slot];
    line->at_ns = clock_ns();
    size_t start =
        (size_t)snprintf(line->text, sizeof(line->text), "%s: ", who);
    va_start(arguments, format);
    vsnprintf(
        line->text + start, sizeof(line->text) - start, format, arguments);
    va_end(arguments);
    /* Last: or half a line would be read, if we are killed before. */
    atomic_store(&line->written, true);
}

static int
compare_lines(const void *left, const void *right)
{
    const struct lifecycle_line *a =
        *(const struct lifecycle_line *const *)left;
    const struct lifecycle_line *b =
        *(const struct lifecycle_line *const *)right;

    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns ? -1 : 1;
    return a < b ? -1 : 1; /* as their slots were taken */
}

/* "12:30:01.250: Main    : all done". The time of day is asked once: so no line
 * is earlier than the one before it, though somebody may set the clock. */
static void
format_line(const struct lifecycle_line *line, char *text, size_t size)
{
    static long offset_ns;
    struct timespec now;
    struct tm local;

    if (offset_ns == 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        offset_ns = now.tv_sec * NS_PER_S + now.tv_nsec - clock_ns();
    }
    long at_ns = line->at_ns + offset_ns;
    time_t second = at_ns / NS_PER_S;
    localtime_r(&second, &local);
    size_t length = strftime(text, size, "%H:%M:%S", &local);
    snprintf(text + length, size - length, ".%03ld: %s",
        at_ns % NS_PER_S / NS_PER_MS, line->text);
}

/* The lines as they were written, up to a NULL; static storage. */
static const char *const *
read_log(const struct lifecycle_memory *memory)
{
    static char texts[LIFECYCLE_LINES][LIFECYCLE_LINE_BYTES + 16];
    static const char *pointers[LIFECYCLE_LINES + 1];
    const struct lifecycle_line *lines[LIFECYCLE_LINES];
    size_t count = 0;

    for (int i = 0; i < LIFECYCLE_LINES; i++)
        if (atomic_load(&memory->log[i].written))
            lines[count++] = &memory->log[i];
    qsort(lines, count, sizeof(*lines), compare_lines);
    for (size_t i = 0; i < count; i++) {
        format_line(lines[i], texts[i], sizeof(texts[i]));
        pointers[i] = texts[i];
    }
    return pointers;
}

/* ---- The workers. ---- */

const char *
lifecycle_name(const struct lifecycle *lifecycle, int index)
{
    return lifecycle->memory->workers[index].name;
}

bool
lifecycle_has_begun(const struct lifecycle *lifecycle, int index)
{
    return atomic_load(&lifecycle->memory->workers[index].begun);
}

/* A busy machine may wake us before one that sleeps less, or before main has
 * come to its end: then we sleep on. */
static bool
may_finish(const struct lifecycle *lifecycle, int rank)
{
    struct lifecycle_memory *memory = lifecycle->memory;

    return atomic_load(&memory->finished) == rank &&
           (lifecycle->options->end == LIFECYCLE_JOIN ||
               atomic_load(&memory->main_gone));
}

void
lifecycle_work(const struct lifecycle *lifecycle, int index)
{
    struct lifecycle_memory *memory = lifecycle->memory;
    struct lifecycle_worker *self = &memory->workers[index];
    pid_t parent = getppid();

    atomic_store(&self->id, getpid());
    self->session = getsid(0);
    lifecycle_log(lifecycle, self->name,
        "starting, for %ld ms; process %d, parent %d",
        self->sleep_ns / NS_PER_MS, (int)self->id, (int)parent);
    if (self->session != memory->session)
        lifecycle_log(lifecycle, self->name, "session %d, that of main is %d",
            (int)self->session, (int)memory->session);
    atomic_store(&self->begun, true);
    lifecycle_sleep_ns(lifecycle, self->sleep_ns);
    while (!may_finish(lifecycle, self->rank))
        lifecycle_sleep_ns(lifecycle, LIFECYCLE_NAP_NS);
    if (getppid() != parent)
        lifecycle_log(lifecycle, self->name, "parent %d is gone, now it is %d",
            (int)parent, (int)getppid());
    self->outlived_main = atomic_load(&memory->main_gone);
    self->finished = true;
    lifecycle_log(lifecycle, self->name, "finishing");
    memory->finish_order[atomic_fetch_add(&memory->places, 1)] = index;
    /* Last: the next one goes on when it sees the number. */
    atomic_fetch_add(&memory->finished, 1);
}

/* Who is the first to wake, the second, …: by index. Fisher and Yates. */
static void
draw_order(const struct lifecycle_options *options, int *order)
{
    int workers = (int)options->workers;
    unsigned seed = (unsigned)options->seed;

    for (int i = 0; i < workers; i++)
        order[i] = options->order == LIFECYCLE_REVERSED ? workers - 1 - i : i;
    for (int i = workers - 1; options->order == LIFECYCLE_SHUFFLED && i > 0;
         i--) {
        int other = rand_r(&seed) % (i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

static void
prepare_workers(const struct lifecycle *lifecycle)
{
    const struct lifecycle_options *options = lifecycle->options;
    int order[LIFECYCLE_WORKERS];

    draw_order(options, order);
    for (int rank = 0; rank < options->workers; rank++) {
        struct lifecycle_worker *worker =
            &lifecycle->memory->workers[order[rank]];
        worker->rank = rank;
        worker->sleep_ns = (rank + 1) * options->sleep_ms * NS_PER_MS;
        snprintf(worker->name, sizeof(worker->name), "%.*s-%d", MAX_NAME,
            options->name, order[rank]);
    }
}

/* ---- The watcher. ---- */

struct watch {
    const struct lifecycle *lifecycle;
    struct lifecycle_result *result;
    pid_t main_id;      /* 0 once it is reaped */
    int hold;           /* the lifeline's other end; -1: we have let go */
    int status;         /* STATUS_HELD, or what to exit with */
    int signal;         /* who asked us to stop, or 0 */
    long idle_since_ns; /* when it was first seen so (be_patient), or 0 */
};

/* The end of all: main is killed, and whoever else lives sees the lifeline
 * close. They need not be our children yet, and we need not know them. */
static void
let_go(struct watch *watch, int status)
{
    if (watch->status == STATUS_HELD)
        watch->status = status;
    if (watch->hold == -1)
        return;
    close(watch->hold);
    watch->hold = -1;
    if (watch->main_id != 0)
        kill(watch->main_id, SIGKILL);
}

static void
stop(struct watch *watch, int signal)
{
    if (signal == 0)
        return;
    watch->signal = signal;
    let_go(watch, STATUS_BROKEN);
}

/* Somebody died of a signal, or left with a status. Ctrl-C reaches us all, and
 * they may be gone before we have looked at it: then nobody failed. */
static void
failed(struct watch *watch, const char *who, pid_t id, int wait_status)
{
    if (watch->hold == -1)
        return; /* we have ended them ourselves */
    stop(watch, stop_wait(0));
    if (watch->signal == 0 && WIFSIGNALED(wait_status))
        complain("%s (process %d) was killed by %s: the run is over", who,
            (int)id, stop_signal_name(WTERMSIG(wait_status)));
    let_go(watch,
        WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : STATUS_BROKEN);
}

static void
name_end(int wait_status, char *text, size_t size)
{
    if (WIFSIGNALED(wait_status))
        snprintf(text, size, "%s", stop_signal_name(WTERMSIG(wait_status)));
    else
        snprintf(text, size, "exit %d", WEXITSTATUS(wait_status));
}

static bool
killed_by(int wait_status, int signal)
{
    return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == signal;
}

/* Main's process is over, and with it all its threads. */
static void
main_reaped(struct watch *watch, int wait_status)
{
    const struct lifecycle *lifecycle = watch->lifecycle;
    pid_t id = watch->main_id;
    bool as_asked = lifecycle->options->end == LIFECYCLE_KILLED
                        ? killed_by(wait_status, SIGKILL)
                        : wait_status == 0;

    watch->main_id = 0;
    name_end(wait_status, watch->result->main_ended,
        sizeof(watch->result->main_ended));
    lifecycle_log(lifecycle, watcher, "main is over, process %d: %s", (int)id,
        watch->result->main_ended);
    /* Before a worker sees it, main has ended: it is our word for that. */
    atomic_store(&lifecycle->memory->main_gone, true);
    if (!as_asked)
        failed(watch, "main", id, wait_status);
}

/* A process that main has left to us. */
static void
orphan_reaped(struct watch *watch, pid_t id, int wait_status)
{
    const struct lifecycle *lifecycle = watch->lifecycle;
    struct lifecycle_memory *memory = lifecycle->memory;
    bool ends_with_main = lifecycle->options->kind == LIFECYCLE_DAEMON &&
                          lifecycle->options->end != LIFECYCLE_JOIN;
    const char *name = "a worker";
    char end[24];

    for (int i = 0; i < lifecycle->options->workers; i++)
        if (atomic_load(&memory->workers[i].id) == id)
            name = memory->workers[i].name;
    watch->result->orphans++;
    name_end(wait_status, end, sizeof(end));
    lifecycle_log(
        lifecycle, watcher, "reaped %s, process %d: %s", name, (int)id, end);
    if (wait_status != 0 &&
        !(ends_with_main && killed_by(wait_status, SIGKILL)))
        failed(watch, name, id, wait_status);
}

/* After pthread_exit, main's thread is a zombie as long as other threads keep
 * its process alive: no message tells of it, it must be looked for. */
static void
look_at_main(const struct watch *watch)
{
    const struct lifecycle *lifecycle = watch->lifecycle;
    char path[64], state[32];

    snprintf(path, sizeof(path), "/proc/%d/status", (int)watch->main_id);
    if (!sysfile_line(path, "State:", state, sizeof(state)))
        die(STATUS_CANNOT, "%s: no state to read: is /proc mounted?", path);
    if (*state != 'Z')
        return;
    lifecycle_log(lifecycle, watcher,
        "main's thread is a zombie, process %d lives", (int)watch->main_id);
    atomic_store(&lifecycle->memory->main_gone, true);
}

/* Main has nothing to do but to leave, or nobody anything at all, and yet its
 * process does not end. ThreadSanitizer has a thread of its own in there; and
 * in musl (1.2.3) a main that is a forked child leaves a lock behind that
 * threads need in order to end. */
static void
be_patient(struct watch *watch)
{
    const struct lifecycle *lifecycle = watch->lifecycle;
    struct lifecycle_memory *memory = lifecycle->memory;
    int workers = (int)lifecycle->options->workers;
    bool idle = atomic_load(&memory->finished) == workers ||
                (atomic_load(&memory->main_gone)
                        ? !lifecycle_expect(lifecycle->options).outlives_main
                        : lifecycle_has_begun(lifecycle, workers - 1));
    long now_ns = clock_ns();

    if (!idle)
        watch->idle_since_ns = 0;
    else if (watch->idle_since_ns == 0)
        watch->idle_since_ns = now_ns;
    else if (now_ns - watch->idle_since_ns > (long)PATIENCE_S * NS_PER_S &&
             watch->hold != -1) {
        complain("main has left, and its process does not end: try without "
                 "ThreadSanitizer, with glibc");
        let_go(watch, STATUS_STUCK);
    }
}

/* Until nobody is left: each descendant of main is our child in the end. */
static void
watch_all(struct watch *watch)
{
    const struct lifecycle *lifecycle = watch->lifecycle;
    int wait_status;
    pid_t id;

    while ((id = waitpid(-1, &wait_status, WNOHANG)) != -1 || errno == EINTR) {
        bool leaving =
            lifecycle->options->end == LIFECYCLE_LEAVE && watch->main_id != 0;
        if (id > 0 && id == watch->main_id)
            main_reaped(watch, wait_status);
        else if (id > 0)
            orphan_reaped(watch, id, wait_status);
        if (id != 0)
            continue;
        if (leaving && !atomic_load(&lifecycle->memory->main_gone))
            look_at_main(watch);
        if (leaving)
            be_patient(watch);
        stop(watch, stop_wait(leaving ? LIFECYCLE_NAP_NS : -1));
    }
    if (errno != ECHILD)
        die(STATUS_BROKEN, "waitpid: %m: main is out of sight");
    lifecycle_log(lifecycle, watcher, "nobody is left; %ld never finished",
        lifecycle->options->workers -
            atomic_load(&lifecycle->memory->finished));
}

/* ---- From beginning to end. ---- */

/* Without a name, unlike a segment: all who use it descend from us. */
static struct lifecycle_memory *
new_memory(void)
{
    struct lifecycle_memory *memory = mmap(NULL, sizeof(*memory),
        PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", sizeof(*memory));
    return memory;
}

/* Main's process. It dies with the watcher; so do its threads, and whatever
 * else it starts holds the lifeline. */
_Noreturn static void
be_main(const struct lifecycle *lifecycle, pid_t parent, int hold)
{
    stop_orphan(parent);
    close(hold); /* or who waits for it to close would hold it open itself */
    exit(lifecycle_run(lifecycle));
}

static void
start_main(struct watch *watch, struct lifecycle *lifecycle)
{
    int ends_of_line[2];
    pid_t self = getpid();

    stop_hold();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        die(STATUS_CANNOT, "prctl: %m: orphans would go past us");
    if (pipe2(ends_of_line, O_CLOEXEC) == -1)
        die(STATUS_CANNOT, "pipe2: %m: workers might outlive us");
    lifecycle->lifeline = ends_of_line[0];
    watch->hold = ends_of_line[1];
    watch->main_id = fork();
    if (watch->main_id == -1)
        die(STATUS_CANNOT, "fork: %m: main could not be started: see "
                           "'ulimit -u'");
    if (watch->main_id == 0)
        be_main(lifecycle, self, watch->hold);
}

/* The workers in that order, as much as fits: "2 1 0", "63 62 61 60 ..". */
static void
write_order(const int *order, long count, char *text, size_t size)
{
    size_t length = 0;

    snprintf(text, size, "none");
    for (long i = 0; i < count; i++) {
        if (length + sizeof(" 63 ..") > size) {
            snprintf(text + length, size - length, " ..");
            return;
        }
        length += (size_t)snprintf(
            text + length, size - length, "%s%d", i == 0 ? "" : " ", order[i]);
    }
}

/* Did they finish in the order of their sleeping times? */
static bool
is_in_order(const struct lifecycle_memory *memory)
{
    int finished = atomic_load(&memory->finished);

    for (int place = 0; place < finished; place++)
        if (memory->workers[memory->finish_order[place]].rank != place)
            return false;
    return true;
}

static void
collect(const struct watch *watch)
{
    const struct lifecycle_options *options = watch->lifecycle->options;
    const struct lifecycle_memory *memory = watch->lifecycle->memory;
    struct lifecycle_result *result = watch->result;
    int started[LIFECYCLE_WORKERS];

    for (int i = 0; i < options->workers; i++) {
        const struct lifecycle_worker *worker = &memory->workers[i];
        if (!atomic_load(&worker->begun))
            continue;
        started[result->started++] = i;
        result->finished += worker->finished;
        result->outlived_main += worker->outlived_main;
        result->own_session += worker->session != memory->session;
    }
    write_order(started, result->started, result->start_order,
        sizeof(result->start_order));
    write_order(memory->finish_order, atomic_load(&memory->finished),
        result->finish_order, sizeof(result->finish_order));
    result->in_order = is_in_order(memory);
    result->log = read_log(memory);
}

/* ---- The scenario. ---- */

/* What no model can do, or this one cannot: the status; why is said. */
static int
refuse(const struct lifecycle_options *options)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t length = strlen(options->name);
    const char *reason = lifecycle_refusal(options);

    if (length < 1 || length > MAX_NAME ||
        strspn(options->name, allowed) != length) {
        complain("--name: '%s' is no name: give 1 to %d letters, digits, _ or "
                 "-",
            options->name, MAX_NAME);
        return STATUS_USAGE;
    }
    if (options->end == LIFECYCLE_JOIN &&
        (options->kind == LIFECYCLE_DETACHED ||
            options->kind == LIFECYCLE_UNIX_DAEMON)) {
        complain("--end=join: nobody can wait for a worker of --kind='%s': "
                 "choose another end",
            kinds[options->kind]);
        return STATUS_USAGE;
    }
    if (reason != NULL)
        complain("%s", reason);
    return reason != NULL ? STATUS_CANNOT : STATUS_HELD;
}

static int
run(const void *options, void *result)
{
    /* Not on the stack, which main's thread gives up when it leaves: its
     * workers go on to look at them. */
    static struct lifecycle lifecycle;
    static struct watch watch;
    int refused = refuse(options);

    lifecycle = (struct lifecycle){.options = options};
    watch = (struct watch){.lifecycle = &lifecycle, .result = result};
    if (refused != STATUS_HELD)
        return refused;
    lifecycle.memory = new_memory();
    lifecycle.memory->session = getsid(0);
    prepare_workers(&lifecycle);
    start_main(&watch, &lifecycle);
    watch_all(&watch);
    if (watch.status == STATUS_HELD)
        collect(&watch);
    munmap(lifecycle.memory, sizeof(*lifecycle.memory));
    stop_release(watch.signal);
    return watch.status;
}

/* Did each worker come to what the model promises? */
static bool
is_as_promised(const struct lifecycle_options *options,
    const struct lifecycle_result *result)
{
    struct lifecycle_fate fate = lifecycle_expect(options);
    bool joined = options->end == LIFECYCLE_JOIN;
    bool apart = options->kind == LIFECYCLE_UNIX_DAEMON;
    long all = options->workers;

    return result->started == all &&
           result->finished == (joined || fate.outlives_main ? all : 0) &&
           result->outlived_main == (joined ? 0 : result->finished) &&
           result->orphans == (!joined && fate.is_orphan ? all : 0) &&
           result->own_session == (apart ? all : 0) && result->in_order;
}

static void
write_note(
    const struct lifecycle_options *options, struct lifecycle_result *result)
{
    size_t size = sizeof(result->note);

    if (!result->ok)
        snprintf(result->note, size,
            "%ld of %ld %s finished, %ld after main's end, %ld left to the "
            "watcher: this is not what the model promises",
            result->finished, options->workers, lifecycle_noun,
            result->outlived_main, result->orphans);
    else if (options->end == LIFECYCLE_JOIN)
        snprintf(result->note, size,
            "main waited, though not in their order: all its %s had finished "
            "before its end",
            lifecycle_noun);
    else if (result->finished == 0)
        snprintf(result->note, size,
            "main's end was that of its %s, in the middle of their sleep",
            lifecycle_noun);
    else if (result->orphans > 0)
        snprintf(result->note, size,
            "all %s outlived main, and finished as children of the watcher; "
            "without it, init would have inherited them",
            lifecycle_noun);
    else
        snprintf(result->note, size,
            "all %s outlived main's own, in the process that it left to them",
            lifecycle_noun);
}

static int
judge(const void *from, void *into)
{
    const struct lifecycle_options *options = from;
    struct lifecycle_result *result = into;

    result->ok = is_as_promised(options, result);
    write_note(options, result);
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

static const char *const variants[] = {"--end=exit", "--end=leave", NULL};

const struct scenario scenario = {
    .name = "lifecycle",
    .question = "What becomes of a worker when its starter ends?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct lifecycle_options),
    .result_bytes = sizeof(struct lifecycle_result),
    .variants = variants,
    .run = run,
    .judge = judge,
};
