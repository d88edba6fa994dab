#include "inject.h"

#include "spin.h"

#include <sys/syscall.h>
#include <unistd.h>

struct inject
inject_prepare(long ns, bool system_call)
{
    return (struct inject){spin_rounds(ns), system_call};
}

void
inject(const struct inject *added)
{
    if (added->rounds > 0)
        spin(added->rounds);
    if (added->system_call)
        syscall(SYS_getppid); /* cannot fail */
}
