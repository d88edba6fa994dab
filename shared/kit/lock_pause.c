#include "lock_pause.h"

#include "cpus.h"
#include "model.h"

enum { SPINS_BEFORE_YIELD = 100 };

void
lock_pause(int spins)
{
    cpus_relax();
    if (spins % SPINS_BEFORE_YIELD == 0)
        model_yield();
}
