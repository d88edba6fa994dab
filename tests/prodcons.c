/* Does every item arrive exactly once, whole and in order, and is it reported
 * when one does not? */

#include "prodcons.h"
#include "prodcons/bell.h"
#include "prodcons/parts.h"

#include "harness/folder.h"
#include "harness/left.h"
#include "harness/twin.h"

#include "kit/clock.h"
#include "kit/memory.h"
#include "kit/sysfile.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* enum prodcons_sync, in its order. */
static const char *const syncs[] = {"sem", "cond"};

/* What a loss leaves as it should be. */
#define NO_MISTAKES "duplicated=0 damaged=0 out_of_order=0"

static void
check_delivery(const char *out, long items, long slots)
{
    long high_water = long_at(out, "high_water");

    check_json(out,
        "items=%ld slots=%ld sent=%ld stored=%ld lost=0 ok=true " NO_MISTAKES,
        items, slots, items, items);
    CU_ASSERT(1 <= high_water && high_water <= slots && high_water <= items);
    CU_ASSERT(long_at(out, "elapsed_ns") > 0);
    CU_ASSERT(long_at(out, "items_per_second") >= 0);
}

static void
deliver(int producers, int consumers, int slots)
{
    static const int sizes[] = {8, 13, 4096};
    const long items = 301; /* not a multiple of the producers */

    for (int i = 0; i < COUNT(sizes) * COUNT(syncs); i++) {
        const char *sync = syncs[i % COUNT(syncs)];
        int size = sizes[i / COUNT(syncs)];
        const char *out =
            run_held("--producers=%d --consumers=%d --slots=%d --items=%ld "
                     "--size=%d --sync=%s --json",
                producers, consumers, slots, items, size, sync);
        check_delivery(out, items, slots);
        check_json(out, "producers=%d consumers=%d size=%d sync=%s", producers,
            consumers, size, sync);
    }
}

/* Does every item arrive once, whole and in order, in every shape: few and many
 * on each side, one slot and many, small items and large? */
TEST(every_shape_delivers)
{
    static const int crews[] = {1, 2, 5}, slots[] = {1, 2, 16};

    for (int p = 0; p < COUNT(crews); p++)
        for (int c = 0; c < COUNT(crews); c++)
            for (int s = 0; s < COUNT(slots); s++)
                deliver(crews[p], crews[c], slots[s]);
}

/* Does it hold over a longer run, with much contention? */
TEST(long_run_delivers)
{
    static const int slots[] = {1, 3};

    for (int i = 0; i < COUNT(slots) * COUNT(syncs); i++) {
        const char *out =
            run_held("--producers=4 --consumers=4 --slots=%d --items=20000 "
                     "--size=8 --sync=%s --json",
                slots[i / COUNT(syncs)], syncs[i % COUNT(syncs)]);
        check_delivery(out, 20000, slots[i / COUNT(syncs)]);
    }
}

/* Do all workers end if some have nothing to do? */
TEST(idle_workers_end)
{
    static const struct {
        int producers, consumers, items;
    } shapes[] = {{5, 1, 1}, {1, 5, 1}, {5, 5, 2}, {8, 3, 7}};

    for (int i = 0; i < COUNT(shapes) * COUNT(syncs); i++) {
        const char *out = run_held(
            "--producers=%d --consumers=%d --items=%d --sync=%s --json",
            shapes[i / 2].producers, shapes[i / 2].consumers,
            shapes[i / 2].items, syncs[i % 2]);
        check_delivery(out, shapes[i / 2].items, 16);
    }
}

/* Do bursts at the source and a slow sink change what arrives? */
TEST(bursts_and_slow_sinks_lose_nothing)
{
    for (int i = 0; i < COUNT(syncs); i++) {
        const char *out =
            run_held("--items=60 --burst=10 --gap-us=500 --work-us=200 "
                     "--slots=4 --sync=%s --json",
                syncs[i]);
        check_delivery(out, 60, 4);
        check_json(out, "burst=10 gap_us=500 work_us=200");
    }
}

/* With --check=none, is only claimed what is known: as many came out as went
 * in?
 */
TEST(unchecked_items_are_only_counted)
{
    for (int i = 0; i < COUNT(syncs); i++) {
        const char *out =
            run_held("--check=none --items=301 --sync=%s --json", syncs[i]);
        check_json(out, "stored=301 lost=-1 duplicated=-1 damaged=-1 "
                        "out_of_order=-1 ok=true");
        CHECK_LACKS(word_at(out, "note"), "every item");
        CHECK_HAS(word_at(out, "note"), "not checked");
    }
}

/* What are the defaults? */
TEST(defaults_are_idiomatic)
{
    const char *sync = model_is("proc") ? "sem" : "cond";
    const char *out = run_held("--json");

    CU_ASSERT_STRING_EQUAL(word_at(out, "sync"), sync);
    CU_ASSERT_STRING_EQUAL(prodcons_default_sync, sync);
    check_delivery(out, long_at(out, "items"), long_at(out, "slots"));
    CU_ASSERT_NOT_EQUAL(*word_at(out, "note"), '\0');
}

/* ---- One producer and then one consumer, both in this thread: in between, the
 * test damages the buffer as a broken one might. ---- */

enum { ITEMS = 5, SIZE = 8, SLOTS = ITEMS + 1 /* the end needs one */ };

static const struct prodcons_options alone = {
    .producers = 1,
    .consumers = 1,
    .items = ITEMS,
    .size = SIZE,
    .slots = SLOTS,
    .sync = PRODCONS_COND,
    .burst = 1,
};

