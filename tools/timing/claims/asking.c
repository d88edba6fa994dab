#include "asking.h"

#include "kit/die.h"
#include "kit/format.h"
#include "kit/home.h"
#include "kit/launch.h"

bool
claims_ask(
    char out[ANSWER_BYTES], const char *program, const char *const *words)
{
    out[0] = '\0';
    if (!home_has(program))
        return false;
    int status = launch_run(program, words, out, ANSWER_BYTES);
    return (status == STATUS_HELD || status == STATUS_BROKEN ||
               status == STATUS_STUCK) &&
           out[0] == '{';
}

void
claims_found(
    struct finding *finding, enum bearing bearing, const char *format, ...)
{
    finding->bearing = bearing;
    FORMAT(finding->text, sizeof(finding->text), format);
}
