/* Does every item arrive exactly once, whole and in order, and is it told when
 * one does not? */

#include "prodcons.h"

#include "harness/answer.h"
#include "harness/check.h"
#include "harness/twin.h"

#include "kit/die.h"
#include "kit/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

/* enum prodcons_sync, in its order. */
static const char *const syncs[] = {"sem", "cond"};

static void
check_delivery(const char *out, long items, long slots)
{
    static const char *const none[] = {
        "lost", "duplicated", "damaged", "out_of_order"};

    CU_ASSERT_EQUAL(long_at(out, "items"), items);
    CU_ASSERT_EQUAL(long_at(out, "slots"), slots);
    CU_ASSERT_EQUAL(long_at(out, "sent"), items);
    CU_ASSERT_EQUAL(long_at(out, "stored"), items);
    for (int i = 0; i < COUNT(none); i++)
        CU_ASSERT_EQUAL(long_at(out, none[i]), 0);
    CU_ASSERT(bool_at(out, "ok"));
    long high_water = long_at(out, "high_water");
    CU_ASSERT(1 <= high_water && high_water <= slots && high_water <= items);
    CU_ASSERT(long_at(out, "elapsed_ns") > 0);
    CU_ASSERT(long_at(out, "items_per_second") >= 0);
}

static void
deliver(int producers, int consumers, int slots)
{
    static const int sizes[] = {8, 13, 4096};
    const long items = 301; /* no multiple of the producers */

    for (int i = 0; i < COUNT(sizes) * COUNT(syncs); i++) {
        const char *sync = syncs[i % COUNT(syncs)];
        int size = sizes[i / COUNT(syncs)];
        const struct outcome *seen =
            run_twin("--producers=%d --consumers=%d --slots=%d --items=%ld "
                     "--size=%d --sync=%s --json",
                producers, consumers, slots, items, size, sync);
        check_answer(seen, STATUS_HELD);
        check_delivery(seen->out, items, slots);
        CU_ASSERT_EQUAL(long_at(seen->out, "producers"), producers);
        CU_ASSERT_EQUAL(long_at(seen->out, "consumers"), consumers);
        CU_ASSERT_EQUAL(long_at(seen->out, "size"), size);
        CU_ASSERT_STRING_EQUAL(word_at(seen->out, "sync"), sync);
    }
}

/* Does every item arrive once, whole and in order, in every shape: few and many
 * on each side, one slot and many, small items and large? */
static void
every_shape_delivers(void)
{
    static const int crews[] = {1, 2, 5}, slots[] = {1, 2, 16};

    for (int p = 0; p < COUNT(crews); p++)
        for (int c = 0; c < COUNT(crews); c++)
            for (int s = 0; s < COUNT(slots); s++)
                deliver(crews[p], crews[c], slots[s]);
}

/* Does it hold over a longer run, where both sides are in each other's way? */
static void
long_run_delivers(void)
{
    static const int slots[] = {1, 3};

    for (int i = 0; i < COUNT(slots) * COUNT(syncs); i++) {
        const struct outcome *seen =
            run_twin("--producers=4 --consumers=4 --slots=%d --items=20000 "
                     "--size=8 --sync=%s --json",
                slots[i / COUNT(syncs)], syncs[i % COUNT(syncs)]);
        check_answer(seen, STATUS_HELD);
        check_delivery(seen->out, 20000, slots[i / COUNT(syncs)]);
    }
}

/* Do all come to an end where some have nothing to do? */
static void
idle_workers_go_home(void)
{
    static const struct {
        int producers, consumers, items;
    } shapes[] = {{5, 1, 1}, {1, 5, 1}, {5, 5, 2}, {8, 3, 7}};

    for (int i = 0; i < COUNT(shapes) * COUNT(syncs); i++) {
        const struct outcome *seen = run_twin(
            "--producers=%d --consumers=%d --items=%d --sync=%s --json",
            shapes[i / 2].producers, shapes[i / 2].consumers,
            shapes[i / 2].items, syncs[i % 2]);
        check_answer(seen, STATUS_HELD);
        check_delivery(seen->out, shapes[i / 2].items, 16);
    }
}