static struct prodcons_item *
item_at(size_t slot)
{
    return (
        void *)(prodcons->slots + slot * (sizeof(struct prodcons_item) + SIZE));
}

/* Fill the buffer, call `tamper`, empty it, read the tallies. There is only one
 * thread, so no guard is needed. */
static struct prodcons_result
tamper(void (*hand)(void))
{
    static const struct prodcons_way unguarded = {
        prodcons_insert, prodcons_remove, NULL, NULL, NULL};
    struct prodcons_result result = {0};

    ledger_open(&alone);
    prodcons_init(&alone, memory_new, GATE_OPEN);
    prodcons->way = &unguarded;
    prodcons_work(0);
    CU_ASSERT_EQUAL(prodcons->count, SLOTS);
    if (hand != NULL)
        hand();
    prodcons_work(1);
    prodcons_collect(&result);
    CHECK_JUDGED(&alone, &result, hand == NULL);
    CU_ASSERT_EQUAL(result.sent, ITEMS);
    CU_ASSERT_EQUAL(result.high_water, ITEMS);
    munmap(prodcons, prodcons_bytes(&alone));
    return result;
}

static void
repeat_one(void)
{
    memcpy(item_at(2), item_at(1), sizeof(struct prodcons_item) + SIZE);
}

static void
swap_two(void)
{
    long sequence = item_at(1)->sequence;
    unsigned char kept[sizeof(struct prodcons_item) + SIZE];

    memcpy(kept, item_at(2), sizeof(kept));
    memcpy(item_at(2), item_at(1), sizeof(kept));
    memcpy(item_at(1), kept, sizeof(kept));
    CU_ASSERT_EQUAL(item_at(2)->sequence, sequence);
}

static void
flip_a_bit(void)
{
    item_at(3)->payload[SIZE - 1] ^= 1;
}

static void
renumber(void)
{
    item_at(3)->sequence = 1000000000;
}

static void
change_producer(void)
{
    item_at(3)->producer = 7;
}

static void
end_too_soon(void)
{
    memcpy(item_at(3), item_at(ITEMS), sizeof(struct prodcons_item) + SIZE);
}

/* Is what was done to the buffer counted, and nothing else? */
TEST(tampering_is_counted)
{
    static const struct {
        void (*hand)(void);
        long stored, lost, duplicated, damaged, out_of_order;
    } rows[] = {
        /* Is a correct buffer accepted? */
        {NULL, ITEMS, 0, 0, 0, 0},
        /* Is an item that replaced another one lost and one duplicate? */
        {repeat_one, ITEMS, 1, 1, 0, 1},
        /* Are two swapped items detected, though both arrived? */
        {swap_two, ITEMS, 0, 0, 0, 1},
        /* Is damage: to the payload, the sequence number, the producer? */
        {flip_a_bit, ITEMS, 1, 0, 1, 0},
        {renumber, ITEMS, 1, 0, 1, 0},
        {change_producer, ITEMS, 1, 0, 1, 0},
        /* Are items lost that the consumer did not wait for? */
        {end_too_soon, 3, 2, 0, 0, 0},
    };

    for (int i = 0; i < COUNT(rows); i++) {
        struct prodcons_result result = tamper(rows[i].hand);
        CU_ASSERT_EQUAL(result.stored, rows[i].stored);
        CU_ASSERT_EQUAL(result.lost, rows[i].lost);
        CU_ASSERT_EQUAL(result.duplicated, rows[i].duplicated);
        CU_ASSERT_EQUAL(result.damaged, rows[i].damaged);
        CU_ASSERT_EQUAL(result.out_of_order, rows[i].out_of_order);
    }
}

/* Does each broken promise give status 1, and none give 0? */
TEST(broken_promise_is_judged)
{
    static const struct prodcons_result good = {
        .sent = ITEMS, .stored = ITEMS, .elapsed_ns = 500, .high_water = 1};
    struct prodcons_result results[] = {good, good, good, good, good, good};

    results[1].lost = 1;
    results[2].duplicated = 1;
    results[3].damaged = 1;
    results[4].out_of_order = 1;
    results[5].sent = ITEMS - 1;
    for (int i = 0; i < COUNT(results); i++)
        CHECK_JUDGED(&alone, &results[i], i == 0);
    CU_ASSERT_EQUAL(results[0].items_per_second, ITEMS * NS_PER_S / 500);
}

/* Where only the number of items is known, does a difference in it give status
 * 1? */
TEST(unchecked_loss_is_judged)
{
    struct prodcons_options options = alone;

    options.check = PRODCONS_UNCHECKED;
    for (int i = 0; i < 3; i++) {
        struct prodcons_result result = {.sent = i == 2 ? ITEMS - 1 : ITEMS,
            .stored = i == 0 ? ITEMS : ITEMS - 1,
            .lost = -1,
            .duplicated = -1,
            .damaged = -1,
            .out_of_order = -1};
        CHECK_JUDGED(&options, &result, i == 0);
    }
}

/* ---- How it ends. ---- */

/* Does every run lose exactly what the producers hold when the event is set? Is
 * that the expected outcome, but a failure where nothing may be lost? */
