#include "touch.h"

#include "handler.h"
#include "single.h"

#include <stdlib.h>

/* ---- What it touches. ---- */

/* Its value before the first write. False if there is no memory: the worker
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

static void
add_met(struct ahead *ahead, int word, int halves, bool writes)
{
    for (int i = 0; i < ahead->met_count; i++)
        if (ahead->met[i].word == word) {
            ahead->met[i].halves |= halves;
            ahead->met[i].written |= writes;
            return;
        }
    ahead->met =
        store_grow(ahead->met, (size_t)ahead->met_count, sizeof(*ahead->met));
    ahead->met[ahead->met_count++] = (struct met){word, halves, writes};
}

static void
touch_halves(struct ahead *ahead, uint64_t key, int halves, bool reads,
    bool writes, struct pose *pose)
{
    struct machine *machine = ahead->machine;
    struct word_facts *facts = words_at(&machine->words, key);

    blind_meet(machine, ahead->worker, key, writes);
    if (writes)
        save_origin(ahead, facts);
    if (words_touch(facts, ahead->worker, reads, writes) &&
        save_origin(ahead, facts))
        machine_contend_key(machine, key);
    else if (facts->contended != -1) {
        add_touched(pose, facts->contended);
        add_met(ahead, facts->contended, halves, writes);
    } else if (writes)
        add_fresh(ahead, key);
}

static void
touch_depth(struct ahead *ahead, uint64_t key, int depth)
{
    struct machine *machine = ahead->machine;
    struct word_facts *facts = words_at(&machine->words, key);

    if (machine->program->interrupts && depth != -1 &&
        words_interrupt(facts, depth) && save_origin(ahead, facts))
        machine_contend_key(machine, key);
}

void
touch_key(struct ahead *ahead, uint64_t key, bool reads, bool writes,
    struct pose *pose)
{
    touch_halves(ahead, key, BOTH_HALVES, reads, writes, pose);
}

/* The words of these pages (pages.h). */
static void
touch_pages(
    struct ahead *ahead, uint64_t address, uint64_t bytes, struct pose *pose)
{
    uint64_t first = address / PAGE_BYTES * PAGE_BYTES;

    /* after the last page comes 0 */
    for (uint64_t at = 0; at < address - first + bytes; at += PAGE_BYTES)
        touch_key(
            ahead, space_page_key(ahead->space, first + at), true, false, pose);
}

void
touch_memory(struct ahead *ahead, uint64_t address, uint64_t bytes, bool reads,
    bool writes, struct pose *pose)
{
    uint64_t first = address / WORD_BYTES * WORD_BYTES;

    for (uint64_t at = first; at < address + bytes; at += WORD_BYTES) {
        uint64_t key = space_key(ahead->space, at);
        int halves = words_halves(at < address ? address - at : 0,
            address + bytes - at < WORD_BYTES ? address + bytes - at
                                              : WORD_BYTES);
        words_note_halves(
            words_at(&ahead->machine->words, key), ahead->worker, halves);
        touch_halves(ahead, key, halves, reads, writes, pose);
        touch_depth(ahead, key, handler_depth(ahead, at));
    }
    if (bytes > 0)
        touch_pages(ahead, address, bytes, pose);
}

void
touch_operands(
    struct ahead *ahead, const struct instruction *what, struct pose *pose)
{
    if (what->repeats && decode_is_counted_out(&ahead->registers))
        return;
    for (int i = 0; i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        uint64_t address = decode_address(operand, &ahead->registers);
        if (what->is_done_flag) /* what else is in that word is not its own */
            touch_pages(ahead, address, operand->bytes, pose);
        else
            touch_memory(ahead, address, operand->bytes, operand->reads,
                operand->writes, pose);
    }
}

void
touch_split(struct ahead *ahead, const struct instruction *what,
    const struct operand *operand)
{
    uint64_t address = decode_address(operand, &ahead->registers);
    uint64_t low = address % WORD_BYTES;
    const struct word_facts *facts = words_find(
        &ahead->machine->words, space_key(ahead->space, address - low));

    if (what->is_program && facts != NULL &&
        words_are_met(facts, words_halves(low, low + operand->bytes)))
        ahead->machine->split = what;
}

void
touch_written(struct ahead *ahead, const struct call *call, struct pose *pose)
{
    uint64_t address, bytes;

    calls_written(call, &address, &bytes);
    touch_memory(ahead, address, bytes, false, true, pose);
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

static bool
is_contended(const struct ahead *ahead, uint64_t key)
{
    const struct word_facts *facts = words_find(&ahead->machine->words, key);

    return facts != NULL && facts->contended != -1;
}

/* The operand with the conflict; the first of several. */
static const struct operand *
meeting_operand(const struct ahead *ahead, const struct instruction *what)
{
    for (int i = 0; i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        uint64_t low = decode_address(operand, &ahead->registers);
        for (uint64_t at = low / WORD_BYTES * WORD_BYTES;
             at < low + operand->bytes; at += WORD_BYTES)
            if (is_contended(ahead, space_key(ahead->space, at)) ||
                is_contended(ahead, space_page_key(ahead->space, at)))
                return operand;
    }
    return NULL;
}

void
touch_note(struct ahead *ahead, const struct note *note)
{
    ahead->note =
        store_grow(ahead->note, ahead->note_count, sizeof(*ahead->note));
    ahead->note[ahead->note_count++] = *note;
}

/* Single-step, and note the effect. */
bool
touch_step(struct ahead *ahead, const struct instruction *what)
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
    touch_note(ahead, &note);
    return alive;
}
