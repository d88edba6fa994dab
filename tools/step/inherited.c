#include "inherited.h"

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

enum { MOST = 1024 };

static bool inherited[MOST];

void
inherited_remember(void)
{
    for (int i = 0; i < MOST; i++)
        inherited[i] = fcntl(i, F_GETFD) != -1;
}

void
inherited_alone(void)
{
    for (int i = STDERR_FILENO + 1; i < MOST; i++)
        if (!inherited[i])
            fcntl(i, F_SETFD, FD_CLOEXEC); /* fails where there is none */
}
