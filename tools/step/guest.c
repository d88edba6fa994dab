#include "guest.h"

#include "limit.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

/* A program at its beginning, or after one more of its calls. */
struct guest {
    const struct guest_program *program;
    int before; /* the guest whose call has returned; 0: this is the first */
    struct guest_told told;
    struct guest_next next;
};

static struct guest **guests; /* [0]: none */
static int count = 1;

static bool
is_same_program(
    const struct guest_program *left, const struct guest_program *right)
{
    return left->ids.task == right->ids.task &&
           left->arguments == right->arguments &&
           left->variables == right->variables &&
           left->descriptors == right->descriptors &&
           left->closes == right->closes && left->files == right->files &&
           left->blocked == right->blocked && left->ignored == right->ignored &&
           memcmp(left->flags, right->flags, sizeof(left->flags)) == 0 &&
           left->bytes == right->bytes &&
           memcmp(left->text, right->text, left->bytes) == 0;
}

static bool
is_same_answer(
    const struct guest_told *told, long result, const char *data, size_t bytes)
{
    return told->result == result && told->bytes == bytes &&
           (bytes == 0 || memcmp(told->data, data, bytes) == 0);
}

/* Run it to what it does next: 0, or -errno. */
static int
run(struct guest *guest)
{
    static const struct guest_told **told;
    static int room;
    int length = 0;

    for (const struct guest *at = guest; at->before != 0;
         at = guests[at->before])
        length++;
    while (room < length)
        told = store_grow(told, (size_t)room++, sizeof(const void *));
    int place = length;
    for (const struct guest *at = guest; at->before != 0;
         at = guests[at->before])
        told[--place] = &at->told;
    return guest_run(guest->program, told, length, &guest->next);
}

static int
add(struct guest *guest)
{
    guests = store_grow(guests, (size_t)count, sizeof(const void *));
    guests[count] = guest;
    return count++;
}

long
guest_begin(struct guest_program *program)
{
    for (int i = 1; i < count; i++)
        if (guests[i]->before == 0 &&
            is_same_program(guests[i]->program, program)) {
            free(program->text);
            return i;
        }
    struct guest *guest = store_new(sizeof(*guest));
    guest->program = store_copy(program, sizeof(*program));
    int error = run(guest);
    return error < 0 ? error : add(guest);
}

int
guest_answer(int before, long result, const char *data, size_t bytes)
{
    for (int i = before + 1; i < count; i++)
        if (guests[i]->before == before &&
            is_same_answer(&guests[i]->told, result, data, bytes))
            return i;
    struct guest *guest = store_new(sizeof(*guest));
    guest->program = guests[before]->program;
    guest->before = before;
    guest->told = (struct guest_told){.call = guests[before]->next,
        .result = result,
        .bytes = bytes,
        .data = store_copy(data, bytes)};
    run(guest);
    return add(guest);
}

int
guest_over(int status)
{
    static const struct guest_program none = {.text = ""};

    for (int i = 1; i < count; i++)
        if (guests[i]->program == &none && guests[i]->next.status == status)
            return i;
    struct guest *guest = store_new(sizeof(*guest));
    guest->program = &none;
    guest->next = (struct guest_next){.ended = true, .status = status};
    return add(guest);
}

const struct guest_next *
guest_next(int guest)
{
    return &guests[guest]->next;
}

const char *
guest_path(int guest)
{
    return guests[guest]->program->text;
}
