#include "lend.h"

#include "limit.h"
#include "pages.h"
#include "single.h"
#include "touch.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { MOST_LENT = 8 };

struct lent {
    int count;
    uint64_t page[MOST_LENT];
    int rights[MOST_LENT]; /* as they were */
};

static bool
lend(struct guard *guard, struct lent *lent, uint64_t page, bool writes)
{
    const struct area *area = guard_area(guard, page);
    const struct opened *opened = guard_opened(guard, page);
    int needed = writes ? PROT_READ | PROT_WRITE : PROT_READ;
    int now = opened == NULL    ? PROT_NONE
              : opened->written ? PROT_READ | PROT_WRITE
                                : PROT_READ;

    if (area == NULL || (now & needed) == needed)
        return true;
    if ((area->rights & needed) != needed || lent->count == MOST_LENT ||
        !guard_protect(guard, page, page + BLIND_PAGE_BYTES, needed))
        return false;
    lent->page[lent->count] = page;
    lent->rights[lent->count++] = now;
    return true;
}

static void
take_back(const struct guard *guard, const struct lent *lent)
{
    for (int i = lent->count - 1; i >= 0; i--)
        if (!guard_protect(guard, lent->page[i],
                lent->page[i] + BLIND_PAGE_BYTES, lent->rights[i]))
            limit_lost(guard->ahead->worker);
}

static bool
is_contended(const struct ahead *ahead, uint64_t key)
{
    const struct word_facts *facts = words_find(&ahead->machine->words, key);

    return facts != NULL && facts->contended != -1;
}

/* Open what the operand touches. False if that is contended, or cannot be
 * opened. */
static bool
prepare(struct guard *guard, struct lent *lent, const struct operand *operand)
{
    const struct ahead *ahead = guard->ahead;
    uint64_t low = decode_address(operand, &ahead->registers);
    uint64_t high = low + operand->bytes;

    for (uint64_t at = low / BLIND_PAGE_BYTES * BLIND_PAGE_BYTES; at < high;
         at += BLIND_PAGE_BYTES)
        if (is_contended(ahead, space_page_key(ahead->space, at)) ||
            !lend(guard, lent, at, operand->writes))
            return false;
    for (uint64_t at = low / WORD_BYTES * WORD_BYTES; at < high;
         at += WORD_BYTES) {
        if (is_contended(ahead, space_key(ahead->space, at)))
            return false;
        guard_keep_origin(guard, at);
    }
    return true;
}

bool
lend_step(struct guard *guard)
{
    struct ahead *ahead = guard->ahead;
    const struct instruction *what = single_fetch(ahead);
    struct lent lent = {0};
    struct pose ignored = {0};
    bool good = what != NULL && what->kind == INSTRUCTION_PLAIN &&
                guard->count < GUARD_MOST && !ahead->machine->stale &&
                !pages_kill(ahead, what);

    for (int i = 0; good && i < what->operands; i++)
        good = prepare(guard, &lent, &what->operand[i]);
    if (good)
        touch_operands(ahead, what, &ignored);
    free(ignored.touched);
    good = good && !ahead->machine->stale && single_step(ahead);
    single_settle(ahead);
    ahead->signal = 0; /* it will come again */
    take_back(guard, &lent);
    return good;
}