TEST(event_loses_what_producers_hold)
{
    static const struct {
        int producers, consumers, items, slots, lost;
    } shapes[] = {{1, 1, 1, 1, 1}, {1, 1, 100, 10, 1}, {2, 2, 300, 16, 2},
        {5, 3, 300, 5, 5}, {3, 5, 50, 16, 3}, {5, 2, 3, 3, 3}};

    for (int i = 0; i < 2 * COUNT(shapes) * COUNT(syncs); i++) {
        int shape = i / 2 / COUNT(syncs);
        bool exact = i % 2 != 0;
        const struct outcome *seen = run_twin(
            "--shutdown=article --producers=%d --consumers=%d --items=%d "
            "--slots=%d --sync=%s --json%s",
            shapes[shape].producers, shapes[shape].consumers,
            shapes[shape].items, shapes[shape].slots, syncs[i / 2 % 2],
            exact ? " --expect=exact" : "");
        check_answer(seen, exact ? STATUS_BROKEN : STATUS_HELD);
        check_json(seen->out, "sent=%d lost=%d stored=%d ok=false " NO_MISTAKES,
            shapes[shape].items, shapes[shape].lost,
            shapes[shape].items - shapes[shape].lost);
    }
}

/* And do the same workers lose nothing if an end mark follows the last item? */
TEST(end_mark_loses_nothing)
{
    const char *out = run_held(
        "--shutdown=closed --items=300 --slots=5 --expect=exact --json");

    check_delivery(out, 300, 5);
    check_json(out, "shutdown=closed log=null sink=null");
}

/* Does the log show that the consumer had returned before the item came? */
TEST(log_shows_the_loss)
{
    static const char *const lines[] = {"Main: about to set event",
        "Consumer 0 received event. Exiting",
        "Producer 0 puts its message, for nobody",
        "Producer 0 received event. Exiting"};
    const struct outcome *seen = run_twin(
        "--shutdown=article --producers=1 --consumers=1 --items=50 --json");
    const char *from = seen->out;

    check_answer(seen, STATUS_HELD);
    for (int i = 0; i < COUNT(lines); i++) {
        const char *found = strstr(from, lines[i]);
        CU_ASSERT_PTR_NOT_NULL(found);
        from = found != NULL ? found : from;
    }
}

/* Is a loss accepted only if it is exactly what the schedule predicts? */
TEST(only_the_expected_loss_is_accepted)
{
    struct prodcons_options options = {.producers = 2,
        .consumers = 2,
        .items = 10,
        .shutdown = PRODCONS_ARTICLE};
    static const struct prodcons_result good = {
        .sent = 10, .stored = 8, .lost = 2, .left = 2};
    struct prodcons_result results[] = {good, good, good, good, good};

    results[1].lost = results[1].left = 3;
    results[2].left = 1;
    results[3].damaged = 1;
    results[4].sent = 9;
    for (int i = 0; i < COUNT(results); i++)
        CU_ASSERT_EQUAL(scenario.judge(&options, &results[i]),
            i == 0 ? STATUS_HELD : STATUS_BROKEN);
    options.shutdown = PRODCONS_CLOSED;
    results[0] = good;
    CU_ASSERT_EQUAL(scenario.judge(&options, &results[0]), STATUS_BROKEN);
}

/* ---- Mistakes, made on purpose. ---- */

/* If no consumer is woken for an item, and all sleep for ever, is that
 * detected, and reported in one line? */
TEST(endless_sleep_is_reported)
{
    /* What the sleepers hold would be reported as leaks. */
    if (is_skipped(UNDER_SANITIZER,
            "without a sanitizer it takes five seconds, and says it all"))
        return;
    check_refused(
        run_twin("--mutate=no-post-full --sync=sem --slots=2 --items=10"),
        STATUS_STUCK, "sleep");
}

/* Is it harmless to post before the unlock? */
TEST(early_post_is_harmless)
{
    const char *out =
        run_held("--mutate=post-before-unlock --sync=sem --slots=2 "
                 "--items=20000 --json");

    check_delivery(out, 20000, 2);
}

/* ---- What is stored. ---- */

static const char *const kinds[] = {"file", "sqlite"};

/* A place for the sink: a file in our folder, which any user may use; as a
 * path, and as an argument of --sink. */
static char path[96], place[128];

static void
open_place(const char *kind)
{
    chmod(folder_path(""), 0777);
    snprintf(path, sizeof(path), "%s", folder_path("rows"));
    snprintf(place, sizeof(place), "%s%s",
        strcmp(kind, "sqlite") == 0 ? "sqlite:" : "", path);
}

static void
close_place(void)
{
    unlink(path);
    CU_ASSERT_EQUAL(folder_count(folder_path("")), 0); /* no journal is left */
}

/* Was the lab built with it? If not, does the message say what is missing? */
static bool
has_kind(const char *kind)
{
    if (strcmp(kind, "sqlite") != 0)
        return true;
    open_place(kind);
    const struct outcome *seen = run_twin("--sink=%s --items=1 --json", place);
    bool has = seen->status != STATUS_CANNOT;
    if (has)
        check_answer(seen, STATUS_HELD);
    else
        check_refusal(seen, STATUS_CANNOT, "sqlite", "libsqlite3-dev");
    close_place();
    if (!has)
        not_tried("the lab was built without libsqlite3");
    return has;
}

/* ---- Queues without a lock. ---- */

static const char *const waits[] = {"adaptive", "spin", "block"};

/* Does the ring deliver in every shape, however its sides wait, and however
 * many items they hold back? A side that spins keeps the CPU from the other, so
 * these runs are short. */
