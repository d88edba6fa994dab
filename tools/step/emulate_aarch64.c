#ifdef __aarch64__

#include "emulate.h"

bool
emulate(pid_t task, const struct instruction *what, struct registers *registers)
{
    (void)task, (void)what, (void)registers;
    return false;
}

#endif