/* Does a source in bursts, and a slow sink, change what arrives? */
static void
bursts_and_slow_sinks_lose_nothing(void)
{
    for (int i = 0; i < COUNT(syncs); i++) {
        const struct outcome *seen =
            run_twin("--items=60 --burst=10 --gap-us=500 --work-us=200 "
                     "--slots=4 --sync=%s --json",
                syncs[i]);
        check_answer(seen, STATUS_HELD);
        check_delivery(seen->out, 60, 4);
        CU_ASSERT_EQUAL(long_at(seen->out, "burst"), 10);
        CU_ASSERT_EQUAL(long_at(seen->out, "gap_us"), 500);
        CU_ASSERT_EQUAL(long_at(seen->out, "work_us"), 200);
    }
}

/* What does it do when told nothing? */
static void
defaults_are_idiomatic(void)
{
    const char *sync = model_is("proc") ? "sem" : "cond";
    const struct outcome *seen = run_twin("--json");

    check_answer(seen, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "sync"), sync);
    CU_ASSERT_STRING_EQUAL(prodcons_default_sync, sync);
    check_delivery(
        seen->out, long_at(seen->out, "items"), long_at(seen->out, "slots"));
    CU_ASSERT_NOT_EQUAL(*word_at(seen->out, "note"), '\0');
}

/* ---- One producer and one consumer, the one after the other, in this very
 * thread: in between, we do to the buffer what a broken one might do. ---- */

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
item_at(const struct prodcons *prodcons, size_t slot)
{
    return (void *)(prodcons->memory->slots_and_arrivals +
                    slot * (sizeof(struct prodcons_item) + SIZE));
}

/* Fill the buffer, let somebody tamper with it, empty it, read the tallies. */
static struct prodcons_result
tamper(void (*hand)(const struct prodcons *))
{
    struct prodcons_result result = {0};
    struct prodcons prodcons = {
        .options = &alone, .memory = calloc(1, prodcons_memory_bytes(&alone))};

    if (prodcons.memory == NULL) {
        CU_FAIL_FATAL("no memory for a buffer");
        return result;
    }
    prodcons.guard = prodcons_new_guard(&alone);
    prodcons_memory_init(prodcons.memory, &alone, GATE_OPEN);
    prodcons_work(&prodcons, 0);
    CU_ASSERT_EQUAL(prodcons.memory->count, SLOTS);
    CU_ASSERT_EQUAL(prodcons.memory->high_water, ITEMS);
    if (hand != NULL)
        hand(&prodcons);
    prodcons_work(&prodcons, 1);
    prodcons_collect(&prodcons, &result);
    int status = scenario.judge(&alone, &result);
    CU_ASSERT_EQUAL(status, hand == NULL ? STATUS_HELD : STATUS_BROKEN);
    CU_ASSERT_EQUAL(result.ok, hand == NULL);
    CU_ASSERT_EQUAL(result.sent, ITEMS);
    prodcons_free_guard(prodcons.guard);
    free(prodcons.memory);
    return result;
}

static void
repeat_one(const struct prodcons *prodcons)
{
    memcpy(item_at(prodcons, 2), item_at(prodcons, 1),
        sizeof(struct prodcons_item) + SIZE);
}

static void
swap_two(const struct prodcons *prodcons)
{
    long sequence = item_at(prodcons, 1)->sequence;
    unsigned char kept[sizeof(struct prodcons_item) + SIZE];

    memcpy(kept, item_at(prodcons, 2), sizeof(kept));
    memcpy(item_at(prodcons, 2), item_at(prodcons, 1), sizeof(kept));
    memcpy(item_at(prodcons, 1), kept, sizeof(kept));
    CU_ASSERT_EQUAL(item_at(prodcons, 2)->sequence, sequence);
}

static void
flip_a_bit(const struct prodcons *prodcons)
{
    item_at(prodcons, 3)->payload[SIZE - 1] ^= 1;
}

static void
renumber(const struct prodcons *prodcons)
{
    item_at(prodcons, 3)->sequence = 1000000000;
}

static void
change_producer(const struct prodcons *prodcons)
{
    item_at(prodcons, 3)->producer = 7;
}

static void
end_too_soon(const struct prodcons *prodcons)
{
    memcpy(item_at(prodcons, 3), item_at(prodcons, ITEMS),
        sizeof(struct prodcons_item) + SIZE);
}

/* Is nothing held against a buffer that keeps its promise? */
static void
good_buffer_is_praised(void)
{
    struct prodcons_result result = tamper(NULL);

    CU_ASSERT_EQUAL(result.stored, ITEMS);
    CU_ASSERT_EQUAL(result.lost, 0);
    CU_ASSERT_EQUAL(result.duplicated, 0);
    CU_ASSERT_EQUAL(result.damaged, 0);
    CU_ASSERT_EQUAL(result.out_of_order, 0);
}

