#include "probed.h"

#include "check.h"
#include "twin.h"

#include "kit/die.h"

#include <stdio.h>
#include <sys/resource.h>

static void
read_answers(struct probed *probed, const char *text)
{
    int length = 0;

    *probed = (struct probed){0};
    while (probed->count < MAX_PROBED &&
           sscanf(text, "%ld %ld\n%n", &probed->elapsed_ns[probed->count],
               &probed->counted[probed->count], &length) == 2) {
        probed->count++;
        text += length;
    }
    CU_ASSERT_STRING_EQUAL(text, "");
}

void
probe_twin(struct probed *probed, int times, int n, const char *options)
{
    char input[4096] = "";
    struct setting setting = {.input = input};
    size_t length = 0;

    for (int i = 0; i < 2 * times && length < sizeof(input); i++)
        length += (size_t)snprintf(input + length, sizeof(input) - length,
            "%s %d\n", i < times ? "batch" : "bare", n);
    const struct outcome *seen = run_twin_with(&setting, "--probe %s", options);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    read_answers(probed, seen->out);
    CU_ASSERT_EQUAL_FATAL(probed->count, 2 * times);
}

static long
children_cpu_ns(void)
{
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000 +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
}

long
probe_cpu_ns(const char *input, const char *options)
{
    struct setting setting = {.input = input};
    long before_ns = children_cpu_ns();

    const struct outcome *seen = run_twin_with(&setting, "--probe %s", options);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    return children_cpu_ns() - before_ns;
}

long
lowest(const long *values, int count)
{
    long least = values[0];

    for (int i = 1; i < count; i++)
        if (values[i] < least)
            least = values[i];
    return least;
}
