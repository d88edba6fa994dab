#include "race.h"

#include "limit.h"
#include "schedule.h"
#include "types.h"
#include "where.h"

#include <stdio.h>
#include <string.h>

/* An access that a worker is about to make. */
struct access {
    const struct pose *pose;
    const struct operand *operand;
    uint64_t key; /* of its first byte */
};

/* By the program's own code; what a library does has an order of its own. */
static bool
is_plain(const struct pose *pose)
{
    return pose->kind == POSE_ACCESS && pose->next->is_program &&
           !pose->next->orders &&
           !(pose->next->repeats && decode_is_counted_out(&pose->registers));
}

static struct access
access_of(const struct machine *machine, const struct pose *pose, int number)
{
    const struct operand *operand = &pose->next->operand[number];
    uint64_t address = decode_address(operand, &pose->registers);
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];

    return (struct access){
        pose, operand, space_key(space, address) + address % WORD_BYTES};
}

static bool
conflict(const struct access *left, const struct access *right)
{
    return (left->operand->writes || right->operand->writes) &&
           left->key < right->key + right->operand->bytes &&
           right->key < left->key + left->operand->bytes;
}

/* ---- Is it atomic? ---- */

/* DWARF has a word for _Atomic from version 5 on. */
static bool
is_described(const struct pose *pose)
{
    Dwarf_Addr bias;
    Dwarf_Half version;
    const Dwarf_Die *unit = symbols_unit(pose->next->address, &bias);

    return unit != NULL &&
           dwarf_cu_info(
               unit->cu, &version, NULL, NULL, NULL, NULL, NULL, NULL) == 0 &&
           version >= 5;
}

/* __atomic_load_n and the like take plain variables, too, and are plain moves
 * then: only the source tells. */
static bool
may_be_builtin(const struct pose *pose)
{
    char line[256];

    symbols_source(pose->next->address, line, sizeof(line));
    return strstr(line, "atomic_") != NULL;
}

/* As main's process has it, which the names are for. */
static bool
is_atomic(const struct machine *machine, const struct access *access)
{
    const struct space *first = &machine->space[machine->space_of[0]];
    uint64_t word = access->key / WORD_BYTES * WORD_BYTES;
    uint64_t there = space_address(first, word);
    bool is_known = false;
    bool atomic =
        there != 0 && names_is_atomic(there + access->key - word, &is_known);

    if (!is_described(access->pose))
        limit_refuse("--races: what worker %s uses%s is not described by the "
                     "program: compile all of it with -g (DWARF 5)",
            schedule_name(access->pose->worker),
            where_line(access->pose->next->address));
    if (!is_known && type_has_atomics())
        limit_refuse("--races: what worker %s uses%s has no name, and may be "
                     "atomic: it is not judged",
            schedule_name(access->pose->worker),
            where_line(access->pose->next->address));
    if (!atomic && may_be_builtin(access->pose))
        limit_refuse("--races: what worker %s uses%s is not declared _Atomic, "
                     "but may be used as if it were: it is not judged",
            schedule_name(access->pose->worker),
            where_line(access->pose->next->address));
    return atomic;
}

/* ---- A state. ---- */

static bool
meet(const struct machine *machine, const struct pose *left,
    const struct pose *right, struct access found[2])
{
    if (!is_plain(left) || !is_plain(right))
        return false;
    for (int i = 0; i < left->next->operands; i++)
        for (int j = 0; j < right->next->operands; j++) {
            found[0] = access_of(machine, left, i);
            found[1] = access_of(machine, right, j);
            if (conflict(&found[0], &found[1]) &&
                !is_atomic(machine, &found[0]) &&
                !is_atomic(machine, &found[1]))
                return true;
        }
    return false;
}

static bool
find(const struct model *model, const struct state *state,
    struct access found[2])
{
    const struct machine *machine = model->machine;

    for (int i = 0; i < model->workers; i++)
        for (int j = i + 1; j < model->workers; j++)
            if (meet(machine, machine_pose(machine, state->seat[i].pose),
                    machine_pose(machine, state->seat[j].pose), found))
                return true;
    return false;
}

bool
race_ends(const struct model *model, const struct state *state)
{
    struct access found[2];

    if (model->ends_at_race && !decode_knows_atomics)
        limit_refuse("--races: which instructions are atomic is known on "
                     "x86-64 alone");
    return model->ends_at_race && find(model, state, found);
}

static const char *
verb_of(const struct access *access)
{
    return !access->operand->writes  ? "reads"
           : !access->operand->reads ? "writes"
                                     : "changes";
}

bool
race_say(
    const struct model *model, const struct state *state, char out[RACE_TEXT])
{
    struct access found[2];
    char name[NAME_BYTES], line[80];

    if (!model->ends_at_race || !find(model, state, found))
        return false;
    const struct access *writer = &found[!found[0].operand->writes];
    const struct access *other = &found[writer == &found[0]];
    machine_name(model->machine, writer->pose->worker,
        decode_address(writer->operand, &writer->pose->registers), true, name,
        sizeof(name));
    snprintf(line, sizeof(line), "%s", where_line(writer->pose->next->address));
    snprintf(out, RACE_TEXT,
        "%s %s %s%s while %s %s it%s: nothing orders the two",
        schedule_name(writer->pose->worker), verb_of(writer), name, line,
        schedule_name(other->pose->worker), verb_of(other),
        where_line(other->pose->next->address));
    return true;
}

void
race_print_none(FILE *out)
{
    fprintf(out, "; its own code has no data race within the bound%s",
        type_has_atomics() ? ", if no atomic is relaxed" : "");
}