/* Is an item that took another's place seen as one lost and one too many? */
static void
repeated_item_is_seen(void)
{
    struct prodcons_result result = tamper(repeat_one);

    CU_ASSERT_EQUAL(result.stored, ITEMS);
    CU_ASSERT_EQUAL(result.lost, 1);
    CU_ASSERT_EQUAL(result.duplicated, 1);
    CU_ASSERT_EQUAL(result.damaged, 0);
}

/* Are two that changed places seen, though both arrived? */
static void
swapped_items_are_seen(void)
{
    struct prodcons_result result = tamper(swap_two);

    CU_ASSERT_EQUAL(result.lost, 0);
    CU_ASSERT_EQUAL(result.duplicated, 0);
    CU_ASSERT_EQUAL(result.damaged, 0);
    CU_ASSERT_EQUAL(result.out_of_order, 1);
}

/* Is damage seen: to the payload, to the number, to the sender's name? */
static void
damaged_item_is_seen(void)
{
    static void (*const hands[])(const struct prodcons *) = {
        flip_a_bit, renumber, change_producer};

    for (int i = 0; i < COUNT(hands); i++) {
        struct prodcons_result result = tamper(hands[i]);
        CU_ASSERT_EQUAL(result.stored, ITEMS);
        CU_ASSERT_EQUAL(result.damaged, 1);
        CU_ASSERT_EQUAL(result.lost, 1);
        CU_ASSERT_EQUAL(result.duplicated, 0);
    }
}

/* Are items seen as lost that the consumer did not wait for? */
static void
early_end_is_seen(void)
{
    struct prodcons_result result = tamper(end_too_soon);

    CU_ASSERT_EQUAL(result.stored, 3);
    CU_ASSERT_EQUAL(result.lost, 2);
}

/* Does each promise that is broken make status 1, and none of them 0? */
static void
broken_promise_is_judged(void)
{
    static const struct prodcons_result good = {
        .sent = ITEMS, .stored = ITEMS, .elapsed_ns = 500, .high_water = 1};
    struct prodcons_result results[] = {good, good, good, good, good, good};

    results[1].lost = 1;
    results[2].duplicated = 1;
    results[3].damaged = 1;
    results[4].out_of_order = 1;
    results[5].sent = ITEMS - 1;
    for (int i = 0; i < COUNT(results); i++) {
        int status = scenario.judge(&alone, &results[i]);
        CU_ASSERT_EQUAL(status, i == 0 ? STATUS_HELD : STATUS_BROKEN);
        CU_ASSERT_EQUAL(results[i].ok, i == 0);
        CU_ASSERT_NOT_EQUAL(results[i].note[0], '\0');
    }
    CU_ASSERT_EQUAL(results[0].items_per_second, ITEMS * 1000000000L / 500);
}

/* ---- What every twin must do. ---- */

/* Does each wrong command line give one line that names the option and the
 * value, and status 2? */
static void
mistakes_are_named(void)
{
    static const struct mistake mistakes[] = {
        {"--producers 0", "--producers", "'0'"},
        {"--producers -1", "--producers", "'-1'"},
        {"--producers 1000000000000", "--producers", "'1000000000000'"},
        {"--consumers 0", "--consumers", "'0'"},
        {"--consumers=", "--consumers", "''"},
        {"--items 0", "--items", "'0'"},
        {"--items abc", "--items", "'abc'"},
        {"--items 99999999999999999999", "--items", "'99999999999999999999'"},
        {"--size 7", "--size", "'7'"},
        {"--size 4097", "--size", "'4097'"},
        {"--size 8.5", "--size", "'8.5'"},
        {"--slots 0", "--slots", "'0'"},
        {"--slots 1x", "--slots", "'1x'"},
        {"--sync=mutex", "--sync", "'mutex'"},
        {"--burst 0", "--burst", "'0'"},
        {"--gap-us -1", "--gap-us", "'-1'"},
        {"--work-us -1", "--work-us", "'-1'"},
        {"--work-us", "--work-us", "value"},
        {.arguments = NULL},
    };

    check_mistakes(mistakes);
    check_common_mistakes();
}

/* Do --help and --version do just that? */
static void
help_is_given(void)
{
    check_help();
}