TEST(ring_delivers)
{
    static const int slots[] = {1, 2, 3, 16}, publish[] = {1, 3, 1000};
    static const int sizes[] = {8, 13, 4096};

    for (int i = 0; i < COUNT(slots) * COUNT(publish) * COUNT(waits); i++) {
        int wait = i / COUNT(slots) / COUNT(publish);
        if (wait > 0 && model_is("coro"))
            return;
        int items = wait == 1 ? 30 : 301;
        const char *out = run_held(
            "--sync=ring --slots=%d --publish=%d --wait=%s --size=%d "
            "--items=%d --json",
            slots[i % COUNT(slots)], publish[i / COUNT(slots) % COUNT(publish)],
            waits[wait], sizes[i % COUNT(sizes)], items);
        check_delivery(out, items, slots[i % COUNT(slots)]);
        check_json(out,
            "producers=1 consumers=1 queue.publish=%d queue.wait=%s",
            publish[i / COUNT(slots) % COUNT(publish)],
            model_is("coro") ? "yield" : waits[wait]);
    }
}

static void
deliver_with_crews(const char *queue)
{
    static const int crews[] = {1, 2, 5}, slots[] = {1, 3, 16};

    for (int i = 0; i < COUNT(crews) * COUNT(crews) * COUNT(slots); i++) {
        const char *wait = model_is("coro") ? "adaptive" : waits[i % 2 * 2];
        const char *out = run_held(
            "--sync=%s --producers=%d --consumers=%d --slots=%d --size=13 "
            "--items=301 --wait=%s --json",
            queue, crews[i % 3], crews[i / 3 % 3], slots[i / 9], wait);
        check_delivery(out, 301, slots[i / 9]);
        check_json(out, "queue.deaths=0");
    }
}

/* Does mpmc, with few and many on each side? */
TEST(mpmc_delivers)
{
    deliver_with_crews("mpmc");
}

/* Do they deliver over a longer run, with and without sleeping? */
TEST(queues_hold_over_a_longer_run)
{
    static const char *const queues[] = {"ring", "mpmc"};

    for (int i = 0; i < COUNT(queues) * 2; i++) {
        const char *out =
            run_held("--sync=%s --slots=%d --items=20000 --size=8 --json",
                queues[i / 2], i % 2 ? 1000 : 3);
        check_delivery(out, 20000, i % 2 ? 1000 : 3);
    }
}

/* Do bursts at the ring and a slow consumer lose nothing? */
TEST(bursts_at_the_ring_lose_nothing)
{
    const char *out =
        run_held("--sync=ring --publish=50 --items=60 --burst=10 --gap-us=500 "
                 "--work-us=200 --slots=16 --json");

    check_delivery(out, 60, 16);
}

/* Does a producer publish what it holds back before it pauses, and not sooner?
 * It is alone, in this thread. */
TEST(pause_publishes)
{
    static const struct prodcons_options pausing = {.producers = 1,
        .consumers = 1,
        .items = 2,
        .size = 8,
        .slots = 16,
        .sync = PRODCONS_RING,
        .publish = 50,
        .burst = 2,
        .gap_us = 1};

    if (is_skipped(model_is("coro"), "here is no coroutine that could pause"))
        return;
    ledger_open(&pausing);
    prodcons_init(&pausing, memory_new, GATE_OPEN);
    struct prodcons_item *item = item_new(&pausing);
    prodcons_send(item, 0, 0);
    CU_ASSERT_EQUAL(prodcons_count(), 0);
    prodcons_send(item, 0, 1);
    CU_ASSERT_EQUAL(prodcons_count(), 2);
    free(item);
    munmap(prodcons, prodcons_bytes(&pausing));
}

/* Does the event lose with the queues what it loses with the other buffers, and
 * can a consumer with a sink die and be replaced? */
TEST(queues_end_and_crash_alike)
{
    static const struct {
        const char *sync;
        int crew;
    } queues[] = {{"ring", 1}, {"ring --publish=7", 1}, {"mpmc", 3}};

    for (int i = 0; i < COUNT(queues); i++) {
        const char *out = run_held("--shutdown=article --items=300 --sync=%s "
                                   "--producers=%d --consumers=%d --json",
            queues[i].sync, queues[i].crew, queues[i].crew);
        check_json(out, "sent=300 lost=%d", queues[i].crew);
        open_place("file");
        out = run_held("--sink=%s --items=100 --sync=%s --producers=%d "
                       "--consumers=%d --batch=7 --crash-consumer=45 --json",
            place, queues[i].sync, queues[i].crew, queues[i].crew);
        if (model_is("proc"))
            check_delivery(out, 100, 16);
        close_place();
    }
}

/* Is that process in this system call? */
static bool
is_in_call(pid_t process, long call)
{
    return sysfile_number("", "/proc/%d/syscall", (int)process) == call;
}

/* Wait until one of the two workers pauses and the other sleeps on a futex, or
 * has ended. False where that cannot be seen. */
static bool
await_sleepers(pid_t *workers, int pausing, bool other_ended)
{
    enum { TRIES = 10000 };

    for (int i = 0; i < TRIES; i++) {
        int count = program_others(workers, 2);
        if (other_ended && count == 1 &&
            is_in_call(workers[0], SYS_clock_nanosleep))
            return true;
        if (!other_ended && count == 2 &&
            is_in_call(workers[pausing], SYS_clock_nanosleep) &&
            is_in_call(workers[1 - pausing], SYS_futex))
            return true;
        usleep(1000);
    }
    not_tried("/proc/PID/syscall does not say who sleeps");
    kill(program_id(), SIGTERM);
    program_finish();
    return false;
}

/* When a worker is killed while the other sleeps on the futex, is that
 * reported, and does nobody sleep for ever? Once the producer is killed, while
 * the consumer waits for an item; once the consumer, while the ring is full. */
