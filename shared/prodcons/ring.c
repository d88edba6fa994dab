#include "prodcons/ring.h"

/* A power of two, so that index & mask goes on where the index wraps. */
static uint32_t
places(uint32_t slots)
{
    uint32_t places = 1;

    while (places < slots)
        places *= 2;
    return places;
}

size_t
ring_bytes(uint32_t slots, uint32_t slot_bytes)
{
    return sizeof(struct ring) + (size_t)places(slots) * slot_bytes;
}

void
ring_init(struct ring *ring, uint32_t slots, uint32_t slot_bytes,
    uint32_t publish, enum bell_wait wait)
{
    const struct ring_side first = {RING_FIRST, RING_FIRST, RING_FIRST, 0};

    ring->slots = slots;
    ring->mask = places(slots) - 1;
    ring->slot_bytes = slot_bytes;
    ring->publish = publish;
    ring->few = slots / 8;
    ring->producer = ring->consumer = first;
    atomic_init(&ring->in.value, RING_FIRST);
    atomic_init(&ring->out.value, RING_FIRST);
    bell_init(&ring->not_full, wait);
    bell_init(&ring->not_empty, wait);
}

uint32_t
ring_count(const struct ring *ring)
{
    return atomic_load(&ring->in.value) - ring->consumer.next;
}

static bool
is_free(void *ring)
{
    return ring_reserve(ring, 0) != NULL;
}

static bool
is_item(void *ring)
{
    return ring_peek(ring, 0) != NULL;
}

/* What is held back must be published first: otherwise both might wait, each
 * for what the other holds. */
void
ring_await_free(struct ring *ring)
{
    if (ring->producer.published != ring->producer.next)
        ring_publish_items(ring);
    bell_wait(&ring->not_full, is_free, ring);
}

void
ring_await_item(struct ring *ring)
{
    if (ring->consumer.published != ring->consumer.next)
        ring_publish_slots(ring);
    bell_wait(&ring->not_empty, is_item, ring);
}
