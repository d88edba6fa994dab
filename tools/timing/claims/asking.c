#include "asking.h"

#include "kit/die.h"
#include "kit/home.h"
#include "kit/launch.h"

#include <stdarg.h>

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
    va_list arguments;

    finding->bearing = bearing;
    va_start(arguments, format);
    vsnprintf(finding->text, sizeof(finding->text), format, arguments);
    va_end(arguments);
}
