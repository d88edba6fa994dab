/* expect: crashes; says: was killed by SIGABRT */

/* The parent does not ask how its child has ended. */

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    if (fork() == 0)
        abort();
    wait(NULL);
    return 0;
}