/* Is a full disk below stdout told as such, or a stdout that is closed? */
static void
bad_stdout_is_told(void)
{
    check_bad_stdout("--items=10");
}

/* When the user may have no more processes in the middle of the start, are
 * those that run sent home? */
static void
too_few_processes_are_told(void)
{
    check_few_processes("--producers=512 --consumers=512 --items=10");
}

/* When no file may grow, does proc say that it cannot have its segment? */
static void
no_file_growth_is_told(void)
{
    check_no_file_growth("--items=10");
}

/* When /dev/shm is too small for the buffer, is that told before a first touch
 * raises SIGBUS? */
static void
small_shm_is_told(void)
{
    static const struct setting small = {.prepare = prepare_small_shm};
    const struct outcome *seen =
        run_twin_with(&small, "--items=10 --slots=1000 --json");

    if (!seen->prepared)
        not_tried("cannot mount a small /dev/shm");
    else if (model_is("proc"))
        check_refusal(seen, STATUS_CANNOT, "/dev/shm", "No space left");
    else
        check_answer(seen, STATUS_HELD);
}

/* Many seconds of work. */
#define ENDLESS "--items=5000000 --size=4096 --slots=2"

/* Asked to stop in mid-run, does it clean up and die of that very signal? */
static void
stop_is_obeyed(void)
{
    check_stops(&(struct endless){ENDLESS, 4});
}

/* And when the terminal asks the workers, too? */
static void
terminal_stop_is_obeyed(void)
{
    check_terminal_stops(&(struct endless){ENDLESS, 4});
}

/* When it is killed itself, do its workers go, too? */
static void
workers_do_not_outlive_it(void)
{
    check_orphans(&(struct endless){ENDLESS, 4});
}

/* When a producer or a consumer is killed, do the others wait for ever? */
static void
killed_worker_is_named(void)
{
    char arguments[128];

    if (!model_is("proc")) {
        not_tried("no thread or coroutine can be killed alone");
        return;
    }
    for (int i = 0; i < COUNT(syncs); i++) {
        snprintf(arguments, sizeof(arguments), ENDLESS " --sync=%s", syncs[i]);
        check_worker_killed(&(struct endless){arguments, 4});
    }
}

/* Is one CPU enough? Is an ordinary user served as well? */
static void
poor_user_is_served(void)
{
    static const struct setting settings[] = {
        {.prepare = prepare_one_cpu}, {.prepare = prepare_ordinary_user}};

    for (int i = 0; i < COUNT(settings) * COUNT(syncs); i++) {
        const struct outcome *seen = run_twin_with(&settings[i / 2],
            "--items=500 --slots=2 --sync=%s --json", syncs[i % 2]);
        if (seen->prepared)
            check_answer(seen, STATUS_HELD);
        else
            not_tried("no ordinary user to become");
    }
}

static const struct test tests[] = {
    {"every shape delivers each item once, whole, in order",
        every_shape_delivers},
    {"so does a longer run in a small buffer", long_run_delivers},
    {"workers with nothing to do go home", idle_workers_go_home},
    {"bursts and slow sinks lose nothing", bursts_and_slow_sinks_lose_nothing},
    {"the defaults are the idiomatic ones", defaults_are_idiomatic},
    {"nothing is held against a good buffer", good_buffer_is_praised},
    {"a repeated item is seen", repeated_item_is_seen},
    {"swapped items are seen", swapped_items_are_seen},
    {"a damaged item is seen", damaged_item_is_seen},
    {"an end that comes too soon is seen", early_end_is_seen},
    {"a broken promise is status 1", broken_promise_is_judged},
    {"one CPU is enough, and an ordinary user is served", poor_user_is_served},
    {"a wrong command line is named in one line", mistakes_are_named},
    {"--help and --version", help_is_given},
    {"a full disk, or a closed stdout, is told", bad_stdout_is_told},
    {"a limit of processes in mid-start is told", too_few_processes_are_told},
    {"a limit of file size is told", no_file_growth_is_told},
    {"a small /dev/shm is told", small_shm_is_told},
    {"asked to stop, it dies of that signal", stop_is_obeyed},
    {"Ctrl-C, which the workers get as well", terminal_stop_is_obeyed},
    {"killed, it takes its workers along", workers_do_not_outlive_it},
    {"a killed worker is named, and nobody hangs", killed_worker_is_named},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("prodcons", tests);
}
