#ifdef __x86_64__

#include "work.h"

#include <string.h>
#include <sys/uio.h>

enum { WORD = 8, PAGE = 4096 };

bool
work_load_memory(
    const struct work *work, uint64_t address, unsigned bytes, uint64_t *value)
{
    struct iovec mine = {value, bytes};
    struct iovec theirs = {(void *)(uintptr_t)address, bytes};

    *value = 0;
    return process_vm_readv(work->task, &mine, 1, &theirs, 1, 0) ==
           (ssize_t)bytes;
}

bool
work_store_memory(
    const struct work *work, uint64_t address, unsigned bytes, uint64_t value)
{
    struct iovec mine = {&value, bytes};
    struct iovec theirs = {(void *)(uintptr_t)address, bytes};

    return address % PAGE + bytes <= PAGE &&
           process_vm_writev(work->task, &mine, 1, &theirs, 1, 0) ==
               (ssize_t)bytes;
}

uint64_t
work_cut(uint64_t value, unsigned bytes)
{
    return bytes == WORD ? value : value & ((1UL << bytes * 8) - 1);
}

uint64_t
work_extend(uint64_t value, unsigned bytes)
{
    unsigned spare = 64 - bytes * 8;

    return (uint64_t)((int64_t)(value << spare) >> spare);
}

bool
work_load(const struct work *work, int number, uint64_t *value)
{
    const struct side *side = &work->what->side[number];

    if (side->kind == SIDE_MEMORY)
        return work_load_memory(work,
            decode_address(&side->memory, &work->registers), side->bytes,
            value);
    *value = side->kind == SIDE_CONSTANT
                 ? side->constant
                 : decode_value(&side->place, &work->registers);
    return true;
}

void
work_set(struct work *work, const struct place *place, uint64_t value)
{
    char *at = (char *)&work->registers + place->offset;

    if (place->bytes == WORD / 2)
        value = work_cut(value, WORD / 2);
    memcpy(at + place->shift / 8, &value,
        place->bytes == WORD / 2 ? WORD : place->bytes);
}

bool
work_store(struct work *work, int number, uint64_t value)
{
    const struct side *side = &work->what->side[number];

    if (side->kind == SIDE_MEMORY)
        return work_store_memory(work,
            decode_address(&side->memory, &work->registers), side->bytes,
            value);
    work_set(work, &side->place, value);
    return true;
}

#endif
