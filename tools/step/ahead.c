#include "ahead.h"

#include "exclusive.h"
#include "library.h"
#include "said.h"
#include "tasks.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A worker that touches nothing shared for so long is told to be endless. */
enum { MAX_RUN = 100000, MAX_LOOK = 5000, LOOK_EVERY = 256 };

void
ahead_begin(
    struct ahead *ahead, struct machine *machine, const struct pose *from)
{
    int worker = from->worker;

    *ahead = (struct ahead){.machine = machine,
        .from = from,
        .worker = worker,
        .task = machine->target.worker[worker].task,
        .space = &machine->space[machine->space_of[worker]],
        .visit = from->visit,
        .place = from->place};
    /* The step that it is to make now is the call's first. */
    if (ahead->place.kind == PLACE_CALL)
        ahead->place.kind = PLACE_CALL_BEGUN;
    if (!arch_read(ahead->task, &ahead->registers))
        die(STATUS_CANNOT, "worker %d is gone: %m", worker);
}

/* ---- One instruction. ---- */

static bool
is_deadly(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
           signal == SIGILL || signal == SIGABRT || signal == SIGSYS ||
           signal == SIGPIPE;
}

/* One instruction, or one pair of them that is one. False if it cannot be. */
static bool
run_instruction(const struct ahead *ahead, int *status)
{
    uint64_t pc = arch_pc(&ahead->registers);
    const struct instruction *what = decode_known(pc);

    if (what != NULL && what->exclusive)
        return exclusive_run(ahead->task, pc, status);
    if (ptrace(PTRACE_SINGLESTEP, ahead->task, NULL, NULL) == -1)
        return false;
    if (what != NULL && what->kind == INSTRUCTION_CALL)
        return target_wait(&ahead->machine->target, ahead->task, status);
    return waitpid(ahead->task, status, __WALL) == ahead->task;
}

/* False if the worker got a signal that kills. Other signals do not reach it.
 */
static bool
single_step(struct ahead *ahead)
{
    struct machine *machine = ahead->machine;
    long begin_ns = clock_ns();
    int status;

    do {
        if (!run_instruction(ahead, &status) || !WIFSTOPPED(status))
            die(STATUS_CANNOT, "worker %d was killed by somebody else",
                ahead->worker);
        if (is_deadly(WSTOPSIG(status)))
            ahead->signal = WSTOPSIG(status);
    } while (WSTOPSIG(status) != SIGTRAP && ahead->signal == 0);
    machine->traced_ns += clock_ns() - begin_ns;
    if (++machine->instructions % LOOK_EVERY == 0)
        target_obey(&machine->target);
    if (!arch_read(ahead->task, &ahead->registers))
        die(STATUS_CANNOT, "worker %d is gone: %m", ahead->worker);
    return ahead->signal == 0;
}

static const struct instruction *
fetch(struct ahead *ahead)
{
    uint64_t pc = arch_pc(&ahead->registers);
    const struct instruction *found = decode_known(pc);
    unsigned char code[MAX_ENCODING] = {0};
    size_t bytes = sizeof(code);

    if (found != NULL)
        return found;
    while (bytes > 0 && !target_peek(ahead->task, pc, code, bytes))
        bytes--; /* the mapping may end here */
    return bytes > 0 && decode(pc, code, &found) ? found : NULL;
}

/* ---- What it touches. ---- */

/* What it was before anybody wrote to it. False where there is no memory: it
 * will die of that, or its stack is about to grow. */
static bool
save_origin(struct ahead *ahead, struct word_facts *facts)
{
    struct word word = {facts->key, 0};

    if (!facts->saved && space_load(ahead->space, &word, 1)) {
        facts->saved = true;
        facts->origin = word.value;
    }
    return facts->saved;
}

static void
add_fresh(struct ahead *ahead, uint64_t key)
{
    ahead->fresh =
        store_grow(ahead->fresh, ahead->fresh_count, sizeof(*ahead->fresh));
    ahead->fresh[ahead->fresh_count++] = key;
}

