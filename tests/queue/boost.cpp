// Boost (libboost-dev): lockfree::spsc_queue, one by one and by its own bulk of
// 64, and interprocess::message_queue. The size of a spsc_queue is a constant,
// so that it holds no address: one for each number of slots.

#include "peer.h"

#include <boost/interprocess/ipc/message_queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdlib>
#include <new>
#include <string>
#include <unistd.h>

namespace
{

template <int words> struct item {
    uint64_t word[words];
};

template <int words, int slots>
using spsc =
    boost::lockfree::spsc_queue<item<words>, boost::lockfree::capacity<slots>>;

template <int words> struct either {
    int slots;
    alignas(128) spsc<words, 16> few;
    alignas(128) spsc<words, 1024> many;
};

size_t
spsc_size(const course *)
{
    return sizeof(either<8>);
}

template <int words>
bool
make(void *queue, int slots)
{
    (new (queue) either<words>)->slots = slots;
    return slots == 16 || slots == 1024;
}

bool
spsc_open(void *queue, const course *course)
{
    switch (course->bytes) {
    case 8:
        return make<1>(queue, course->slots);
    case 32:
        return make<4>(queue, course->slots);
    default:
        return make<8>(queue, course->slots);
    }
}

bool
bulk_open(void *queue, const course *course)
{
    return course->slots > 64 && spsc_open(queue, course);
}

template <int words, class queue>
void
produce_in(queue &to, work *work)
{
    item<words> item;

    for (long i = 0; i < work->count; i++) {
        item_make(item.word, words, (uint64_t)(work->first + i));
        while (!to.push(item))
            work_wait(work);
    }
}

template <int words, class queue>
void
consume_in(queue &from, work *work)
{
    struct work mine = *work;
    item<words> item;

    for (long i = 0; i < mine.count; i++) {
        while (!from.pop(item))
            work_wait(&mine);
        item_check(item.word, words, &mine);
    }
    *work = mine;
}

template <int words>
void
produce(work *work)
{
    auto queue = static_cast<either<words> *>(work->queue);

    if (queue->slots == 16)
        produce_in<words>(queue->few, work);
    else
        produce_in<words>(queue->many, work);
}

template <int words>
void
consume(work *work)
{
    auto queue = static_cast<either<words> *>(work->queue);

    if (queue->slots == 16)
        consume_in<words>(queue->few, work);
    else
        consume_in<words>(queue->many, work);
}

enum { BULK = 64 };

template <int words>
void
produce_bulk(work *work)
{
    auto queue = static_cast<either<words> *>(work->queue);
    item<words> batch[BULK];

    for (long i = 0; i < work->count;) {
        long most = work->count - i < BULK ? work->count - i : BULK;
        for (long j = 0; j < most; j++)
            item_make(batch[j].word, words, (uint64_t)(work->first + i + j));
        for (long sent = 0; sent < most;) {
            size_t n = queue->many.push(batch + sent, (size_t)(most - sent));
            if (n == 0)
                work_wait(work);
            sent += (long)n;
        }
        i += most;
    }
}

template <int words>
void
consume_bulk(work *work)
{
    auto queue = static_cast<either<words> *>(work->queue);
    struct work mine = *work;
    item<words> batch[BULK];

    for (long i = 0; i < mine.count;) {
        size_t n = queue->many.pop(batch, BULK);
        if (n == 0)
            work_wait(&mine);
        for (size_t j = 0; j < n; j++)
            item_check(batch[j].word, words, &mine);
        i += (long)n;
    }
    *work = mine;
}

// ---- interprocess::message_queue: by name, and with a lock of its own. ----

struct named {
    boost::interprocess::message_queue *queue;
};

std::string
name()
{
    return "twinlab.bench." + std::to_string(getpid());
}

size_t
named_size(const course *)
{
    return sizeof(named);
}

bool
named_open(void *queue, const course *course)
{
    using namespace boost::interprocess;

    static_cast<named *>(queue)->queue = new message_queue(create_only,
        name().c_str(), (size_t)course->slots, (size_t)course->bytes);
    message_queue::remove(name().c_str());
    return true;
}

void
named_close(void *queue)
{
    delete static_cast<named *>(queue)->queue;
}

template <int words>
void
named_produce(work *work)
{
    auto queue = static_cast<named *>(work->queue)->queue;
    item<words> item;

    for (long i = 0; i < work->count; i++) {
        item_make(item.word, words, (uint64_t)(work->first + i));
        queue->send(&item, sizeof(item), 0);
    }
}

template <int words>
void
named_consume(work *work)
{
    auto queue = static_cast<named *>(work->queue)->queue;
    struct work mine = *work;
    item<words> item;
    size_t size;
    unsigned priority;

    for (long i = 0; i < mine.count; i++) {
        queue->receive(&item, sizeof(item), size, priority);
        item_check(item.word, words, &mine);
    }
    *work = mine;
}

} // namespace

extern "C" const peer boost_peers[] = {
    {"boost spsc", nullptr, false, spsc_size, spsc_open, nullptr,
        {produce<1>, produce<4>, produce<8>},
        {consume<1>, consume<4>, consume<8>}},
    {"boost spsc bulk of 64", nullptr, false, spsc_size, bulk_open, nullptr,
        {produce_bulk<1>, produce_bulk<4>, produce_bulk<8>},
        {consume_bulk<1>, consume_bulk<4>, consume_bulk<8>}},
    {"boost message_queue", nullptr, true, named_size, named_open, named_close,
        {named_produce<1>, named_produce<4>, named_produce<8>},
        {named_consume<1>, named_consume<4>, named_consume<8>}},
    {nullptr, nullptr, false, nullptr, nullptr, nullptr, {}, {}}};