TEST(death_beside_a_sleeper_is_reported)
{
    static const char *const pauses[] = {
        "--gap-us=10000000", "--work-us=10000000"};
    pid_t workers[2];

    for (int i = 0; can_kill_worker() && i < COUNT(pauses); i++) {
        start_twin("--sync=ring --wait=block --slots=1 --items=100 %s "
                   "--json",
            pauses[i]);
        if (!await_sleepers(workers, i, false))
            return;
        kill(workers[i], SIGKILL);
        const struct outcome *seen = program_finish();
        check_refusal(
            seen, STATUS_BROKEN, i == 0 ? "worker 0" : "worker 1", "SIGKILL");
    }
}

/* ---- A buffer that outlives whoever dies. ---- */

/* Does it deliver in every shape when nobody dies? */
TEST(robust_buffer_delivers)
{
    if (model_is("coro"))
        check_refusal(run_twin("--sync=robust --json"), STATUS_CANNOT,
            "--sync=robust", "coroutines");
    else
        deliver_with_crews("robust");
}

/* If workers are killed all the time, whatever they are doing: are they
 * replaced, does nobody wait for ever, is nothing lost or damaged, and are no
 * more items duplicated than workers died? */
TEST(killed_workers_are_replaced)
{
    enum { KILLS = 60 };
    static const int slots[] = {1, 16};
    pid_t workers[8];

    if (!can_kill_worker()) {
        check_refusal(run_twin("--sync=robust --respawn --items=10"),
            STATUS_CANNOT, "can be killed alone",
            model_is("coro") ? "coroutines" : "threads");
        return;
    }
    allow_leak_check(false);
    for (int i = 0; i < COUNT(slots); i++) {
        start_twin("--sync=robust --respawn --items=200000 --size=8 --slots=%d "
                   "--json",
            slots[i]);
        for (int kills = 0; kills < KILLS; kills++) {
            int count = program_others(workers, COUNT(workers));
            if (count > 0)
                kill(workers[kills % count], SIGKILL);
            usleep(1000);
        }
        const struct outcome *seen = program_finish();
        const char *out = seen->out;
        check_answer(seen, STATUS_HELD);
        long deaths = long_at(out, "queue.deaths");
        check_json(out, "sent=200000 lost=0 damaged=0 out_of_order=0 ok=true");
        CU_ASSERT(0 < deaths && deaths <= KILLS);
        CU_ASSERT(long_at(out, "duplicated") <= deaths);
        CU_ASSERT(long_at(out, "queue.repairs") <= deaths);
    }
    allow_leak_check(true);
}

/* If the dead are not replaced: do producers report that no consumer is left;
 * do consumers end when no producer is left, and does everything that was
 * committed to the buffer arrive? */
TEST(survivors_end)
{
    pid_t workers[2];

    for (int i = 0; can_kill_worker() && i < 2; i++) {
        start_twin("--sync=robust --wait=block --slots=2 --items=100 "
                   "--producers=1 --consumers=1 %s --json",
            i == 0 ? "--gap-us=10000000" : "--work-us=10000000");
        if (!await_sleepers(workers, i, false))
            return;
        kill(workers[i], SIGKILL);
        const struct outcome *seen = program_finish();
        if (i == 1) {
            check_refusal(
                seen, STATUS_BROKEN, "all consumers are dead", "--respawn");
            continue;
        }
        check_answer(seen, STATUS_BROKEN);
        check_json(seen->out, "sent=1 stored=1 lost=0");
        CHECK_HAS(word_at(seen->out, "note"), "1 of 100 items were sent");
    }
}

/* If all consumers are killed, and the producers have room for what they send:
 * is what stays behind counted, and not put down to the buffer? */
TEST(unprocessed_items_are_told)
{
    pid_t workers[2];

    if (!can_kill_worker())
        return;
    start_twin("--sync=robust --wait=block --slots=2 --items=3 --producers=1 "
               "--consumers=1 --work-us=10000000 --json");
    if (!await_sleepers(workers, 0, true))
        return;
    kill(workers[0], SIGKILL);
    const struct outcome *seen = program_finish();
    check_answer(seen, STATUS_BROKEN);
    check_json(seen->out, "sent=3 stored=1 lost=2 ok=false");
    CHECK_HAS(word_at(seen->out, "note"), "all consumers were killed");
}

/* ---- Calls that are interrupted. ---- */

static struct prodcons_options interrupted;
static atomic_long *interruptions;

static void
note_interruption(int signal)
{
    (void)signal;
    atomic_fetch_add(interruptions, 1);
}

/* The main thread takes what is sent to the process; so each other thread is
 * sent its own. */
_Noreturn static void
interrupt_all(pid_t program)
{
    char tasks[64];

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGUSR1, SIG_IGN);
    snprintf(tasks, sizeof(tasks), "/proc/%d/task", (int)program);
    for (;;) {
        DIR *threads = opendir(tasks);
        for (pid_t id; (id = next_number(&threads)) != 0;)
            syscall(SYS_tgkill, program, id, SIGUSR1);
        kill(0, SIGUSR1); /* the group: processes */
        usleep(1000);
    }
}

/* Without SA_RESTART: a call that sleeps returns EINTR. */
static void
run_interrupted(void)
{
    const struct sigaction action = {.sa_handler = note_interruption};
    struct prodcons_result result = {0};
    pid_t program = getpid();

    interruptions = memory_shared(sizeof(*interruptions));
    sigaction(SIGUSR1, &action, NULL);
    pid_t other = fork();
    if (other == 0)
        interrupt_all(program);
    while (atomic_load(interruptions) == 0)
        usleep(100);
    int status = scenario.run(&interrupted, &result);
    if (status == STATUS_HELD)
        status = scenario.judge(&interrupted, &result);
    kill(other, SIGKILL);
    while (waitpid(other, NULL, 0) == -1 && errno == EINTR)
        ; /* its last signal may come now */
    exit(result.ok ? status : STATUS_BROKEN);
}