static void
add_touched(struct pose *pose, int word)
{
    for (int i = 0; i < pose->touched_count; i++)
        if (pose->touched[i] == word)
            return;
    pose->touched = store_grow(
        pose->touched, (size_t)pose->touched_count, sizeof(*pose->touched));
    pose->touched[pose->touched_count++] = word;
}

/* Take note of an access; its contended words go into the pose. */
static void
touch(struct ahead *ahead, uint64_t address, uint64_t bytes, bool reads,
    bool writes, struct pose *pose)
{
    uint64_t first = address / WORD_BYTES * WORD_BYTES;

    for (uint64_t at = first; at < address + bytes; at += WORD_BYTES) {
        struct word_facts *facts =
            words_at(&ahead->machine->words, space_key(ahead->space, at));
        if (writes)
            save_origin(ahead, facts);
        if (words_touch(facts, ahead->worker, reads, writes) &&
            save_origin(ahead, facts))
            machine_contend(ahead->machine, ahead->worker, at);
        else if (facts->contended != -1)
            add_touched(pose, facts->contended);
        else if (writes)
            add_fresh(ahead, facts->key);
    }
}

static void
touch_operands(
    struct ahead *ahead, const struct instruction *what, struct pose *pose)
{
    if (what->repeats && decode_is_counted_out(&ahead->registers))
        return;
    for (int i = 0; i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        touch(ahead, decode_address(operand, &ahead->registers), operand->bytes,
            operand->reads, operand->writes, pose);
    }
}

/* ---- What the reader will see. ---- */

static uint64_t
memory_value(
    struct ahead *ahead, const struct operand *operand, uint64_t address)
{
    uint64_t value = 0;

    target_peek(ahead->task, address, &value,
        operand->bytes < sizeof(value) ? operand->bytes : sizeof(value));
    return value;
}

/* The operand by which it meets the others; of several the first. */
static const struct operand *
meeting_operand(struct ahead *ahead, const struct instruction *what)
{
    for (int i = 0; i < what->operands; i++) {
        uint64_t address = decode_address(&what->operand[i], &ahead->registers);
        uint64_t key = space_key(ahead->space, address);
        if (words_at(&ahead->machine->words, key)->contended != -1)
            return &what->operand[i];
    }
    return NULL;
}

static void
add_note(struct ahead *ahead, const struct note *note)
{
    ahead->note =
        store_grow(ahead->note, ahead->note_count, sizeof(*ahead->note));
    ahead->note[ahead->note_count++] = *note;
}

/* Single-step, and note what came of it. */
static bool
step_and_note(struct ahead *ahead, const struct instruction *what)
{
    const struct operand *memory = meeting_operand(ahead, what);
    uint64_t address =
        memory != NULL ? decode_address(memory, &ahead->registers) : 0;
    struct note note = {.what = what};

    if (memory != NULL) {
        note.bytes = memory->bytes;
        note.address = address;
        note.has_before = memory->reads;
        note.before = memory_value(ahead, memory, address);
    }
    bool alive = single_step(ahead);
    if (memory != NULL) {
        note.has_after = memory->writes;
        note.after = memory_value(ahead, memory, address);
    } else if (what->result.bytes > 0) {
        note.bytes = what->result.bytes;
        note.has_after = true;
        note.after = decode_value(&what->result, &ahead->registers);
    }
    add_note(ahead, &note);
    return alive;
}

/* ---- The steps. ---- */

bool
ahead_access(struct ahead *ahead)
{
    struct pose ignored = {0};
    const struct instruction *what = ahead->from->next;

    touch_operands(ahead, what, &ignored);
    free(ignored.touched);
    if (ahead->machine->stale)
        return true;
    if (what->split && symbols_is_program(what->address))
        ahead->machine->split = what;
    return step_and_note(ahead, what);
}

