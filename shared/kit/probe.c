#include "probe.h"

#include "die.h"
#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool
parse(const char *line, struct probe_request *request)
{
    char verb[8], rest;

    *request = (struct probe_request){0};
    int words = sscanf(
        line, "%7s %ld %31s %c", verb, &request->count, request->way, &rest);
    request->bare = words >= 1 && strcmp(verb, "bare") == 0;
    return (words == 2 || words == 3) &&
           (request->bare || strcmp(verb, "batch") == 0) &&
           request->count >= 1 && request->count <= 1000000000;
}

/* False if the reader is gone. */
static bool
tell(const struct probe_answer *result)
{
    if (dprintf(STDOUT_FILENO, "%ld %ld\n", result->elapsed_ns,
            result->counted) >= 0)
        return true;
    if (errno != EPIPE && errno != EINTR) /* EINTR: see stop_note */
        die(STATUS_CANNOT, "cannot write to stdout: %m");
    return false;
}

int
probe_serve(int (*answer)(void *context, const struct probe_request *request,
                struct probe_answer *result),
    void *context, bool has_ways)
{
    struct probe_request request;
    char line[96];

    /* The tool that asked may be killed before the answer. Then we end as at
     * the end of the input: death by SIGPIPE would look like a crash. */
    signal(SIGPIPE, SIG_IGN);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        struct probe_answer result = {0, 0};

        if (!parse(line, &request)) {
            line[strcspn(line, "\n")] = '\0';
            complain("not a request: '%s': send 'batch N' or 'bare N', with N "
                     "from 1 to 1000000000",
                line);
            return STATUS_USAGE;
        }
        if (!has_ways && *request.way != '\0') {
            complain(
                "not a request: unknown way '%s': send 'batch N' or 'bare N'",
                request.way);
            return STATUS_USAGE;
        }
        int status = answer(context, &request, &result);
        if (status != STATUS_HELD)
            return status;
        if (!tell(&result))
            break;
    }
    int code = errno;
    stop_release(0); /* the end of the input, or a signal? */
    if (ferror(stdin))
        die(STATUS_CANNOT, "cannot read from stdin: %s", strerror(code));
    return STATUS_HELD;
}