/* Is nothing lost when a signal handler interrupts every worker a thousand
 * times a second, whatever it sleeps in? */
TEST(interruptions_change_nothing)
{
    for (int i = PRODCONS_SEM; i <= PRODCONS_ROBUST; i++) {
        if (i == PRODCONS_ROBUST && model_is("coro"))
            return;
        long side = i == PRODCONS_RING ? 1 : 2;
        interrupted = (struct prodcons_options){.producers = side,
            .consumers = side,
            .items = 100,
            .size = 13,
            .slots = 2,
            .sync = i,
            .wait = model_is("coro") ? BELL_ADAPTIVE : BELL_BLOCK,
            .publish = 1,
            .burst = 1,
            .gap_us = 300};
        check_held(IN_CHILD(run_interrupted()));
    }
}

/* ---- The sink. ---- */

/* Is every item read back once, whole, in every shape and size of batch? */
TEST(sink_holds_every_item)
{
    static const int crews[] = {1, 3}, batches[] = {1, 7, 1000};

    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++)
        for (int j = 0; j < 4 * COUNT(batches); j++) {
            int size = j == 0 ? 4096 : 13, items = 61;
            open_place(kinds[i]);
            const char *out = run_held(
                "--sink=%s --producers=%d --consumers=%d --batch=%d --size=%d "
                "--items=%d --slots=4 --sync=%s --expect=exact --json",
                place, crews[j % 2], crews[j / 2 % 2], batches[j / 4], size,
                items, syncs[j % 2]);
            check_delivery(out, items, 4);
            check_json(out,
                "sink.kind=%s sink.rows=%d sink.batch=%d sink.replaced=false",
                kinds[i], items, batches[j / 4]);
            close_place();
        }
}

/* Are the rows of an earlier run left unchanged, and not counted again? */
TEST(sink_keeps_earlier_runs)
{
    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++) {
        char *before = NULL;
        open_place(kinds[i]);
        for (int run = 0; run < 3; run++) {
            const char *out =
                run_held("--sink=%s --items=20 --size=8 --json", place);
            check_delivery(out, 20, 16);
            if (i > 0)
                continue;
            CU_ASSERT(before == NULL ||
                      strncmp(folder_read(path), before, strlen(before)) == 0);
            free(before);
            before = strdup(folder_read(path));
        }
        free(before);
        close_place();
    }
}

/* Is everything in the sink except what the event loses? */
TEST(event_loses_the_same_with_a_sink)
{
    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++) {
        open_place(kinds[i]);
        const char *out = run_held(
            "--sink=%s --shutdown=article --items=40 --batch=7 --json", place);
        check_json(out, "lost=2 sink.rows=38");
        close_place();
    }
}

/* What the sink holds when all die, from a single consumer that took this many
 * in batches of 10: in a file all that was written, except half a row; in a
 * database what was committed. */
static long
rows_left(bool is_file, bool committed, long taken)
{
    if (committed)
        return taken;
    return is_file ? taken - 1 : (taken - 1) / 10 * 10;
}

static void
check_crash(const char *out, bool is_file, bool committed, long taken)
{
    long in_hand = (taken - 1) % 10 + 1;

    CU_ASSERT_EQUAL(long_at(out, "sink.crash_consumer"), taken);
    CU_ASSERT_EQUAL(bool_at(out, "sink.crash_committed"), committed);
    CU_ASSERT_EQUAL(long_at(out, "sink.in_hand"), in_hand);
    CU_ASSERT_EQUAL(bool_at(out, "sink.replaced"), model_is("proc"));
    if (model_is("proc")) {
        check_delivery(out, 100, 16);
        CU_ASSERT_EQUAL(long_at(out, "sink.found"), committed ? in_hand
                                                    : is_file ? in_hand - 1
                                                              : 0);
        CHECK_HAS(out, "Consumer 0 is started again");
        return;
    }
    long rows = rows_left(is_file, committed, taken);
    check_json(out, "sink.rows=%ld stored=%ld lost=%ld " NO_MISTAKES, rows,
        rows, long_at(out, "sent") - rows);
    CU_ASSERT(taken <= long_at(out, "sent"));
}

/* When a consumer dies in the middle of a batch, or after its commit but before
 * it learns of it: does proc start it again, and store every item once? And
 * where its death ends all workers: does the result say what was left? */
TEST(dead_consumer_is_replaced_or_ends_all)
{
    static const int moments[] = {1, 49, 50, 51, 100};

    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++)
        for (int j = 0; j < 4 * COUNT(moments); j++) {
            bool committed = j & 1, exact = j & 2;
            open_place(kinds[i]);
            const struct outcome *seen = run_twin(
                "--sink=%s --items=100 --consumers=1 --batch=10 --size=8 "
                "--crash-consumer=%d --json%s%s",
                place, moments[j / 4], committed ? " --crash-committed" : "",
                exact ? " --expect=exact" : "");
            /* Whoever died with it may not have sent all. */
            bool is_short = long_at(seen->out, "stored") < 100;
            check_answer(seen, exact && is_short ? STATUS_BROKEN : STATUS_HELD);
            check_crash(seen->out, i == 0, committed, moments[j / 4]);
            close_place();
        }
}