/* The kernel makes the call; nobody else can tell. */
static bool
make_real_call(struct ahead *ahead, const struct call *call)
{
    struct pose ignored = {0};
    uint64_t address, bytes;

    calls_written(call, &address, &bytes);
    touch(ahead, address, bytes, false, true, &ignored);
    free(ignored.touched);
    return single_step(ahead);
}

static void
pretend_call(struct ahead *ahead, long result)
{
    arch_return_from_call(&ahead->registers, result);
    if (!arch_write(ahead->task, &ahead->registers))
        die(STATUS_CANNOT, "worker %d is gone: %m", ahead->worker);
}

static bool
make_map(struct ahead *ahead, const struct call *call)
{
    struct machine *machine = ahead->machine;
    int space = machine->space_of[ahead->worker];
    uint64_t instruction = arch_pc(&ahead->registers);
    long result;

    if (maps_know(&machine->program->maps, space, call, &result)) {
        pretend_call(ahead, result);
        return true;
    }
    bool alive = single_step(ahead);
    maps_add(&machine->program->maps, space, instruction, call,
        arch_call_result(&ahead->registers));
    return alive;
}

/* It is printed to nobody, but noted. Whoever gives an address that is none is
 * told so, as by the kernel. */
static long
print(struct ahead *ahead, const struct call *call)
{
    size_t bytes = call->arguments[2];

    if (bytes > SAID_BYTES)
        bytes = SAID_BYTES; /* of these no more count */
    char *text = store_new(ahead->text_bytes + bytes);
    if (ahead->text_bytes > 0)
        memcpy(text, ahead->text, ahead->text_bytes);
    bool is_there = bytes == 0 || target_peek(ahead->task, call->arguments[1],
                                      text + ahead->text_bytes, bytes);
    free(ahead->text);
    ahead->text = text;
    if (!is_there)
        return -EFAULT;
    if (call->arguments[0] == STDOUT_FILENO)
        ahead->text_bytes += bytes;
    return (long)call->arguments[2];
}

/* The same, for the pieces of a writev. */
static long
print_pieces(struct ahead *ahead, const struct call *call)
{
    long all = 0;

    for (uint64_t i = 0; i < call->arguments[2]; i++) {
        uint64_t piece[2]; /* struct iovec */
        if (!target_peek(ahead->task, call->arguments[1] + i * sizeof(piece),
                piece, sizeof(piece)))
            return -EFAULT;
        struct call one = {
            SYS_write, {call->arguments[0], piece[0], piece[1]}};
        long printed = print(ahead, &one);
        if (printed < 0)
            return printed;
        all += printed;
    }
    return all;
}

static bool
make_call(struct ahead *ahead, const struct call *call, long result)
{
    switch (calls_kind(call)) {
    case CALL_OUTPUT:
        pretend_call(ahead, call->number == SYS_write
                                ? print(ahead, call)
                                : print_pieces(ahead, call));
        return true;
    case CALL_REAL:
        return make_real_call(ahead, call);
    case CALL_MAP:
        return make_map(ahead, call);
    default:
        pretend_call(ahead, result);
        return true;
    }
}

/* A system call within a function that is one step: it must not sleep, nor do
 * what others can see. */
static bool
call_inside(struct ahead *ahead)
{
    const char *function = ahead->from->next->entry_of;
    struct call call;

    arch_call(&ahead->registers, &call);
    switch (calls_kind(&call)) {
    case CALL_REAL:
    case CALL_MAP:
    case CALL_OUTPUT:
    case CALL_SKIP:
    case CALL_WAKE: /* nobody sleeps in such a function */
        return make_call(ahead, &call, calls_result(&call));
    case CALL_ID:
        return make_call(
            ahead, &call, machine_id(ahead->machine, ahead->worker, &call));
    default:
        if (calls_abort(&call)) { /* what it was given is broken */
            ahead->signal = SIGABRT;
            return false;
        }
        die(STATUS_CANNOT,
            "worker %d calls %s, and there comes to %s: it is not followed",
            ahead->worker, function, calls_name(call.number));
    }
}

