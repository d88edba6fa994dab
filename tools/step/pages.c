#include "pages.h"

#include "arrive.h"
#include "touch.h"
#include "where.h"

#include "kit/die.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* What a page's word says. */
enum page {
    PAGE_OPEN,      /* the kernel's answer counts */
    PAGE_GONE,      /* unmapped */
    PAGE_CLOSED,    /* PROT_NONE */
    PAGE_READ_ONLY, /* read-only */
    PAGE_FREED      /* of a large block that malloc mapped separately */
};

/* From this size on, glibc gets blocks from the kernel (mallopt(3),
 * M_MMAP_THRESHOLD), and returns them at once; here they are in the heap. */
enum { LARGE_BYTES = 128 * 1024, MAX_PAGES = 1 << 20 };

static uint64_t
page_of(uint64_t address)
{
    return address / PAGE_BYTES * PAGE_BYTES;
}

static uint64_t
read_page(const struct ahead *ahead, uint64_t address)
{
    struct word word = {space_page_key(ahead->space, address), PAGE_OPEN};

    space_load(ahead->space, &word, 1);
    return word.value;
}

static void
write_page(struct ahead *ahead, uint64_t address, enum page value)
{
    struct word word = {space_page_key(ahead->space, address), value};
    struct pose ignored = {0};

    touch_key(ahead, word.key, true, true, &ignored);
    free(ignored.touched);
    space_store(ahead->space, &word, 1);
}

/* ---- Accesses. ---- */

/* A freed block is the library's again: only it may write there. */
static bool
is_fatal(const struct instruction *what, const struct operand *operand,
    uint64_t page)
{
    return page == PAGE_GONE || page == PAGE_CLOSED ||
           (page == PAGE_READ_ONLY && operand->writes) ||
           (page == PAGE_FREED && symbols_is_program(what->address));
}

bool
pages_kill(const struct ahead *ahead, const struct instruction *what)
{
    if (!space_has_pages(ahead->space) ||
        (what->repeats && decode_is_counted_out(&ahead->registers)))
        return false;
    for (int i = 0; i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        uint64_t low = decode_address(operand, &ahead->registers);
        uint64_t high = low + operand->bytes;
        for (uint64_t at = page_of(low); at < high; at += PAGE_BYTES)
            if (is_fatal(what, operand, read_page(ahead, at)))
                return true;
    }
    return false;
}

/* ---- Calls. ---- */

/* The pages that a call is about. */
struct range {
    uint64_t low, high;
};

static struct range
range_of(const struct ahead *ahead, const struct call *call)
{
    uint64_t low = call->arguments[0], bytes = call->arguments[1];

    if (call->number == SYS_shmdt)
        bytes = space_attached(ahead->space, low);
    return (struct range){low, page_of(low + bytes + PAGE_BYTES - 1)};
}

static bool
is_shared(const struct ahead *ahead, struct range range)
{
    return space_is_shared(space_key(ahead->space, range.low));
}

static bool
zeroes(const struct ahead *ahead, const struct call *call)
{
    return call->number == SYS_madvise &&
           (call->arguments[2] == MADV_DONTNEED ||
               call->arguments[2] == MADV_FREE) &&
           !is_shared(ahead, range_of(ahead, call)) &&
           !arrive_is_dead(
               ahead, range_of(ahead, call).low, range_of(ahead, call).high);
}

static void
refuse_unknown(const struct ahead *ahead, const struct call *call)
{
    struct range range = range_of(ahead, call);

    if (call->number == SYS_mremap)
        where_refuse(ahead, "mremap");
    if (call->number == SYS_madvise && call->arguments[2] == MADV_REMOVE)
        where_refuse(ahead, "madvise with MADV_REMOVE");
    if ((range.high - range.low) / PAGE_BYTES > MAX_PAGES)
        where_refuse(ahead, "munmap, or the like, for more than 4 GiB");
}

static bool
changes_protection(const struct call *call)
{
    return call->number == SYS_munmap || call->number == SYS_mprotect ||
           call->number == SYS_shmdt;
}

void
pages_look(struct ahead *ahead, struct pose *pose)
{
    const struct call *call = &pose->call;
    struct range range = range_of(ahead, call);

    refuse_unknown(ahead, call);
    pose->kind = POSE_PAGES;
    pose->takes_all = zeroes(ahead, call);
    if (!changes_protection(call))
        return;
    for (uint64_t at = page_of(range.low); at < range.high; at += PAGE_BYTES)
        touch_key(ahead, space_page_key(ahead->space, at), true, true, pose);
}

