/* expect: holds */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char name[] = "/tmp/step-caseXXXXXX";
    int file = mkstemp(name), status, bad = 0;
    volatile int *total = mmap(NULL, sizeof(*total), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    unlink(name);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            struct flock lock = {.l_type = F_WRLCK};
            if (fcntl(file, F_SETLKW, &lock) == -1)
                _exit(1);
            int seen = *total;
            *total = seen + 1;
            _exit(0); /* which unlocks */
        }
    while (wait(&status) > 0)
        bad |= status;
    return bad || *total != 2;
}