/* From the call of the function to its return, whatever it does. */
bool
ahead_function(struct ahead *ahead)
{
    uint64_t sp = arch_sp(&ahead->registers), word = 0;
    struct note note = {.what = ahead->from->next, .has_after = true};
    struct pose ignored = {0};
    bool alive = true;

    target_peek(ahead->task, sp, &word, sizeof(word));
    uint64_t back = arch_return_address(&ahead->registers, word);
    for (long ran = 0; alive; ran++) {
        const struct instruction *what = fetch(ahead);
        if (arch_pc(&ahead->registers) == back &&
            arch_sp(&ahead->registers) >= sp)
            break;
        if (ran == MAX_RUN)
            die(STATUS_CANNOT,
                "worker %d calls %s, which runs on and on: it is not followed",
                ahead->worker, note.what->entry_of);
        if (what != NULL && what->kind == INSTRUCTION_CALL) {
            alive = call_inside(ahead);
            continue;
        }
        if (what != NULL)
            touch_operands(ahead, what, &ignored);
        alive = single_step(ahead);
    }
    free(ignored.touched);
    note.after = (uint64_t)arch_call_result(&ahead->registers);
    add_note(ahead, &note);
    return alive;
}

bool
ahead_call(struct ahead *ahead, long result)
{
    struct note note = {.what = ahead->from->next, .has_after = true};
    bool alive = make_call(ahead, &ahead->from->call, result);

    note.after = (uint64_t)arch_call_result(&ahead->registers);
    add_note(ahead, &note);
    ahead->paused = calls_kind(&ahead->from->call) == CALL_YIELD;
    return alive;
}

bool
ahead_reap(struct ahead *ahead, long result, int status)
{
    const struct call *call = &ahead->from->call;
    uint64_t address, bytes;
    struct pose met = {0};

    calls_written(call, &address, &bytes);
    if (result > 0 && bytes > 0) {
        touch(ahead, address, bytes, false, true, &met);
        if (met.touched_count > 0)
            die(STATUS_CANNOT, "worker %d waits for a process, and its status "
                "goes to where others look: it is not followed",
                ahead->worker);
        if (!target_poke(ahead->task, address, &status, sizeof(status)))
            result = -EFAULT;
    }
    return ahead_call(ahead, result);
}

/* ---- Calls in which it may sleep. ---- */

/* True when the task has stopped after its call, false when it sleeps. A task
 * that is woken is not asleep from that moment on (the waker sees to it), so
 * the answer does not depend on time. */
static bool
await_return(struct machine *machine, int worker)
{
    pid_t task = machine->target.worker[worker].task;
    int status, looks = 0;

    for (;;) {
        pid_t id = waitpid(task, &status, __WALL | WNOHANG);
        if (id == task && WIFSTOPPED(status)) {
            machine->stop_status[worker] = status;
            return true;
        }
        if (id != 0)
            die(STATUS_CANNOT, "worker %d was killed by somebody else", worker);
        looks = tasks_sleeps(task) ? looks + 1 : 0;
        if (looks > 1)
            return false;
        if (looks > 0)
            target_nap(&machine->target);
        else
            target_obey(&machine->target);
    }
}

bool
ahead_enter(struct machine *machine, int worker)
{
    const struct pose *pose = machine_pose(machine, machine->at[worker]);
    struct pose ignored = {0};
    struct ahead ahead;
    uint64_t address, bytes;

    ahead_begin(&ahead, machine, pose);
    calls_written(&pose->call, &address, &bytes);
    touch(&ahead, address, bytes, false, true, &ignored);
    free(ignored.touched);
    free(ahead.fresh);
    if (machine->stale)
        return true;
    if (ptrace(PTRACE_SINGLESTEP, ahead.task, NULL, NULL) == -1)
        die(STATUS_CANNOT, "worker %d is gone: %m", worker);
    machine->instructions++;
    return await_return(machine, worker);
}

bool
ahead_has_returned(struct machine *machine, int worker)
{
    return await_return(machine, worker);
}