/* Each word is a separate write, which others may see. */
static void
zero_page(struct ahead *ahead, uint64_t page)
{
    static const uint64_t zero;
    uint64_t words[PAGE_BYTES / WORD_BYTES];
    struct pose ignored = {0};

    if (!target_peek(ahead->task, page, words, sizeof(words)))
        return; /* nobody reads there, either */
    for (uint64_t i = 0; i < PAGE_BYTES / WORD_BYTES; i++) {
        if (words[i] == 0)
            continue;
        touch_memory(
            ahead, page + i * WORD_BYTES, WORD_BYTES, false, true, &ignored);
        target_poke(ahead->task, page + i * WORD_BYTES, &zero, WORD_BYTES);
    }
    free(ignored.touched);
}

static enum page
page_after(const struct call *call)
{
    uint64_t protection = call->arguments[2];

    return call->number != SYS_mprotect     ? PAGE_GONE
           : protection == PROT_NONE        ? PAGE_CLOSED
           : (protection & PROT_WRITE) == 0 ? PAGE_READ_ONLY
                                            : PAGE_OPEN;
}

/* Of System V memory, only what is attached there can be detached. */
static bool
finds_none(const struct ahead *ahead, const struct call *call)
{
    uint64_t address = call->arguments[0];

    return call->number == SYS_shmdt &&
           (space_attached(ahead->space, address) == 0 ||
               read_page(ahead, address) == PAGE_GONE);
}

long
pages_make(struct ahead *ahead, const struct call *call)
{
    struct range range = range_of(ahead, call);

    refuse_unknown(ahead, call);
    if (range.low % PAGE_BYTES != 0 || range.high < range.low ||
        finds_none(ahead, call))
        return -EINVAL;
    for (uint64_t at = range.low; at < range.high; at += PAGE_BYTES)
        if (zeroes(ahead, call))
            zero_page(ahead, at);
        else if (changes_protection(call) &&
                 read_page(ahead, at) != page_after(call))
            write_page(ahead, at, page_after(call));
    return 0;
}

/* ---- Large blocks. ---- */

/* In glibc's layout the size is before the block, and the next block records
 * that it is in use (malloc/malloc.c, "chunk"). */
static struct block
block_at(const struct ahead *ahead, uint64_t address)
{
    enum { FLAGS = 7, IN_USE = 1, HEAD = 2 * WORD_BYTES };
    struct block block = {0, 0};
    uint64_t size, next;

    if (address == 0 || address % HEAD != 0 ||
        !target_peek(ahead->task, address - WORD_BYTES, &size, WORD_BYTES))
        return block;
    size &= ~(uint64_t)FLAGS;
    if (size % HEAD == 0 && size != 0 &&
        target_peek(
            ahead->task, address - WORD_BYTES + size, &next, WORD_BYTES) &&
        (next & IN_USE) != 0)
        block = (struct block){address, size - WORD_BYTES};
    return block;
}

static bool
is_called(const char *function, const char *const *names)
{
    while (*names != NULL && strcmp(function, *names) != 0)
        names++;
    return *names != NULL;
}

struct block
pages_taken(const struct ahead *ahead, const char *function)
{
    static const char *const takers[] = {"free", "realloc", NULL};

    return is_called(function, takers)
               ? block_at(ahead, arch_argument(&ahead->registers))
               : (struct block){0, 0};
}

bool
pages_is_large(struct block block)
{
    return block.bytes >= LARGE_BYTES;
}

void
pages_give(struct ahead *ahead, const char *function, struct block taken)
{
    static const char *const givers[] = {"malloc", "calloc", "realloc", NULL};
    struct block given = {0, 0};

    if (is_called(function, givers))
        given = block_at(ahead, (uint64_t)arch_call_result(&ahead->registers));
    if (pages_is_large(taken) && taken.address != given.address)
        for (uint64_t at = page_of(taken.address + PAGE_BYTES - 1);
             at + PAGE_BYTES <= taken.address + taken.bytes; at += PAGE_BYTES)
            write_page(ahead, at, PAGE_FREED);
    if (space_has_pages(ahead->space))
        for (uint64_t at = page_of(given.address);
             at < given.address + given.bytes; at += PAGE_BYTES)
            if (read_page(ahead, at) == PAGE_FREED)
                write_page(ahead, at, PAGE_OPEN);
}
