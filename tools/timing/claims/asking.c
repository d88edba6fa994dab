#include "asking.h"

#include "kit/die.h"
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
claims_nothing(struct finding *finding, const char *why)
{
    finding->bearing = BEARS_NOT;
    snprintf(finding->text, sizeof(finding->text), "%s", why);
}