bool
ahead_returned(struct ahead *ahead)
{
    struct note note = {.what = ahead->from->next, .has_after = true};
    struct pose ignored = {0};
    uint64_t address, bytes;
    int signal = WSTOPSIG(ahead->machine->stop_status[ahead->worker]);

    calls_written(&ahead->from->call, &address, &bytes);
    touch(ahead, address, bytes, false, true, &ignored);
    free(ignored.touched);
    if (signal != SIGTRAP && is_deadly(signal))
        ahead->signal = signal;
    note.after = (uint64_t)arch_call_result(&ahead->registers);
    add_note(ahead, &note);
    return ahead->signal == 0;
}

/* ---- The pose that it comes to. ---- */

static int
by_key(const void *left, const void *right)
{
    const struct word *a = left, *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

/* Below the stack pointer lies what no code may read. */
static bool
is_dead(const struct ahead *ahead, uint64_t key)
{
    uint64_t sp = arch_sp(&ahead->registers);
    uint64_t address = space_address(ahead->space, key);

    return !space_is_shared(key) &&
           address + WORD_BYTES <= sp - arch_red_zone &&
           address >= space_low(ahead->space, sp);
}

/* Who was killed by a bad address has written nothing there. How many words are
 * left. */
static size_t
load_what_is_there(const struct space *space, struct word *words, size_t count)
{
    size_t there = 0;

    if (space_load(space, words, count))
        return count;
    for (size_t i = 0; i < count; i++)
        if (space_load(space, &words[i], 1))
            words[there++] = words[i];
    return there;
}

static void
collect_own(struct ahead *ahead, struct pose *pose)
{
    size_t old_count = ahead->from->own_count, n = 0;
    size_t count = ahead->fresh_count;
    struct word *words = store_new((old_count + count) * sizeof(*words));

    for (size_t i = 0; i < count; i++)
        words[i].key = ahead->fresh[i];
    count = load_what_is_there(ahead->space, words, count);
    if (old_count > 0)
        memcpy(words + count, ahead->from->own, old_count * sizeof(*words));
    /* The fresh ones first: qsort must not mix them with what was before. */
    qsort(words, count, sizeof(*words), by_key);
    struct word *merged = store_new((old_count + count) * sizeof(*words));
    for (size_t i = 0, j = count; i < count || j < count + old_count;) {
        bool old = i == count ||
                   (j < count + old_count && words[j].key < words[i].key);
        struct word word = words[old ? j : i];
        i += !old;
        while (!old && j < count + old_count && words[j].key == word.key)
            j++;
        while (!old && i < count && words[i].key == word.key)
            i++;
        j += old;
        if (is_dead(ahead, word.key))
            machine_leave_behind(ahead->machine, ahead->worker, word.key);
        else if (words_at(&ahead->machine->words, word.key)->origin !=
                 word.value)
            merged[n++] = word;
    }
    free(words);
    pose->own = merged;
    pose->own_count = n;
}

static int
arrive(struct ahead *ahead, struct pose *pose)
{
    static struct vectors vectors;
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];
    bool ended = pose->kind == POSE_ENDED || pose->kind == POSE_EXITED;

    pose->worker = ahead->worker;
    pose->registers = ahead->registers;
    pose->signal = ahead->signal;
    pose->visit = ahead->visit;
    pose->place = ahead->place;
    pose->paused = ahead->paused;
    if (!arch_read_vectors(ahead->task, &vectors) ||
        !tasks_read_blocked(ahead->task, &pose->blocked))
        die(STATUS_CANNOT, "worker %d is gone: %m", ahead->worker);
    pose->vector_bytes = vectors.bytes;
    pose->vectors = store_copy(vectors.image, vectors.bytes);
    if (ended && pose->next == NULL) {
        arch_forget_leftovers(&pose->registers, self->end_sp > 1);
        pose->vector_bytes = 0;
    }
    collect_own(ahead, pose);
    free(ahead->fresh);
    if (ended || pose->kind == POSE_CRASHED)
        ahead->lag = 0;
    return poses_intern(&ahead->machine->poses, pose);
}

