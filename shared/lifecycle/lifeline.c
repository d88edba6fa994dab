/* A process goes on, no matter who else ends. So that no experiment leaves one
 * behind, even if the watcher is killed, there is a lifeline: a pipe whose
 * other end only the watcher has. poll returns at once when that is closed,
 * whoever is our parent by then. */

#include "lifecycle.h"
#include "lifecycle/parts.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/model.h"
#include "kit/must.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int
lifecycle_open_lifeline(void)
{
    int ends[2];

    MUST_ERRNO(pipe2(ends, O_CLOEXEC));
    lifecycle.lifeline = ends[0];
    return ends[1];
}

static void
sleep_on_lifeline(long ns)
{
    struct pollfd lifeline = {.fd = lifecycle.lifeline};
    long until_ns = clock_ns() + ns;

    for (long left_ns = ns; left_ns > 0; left_ns = until_ns - clock_ns()) {
        int ready =
            poll(&lifeline, 1, (int)((left_ns + NS_PER_MS - 1) / NS_PER_MS));
        if (ready == 1)
            _exit(STATUS_BROKEN);
        if (ready == -1 && errno != EINTR)
            must_fail("poll", errno);
    }
}

void
lifecycle_sleep_ns(long ns)
{
    if (model_dies_alone)
        sleep_on_lifeline(ns);
    else
        model_sleep_ns(ns); /* what ends the process ends this sleep, too */
}