/* Does the same hold whichever of several consumers takes the item? */
TEST(any_consumer_may_die)
{
    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++)
        for (int j = 0; j < 4; j++) {
            open_place(kinds[i]);
            const char *out = run_held(
                "--sink=%s --items=200 --consumers=3 --batch=5 --size=8 "
                "--sync=%s --crash-consumer=123 --json%s",
                place, syncs[j / 2], j % 2 ? " --crash-committed" : "");
            check_json(out, NO_MISTAKES);
            CU_ASSERT(long_at(out, "sink.in_hand") >= 1);
            if (model_is("proc"))
                check_delivery(out, 200, 16);
            close_place();
        }
}

/* Is half a row, left by a dead consumer, cut off by the next writer? */
TEST(torn_line_is_cut_off)
{
    open_place("file");
    run_twin("--sink=%s --items=20 --consumers=1 --size=8 --crash-consumer=7 "
             "--json",
        place);
    bool torn = folder_read(path)[strlen(folder_read(path)) - 1] != '\n';
    CU_ASSERT_EQUAL(torn, !model_is("proc"));
    size_t length = strlen(folder_read(path));
    const char *out = run_held("--sink=%s --items=20 --size=8 --json", place);
    check_delivery(out, 20, 16);
    const char *text = folder_read(path);
    CU_ASSERT_FATAL(strlen(text) > length);
    int rows = 0;
    for (const char *line = text; *line != '\0'; rows++) {
        size_t bytes = strcspn(line, "\n");
        CU_ASSERT_EQUAL(line[bytes], '\n');
        CU_ASSERT(
            *line == '#' || bytes == strlen("0 7 0123456789abcdef ") + 16);
        line += bytes + 1;
    }
    CU_ASSERT_EQUAL(rows, (model_is("proc") ? 20 : 6) + 20 + 2);
    close_place();
}

/* Flip a bit in the last digit of the second line; false if there is none yet.
 */
static bool
flip_a_row(void)
{
    int file = open(path, O_RDWR | O_CLOEXEC);
    char text[512] = "";
    bool flipped = false;

    if (file == -1)
        return false;
    ssize_t length = pread(file, text, sizeof(text) - 1, 0);
    char *end = length > 0 ? strchr(text, '\n') : NULL;
    end = end != NULL ? strchr(end + 1, '\n') : NULL;
    if (end != NULL) {
        char other = end[-1] == '0' ? '1' : '0';
        flipped = pwrite(file, &other, 1, end - 1 - text) == 1;
    }
    close(file);
    return flipped;
}

/* Is it detected when a stored row is changed during the run? */
TEST(tampered_row_is_seen)
{
    enum { TRIES = 5 }; /* a run that ends before the change proves nothing */

    for (int i = 0; i < TRIES; i++) {
        open_place("file");
        start_twin("--sink=%s --items=400 --batch=10 --size=8 --consumers=1 "
                   "--producers=1 --work-us=2000 --json",
            place);
        while (!flip_a_row())
            usleep(500);
        size_t rows =
            strlen(folder_read(path)) / strlen("0 7 0123456789abcdef ");
        const struct outcome *seen = program_finish();
        close_place();
        if (rows > 200)
            continue;
        check_answer(seen, STATUS_BROKEN);
        check_json(seen->out, "damaged=1 lost=1 stored=400");
        return;
    }
    not_tried("this machine is too slow to be in time");
}

/* Is a file or a database that another program has written refused, and left
 * untouched? */
TEST(foreign_file_is_left)
{
    static const char *const texts[] = {"my thesis\n", "# twin",
        "# twinlab rows, says my own note",
        "# twinlab rows: and then\nsomething else",
        ("SQLite format 3, but not really a database of any kind whatsoever, "
         "and long enough to have the header of one, which has 100 bytes")};

    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++)
        for (int j = 0; j < COUNT(texts); j++) {
            open_place(kinds[i]);
            folder_write(path, texts[j]);
            const struct outcome *seen = run_twin("--sink=%s --items=1", place);
            check_refusal(seen, STATUS_USAGE, "--sink", path);
            CU_ASSERT_STRING_EQUAL(folder_read(path), texts[j]);
            close_place();
        }
    open_place("file");
    folder_write(path, "");
    check_answer(run_twin("--sink=%s --items=1 --json", place), STATUS_HELD);
    close_place();
}

/* Hold what locks a file of either kind for its user: the whole file, and
 * sqlite's bytes (sqlite.org/lockingv3.html) are locked; -1 if it cannot be. */
static int
lock_place(bool is_file)
{
    struct flock lock = {.l_type = F_WRLCK,
        .l_whence = SEEK_SET,
        .l_start = is_file ? 0 : 0x40000000,
        .l_len = is_file ? 0 : 512};
    int file = open(path, O_RDWR | O_CLOEXEC);

    if (file != -1 && fcntl(file, F_SETLK, &lock) == -1) {
        close(file);
        file = -1;
    }
    return file;
}

/* Does one line say why a sink cannot be used: its folder does not exist, it is
 * not writable, or another run or program is using it? */
TEST(unusable_sink_is_reported)
{
    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++) {
        open_place(kinds[i]);
        check_refusal(run_twin("--sink=%s/no/such --items=1", place),
            STATUS_CANNOT, "--sink", "cannot open");
        check_answer(
            run_twin("--sink=%s --items=5 --json", place), STATUS_HELD);
        int lock = lock_place(i == 0);
        CU_ASSERT_NOT_EQUAL(lock, -1);
        check_refusal(run_twin("--sink=%s --items=1", place), STATUS_CANNOT,
            path, i == 0 ? "in use by another run" : "database is locked");
        close(lock);
        chmod(path, 0444);
        const struct outcome *seen = run_twin_with(
            PREPARED(prepare_ordinary_user), "--sink=%s --items=1", place);
        if (!is_skipped(!seen->prepared, "cannot become an ordinary user"))
            check_refusal(seen, STATUS_CANNOT, path,
                i == 0 ? "Permission denied" : "readonly");
        close_place();
    }
}