static bool
is_at_end(const struct ahead *ahead)
{
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];

    return arch_pc(&ahead->registers) == self->end_pc && self->end_sp != 0 &&
           arch_sp(&ahead->registers) >= self->end_sp;
}

static void
note_visit(struct ahead *ahead, const struct instruction *what)
{
    uint64_t sp = arch_sp(&ahead->registers);

    if (ahead->visit.function != NULL && sp > ahead->visit.sp)
        ahead->visit.function = NULL;
    if (library_of(what->entry_of) == LIBRARY_SLEEPER)
        ahead->visit = (struct visit){
            what->entry_of, arch_argument(&ahead->registers), sp};
}

/* Code of a library that was returned to, and not called, is what comes after a
 * thread's function, or after main. */
static void
note_place(struct ahead *ahead, const struct instruction *what)
{
    struct place_of_call *place = &ahead->place;
    bool was_program = place->kind == PLACE_PROGRAM;
    uint64_t sp = arch_sp(&ahead->registers);

    if (!ahead->machine->program->births || ahead->machine->every_instruction)
        return;
    if (what->is_program)
        *place = (struct place_of_call){.kind = PLACE_PROGRAM};
    else if (place->kind >= PLACE_CALL && sp <= place->sp)
        return;
    else if (what->entry_of != NULL ? library_synchronizes(what->entry_of)
                                    : was_program)
        *place = (struct place_of_call){PLACE_CALL,
            what->entry_of != NULL ? sp : UINT64_MAX, what->entry_of,
            arch_argument(&ahead->registers)};
    else
        *place = (struct place_of_call){.kind = PLACE_LIBRARY};
}

/* Has the process other workers, whom an exit ends? */
static bool
is_alone(const struct ahead *ahead)
{
    const struct machine *machine = ahead->machine;
    int others = -1;

    for (int i = 0; i < machine->target.workers; i++)
        others += machine->space_of[i] == machine->space_of[ahead->worker];
    return others == 0;
}

/* What exit, _exit or exit_group is given. */
static int
status_of_exit(const struct ahead *ahead, const struct instruction *what,
    const struct call *call)
{
    return (int)(what->kind == INSTRUCTION_CALL
                     ? call->arguments[0]
                     : arch_argument(&ahead->registers));
}

/* Of a system call, or of a function that does not return. */
static enum pose_kind
kind_of_call(const struct ahead *ahead, const struct instruction *what,
    const struct call *call)
{
    enum library library = library_of(what->entry_of);
    bool is_call = what->kind == INSTRUCTION_CALL;
    enum call_kind kind = is_call                   ? calls_kind(call)
                          : library == LIBRARY_EXIT ? CALL_EXIT
                                                    : CALL_END;

    if (library == LIBRARY_END && ahead->machine->has_handlers)
        die(STATUS_CANNOT,
            "worker %d calls %s and has a clean-up handler: it is not followed "
            "there",
            ahead->worker, what->entry_of);
    if (is_call ? calls_abort(call) : library == LIBRARY_CRASH)
        return POSE_CRASHED;
    if (kind == CALL_END && is_call && ahead->machine->program->births > 0)
        return POSE_LEAVE;
    if (kind == CALL_END || (kind == CALL_EXIT && is_alone(ahead)))
        return POSE_ENDED;
    return kind == CALL_EXIT ? POSE_EXIT : POSE_CALL;
}

/* A function after which nothing more is to be followed. Where all is led, exit
 * is: what it calls may be the program's own, and fail. */
static bool
is_last(const struct ahead *ahead, enum library library)
{
    return library == LIBRARY_END || library == LIBRARY_CRASH ||
           (library == LIBRARY_EXIT && ahead->machine->program->births == 0);
}

