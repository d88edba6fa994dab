/* N threads at once, with the stacks that glibc gives them by default: 8 MiB of
 * addresses each (ulimit -s), of which only the pages that were touched take
 * memory. */

#include "scale.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/footprint.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char twin_model[] = "thread";

/* A stack and its guard page are two mappings. */
static const struct room_each one = {.tasks = 1, .bytes = 64 * 1024, .maps = 2};

struct crew {
    pthread_t *ids;
    int started, reaped;
};

static void *
new_memory(size_t bytes)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);
    return memory;
}

/* There is one address space for all: its size is theirs. */
static struct scale_size
size(const struct crew *crew)
{
    (void)crew;
    return (struct scale_size){.kernel = footprint_kernel(),
        .user = footprint_share(getpid()),
        .virtual = footprint_virtual(getpid())};
}

static void
setup(struct scale *scale, struct crew *crew)
{
    size_t workers = (size_t)scale->options->workers;

    scale->bytes = scale_memory_bytes(scale->options);
    scale->memory = new_memory(scale->bytes);
    scale_init(scale, &one, PTHREAD_PROCESS_PRIVATE);
    *crew = (struct crew){.ids = new_memory(workers * sizeof(*crew->ids))};
}

static void *
worker(void *argument)
{
    scale_work(argument, clock_ns());
    return NULL;
}

static int
start(const struct scale *scale, struct crew *crew)
{
    for (int i = 0; i < scale->options->workers; i++) {
        long begin_ns = clock_ns();
        int code = pthread_create(&crew->ids[i], NULL, worker, (void *)scale);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
            return STATUS_CANNOT;
        }
        crew->started++;
        while (!scale_await(scale, i, begin_ns))
            ; /* a thread does not die alone: it will arrive */
        if (scale_is_short(i))
            return STATUS_CANNOT;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
        crew->reaped++;
    }
    return STATUS_HELD;
}

static void
teardown(struct scale *scale, struct crew *crew)
{
    free(crew->ids);
    scale_close(scale);
    free(scale->memory);
}

int
scale_run(const struct scale_options *options, struct scale_result *result)
{
    struct scale scale = {.options = options};
    struct crew crew;

    setup(&scale, &crew);
    struct scale_size before = size(&crew);
    int started = start(&scale, &crew);
    struct scale_size after = size(&crew);
    scale_wake(&scale, started == STATUS_HELD ? SCALE_TURNS : SCALE_GO_HOME);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        scale_collect(&scale, crew.reaped, &before, &after, result);
    teardown(&scale, &crew);
    return started != STATUS_HELD ? started : joined;
}