/* When the disk fills up during a run: is that reported once, though every
 * consumer fails, and are the rows in the file intact? */
TEST(full_disk_is_reported)
{
    if (is_skipped(UNDER_TSAN, "ThreadSanitizer dies of SIGXFSZ itself"))
        return;
    if (is_skipped(UNDER_ASAN && model_is("coro"),
            "LeakSanitizer does not scan abandoned stacks"))
        return;
    for (int i = 0; i < COUNT(kinds) && has_kind(kinds[i]); i++) {
        open_place(kinds[i]);
        const struct outcome *seen = run_twin_with(
            LIMITED(RLIMIT_FSIZE, 100000),
            "--sink=%s --items=3000 --size=100 --consumers=5 --json", place);
        check_refusal(seen, STATUS_CANNOT, "--sink", path);
        if (i == 0)
            CU_ASSERT_EQUAL(
                folder_read(path)[strlen(folder_read(path)) - 1], '\n');
        unlink(path);
        snprintf(path + strlen(path), sizeof(path) - strlen(path), "-journal");
        close_place(); /* what was not committed is in it */
    }
}

/* Does the text with its log and its note fit? */
TEST(text_fits)
{
    open_place("file");
    for (int i = 0; i < 2; i++) {
        const struct outcome *seen = run_twin("--sink=%s --items=100%s", place,
            i == 0 ? " --shutdown=article" : " --crash-consumer=60");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CHECK_HAS(seen->out, "log\n");
        CU_ASSERT(fits_in_80_columns(seen->out));
    }
    close_place();
}

/* ---- What every twin must do. ---- */

/* Many seconds of work. */
#define ENDLESS "--items=5000000 --size=4096 --slots=2"

/* Do stop signals and SIGKILL work if a child process runs the workers? */
TEST(watched_run_stops)
{
    char arguments[256];

    open_place("file");
    snprintf(arguments, sizeof(arguments),
        ENDLESS " --crash-consumer=5000000 --batch=1000 --sink=%s", place);
    check_stops(&(struct endless){arguments, 4});
    close_place();
}

/* Options that exclude each other. */
static const struct mistake mistakes[] = {
    {"--sync=ring --producers=2", "--sync=ring", "--sync=mpmc"},
    {"--sync=ring --consumers=2", "--sync=ring", "--sync=mpmc"},
    {"--sync=ring --publish=0", "--publish", "'0'"},
    {"--sync=mpmc --publish=2", "--publish", "--sync=ring"},
    {"--sync=sem --wait=spin", "--wait", "--sync=ring"},
    {"--sync=ring --wait=wink", "--wait", "'wink'"},
    {"--sync=ring --mutate=no-lock", "--mutate", "--sync=sem"},
    {"--sync=sem --respawn", "--respawn", "--sync=robust"},
    {"--sync=robust --sink=x", "--sync=robust", "--sink"},
    {"--sync=robust --shutdown=article", "--sync=robust", "--shutdown"},
    {"--shutdown=article --slots=1", "--shutdown=article", "2 --slots"},
    {"--shutdown=article --sink=x --crash-consumer=1", "--crash-consumer",
        "--shutdown=article"},
    {"--sink=", "--sink", "expected FILE"},
    {"--sink=sqlite:", "--sink", "expected FILE"},
    {"--sink=/", "--sink", "/ is not a regular file"},
    {"--sink=/dev/full", "--sink", "/dev/full is not a regular file"},
    {"--sink=sqlite:/dev/full", "--sink", "/dev/full is not a regular file"},
    {"--batch=1", "--batch", "--sink"},
    {"--batch=0 --sink=x", "--batch", "'0'"},
    {"--batch=1001 --sink=x", "--batch", "'1001'"},
    {"--crash-consumer=1", "--crash-consumer", "--sink"},
    {"--crash-consumer=11 --items=10 --sink=x", "--crash-consumer", "10"},
    {"--crash-committed --sink=x", "--crash-committed", "--crash-consumer"},
    {"--check=none --sink=x", "--check=none", "--sink"},
    {"--check=none --shutdown=article", "--check=none", "--shutdown=article"},
    {"--check=none --sync=sem --mutate=no-lock", "--check=none", "--mutate"},
    {"--mutate=no-lock --sync=cond", "--mutate", "--sync=sem"},
    {"--mutate=no-lock --sync=sem --sink=x", "--mutate", "--sink"},
    {"--mutate=no-lock --sync=sem --work-us=1", "--mutate", "--work-us"},
    {.arguments = NULL},
};

const struct usual usual = {
    .limits = WORDS("--producers=0", "--producers=513", "--consumers=0",
        "--items=0", "--size=7", "--size=4097", "--slots=0", "--sync=mutex",
        "--burst=0", "--gap-us=-1", "--work-us=-1"),
    .mistakes = mistakes,
    .short_runs = {"--items=10"},
    .many_workers = "--producers=512 --consumers=512 --items=10",
    .modest_runs = {"--items=500 --slots=2 --sync=sem",
        "--items=500 --slots=2 --sync=cond",
        "--items=500 --slots=2 --sync=ring",
        "--items=500 --slots=2 --sync=mpmc"},
    .segment = "--items=10",
    .small_shm = "--items=10 --slots=1000",
    .endless = {{ENDLESS, 4}},
    .killed = {" --sync=sem", " --sync=cond", " --sync=mpmc"},
};