/* Is this where the worker stops for its next step? */
static bool
is_pose(struct ahead *ahead, const struct instruction *what, struct pose *pose)
{
    enum library library = library_of(what->entry_of);

    if (is_at_end(ahead)) {
        pose->kind = POSE_ENDED;
        return true;
    }
    pose->next = what;
    if (what->kind == INSTRUCTION_CALL)
        arch_call(&ahead->registers, &pose->call);
    if (what->kind == INSTRUCTION_CALL || is_last(ahead, library)) {
        pose->kind = kind_of_call(ahead, what, &pose->call);
        ahead->signal = pose->kind == POSE_CRASHED ? SIGABRT : 0;
        if (pose->kind == POSE_EXIT || pose->kind == POSE_ENDED)
            pose->exit_status = status_of_exit(ahead, what, &pose->call);
        target_peek(ahead->task, arch_sp(&ahead->registers), &pose->caller,
            sizeof(pose->caller));
        return true;
    }
    if (library == LIBRARY_STEP) {
        pose->kind = POSE_FUNCTION;
        return true;
    }
    touch_operands(ahead, what, pose);
    pose->kind = POSE_ACCESS;
    return pose->touched_count > 0;
}

/* No instruction that can be read: it dies of that, or we know too little. */
static void
die_of_unknown(struct ahead *ahead)
{
    uint64_t pc = arch_pc(&ahead->registers), offset = 0;
    const char *function = symbols_function(pc, &offset);

    if (single_step(ahead))
        die(STATUS_CANNOT,
            "worker %d comes to an instruction that capstone does not know, "
            "in %s: it is not followed",
            ahead->worker, function != NULL ? function : "code without a name");
}

/* This run is for nothing: something contended is new. Use it to find what else
 * there is, so that not each word costs a run of its own. */
static void
look_around(struct ahead *ahead)
{
    struct pose ignored = {0};
    bool alive = true;

    for (int ran = 0; alive && ran < MAX_LOOK && !is_at_end(ahead); ran++) {
        const struct instruction *what = fetch(ahead);
        if (what == NULL || what->kind == INSTRUCTION_CALL)
            break;
        touch_operands(ahead, what, &ignored);
        alive = single_step(ahead);
    }
    free(ignored.touched);
}

int
ahead_run(struct ahead *ahead, bool alive)
{
    bool every = ahead->machine->every_instruction;

    for (long ran = 0;; ran++) {
        struct pose pose = {.kind = POSE_CRASHED};
        const struct instruction *what = alive ? fetch(ahead) : NULL;
        if (what == NULL) {
            if (alive)
                die_of_unknown(ahead);
            return arrive(ahead, &pose);
        }
        note_visit(ahead, what);
        note_place(ahead, what);
        if (library_of(what->entry_of) == LIBRARY_HANDLER)
            ahead->machine->has_handlers = true;
        bool here = is_pose(ahead, what, &pose);
        if (ahead->machine->stale) {
            look_around(ahead);
            free(pose.touched);
            free(ahead->fresh);
            return -1;
        }
        if (ran == MAX_RUN)
            pose.kind = POSE_ENDLESS;
        if (here || ran == MAX_RUN)
            return arrive(ahead, &pose);
        ahead->paused |= what->kind == INSTRUCTION_PAUSE;
        ahead->lag += every;
        alive = every ? step_and_note(ahead, what) : single_step(ahead);
    }
}

int
ahead_exit(struct ahead *ahead)
{
    struct note note = {.what = ahead->from->next};
    struct pose pose = {.kind = ahead->from->kind == POSE_LEAVE ? POSE_ENDED
                                                                : POSE_EXITED,
        .next = ahead->from->next,
        .exit_status = ahead->from->exit_status};

    ahead->note = store_copy(&note, sizeof(note));
    return arrive(ahead, &pose);
}

long
ahead_make(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call)
{
    struct pose pose = {.worker = worker};
    struct ahead ahead;

    ahead_begin(&ahead, machine, &pose);
    struct registers saved = ahead.registers;
    arch_prepare_call(&ahead.registers, instruction, call);
    if (arch_write(ahead.task, &ahead.registers))
        single_step(&ahead);
    arch_write(ahead.task, &saved);
    return arch_call_result(&ahead.registers);
}
