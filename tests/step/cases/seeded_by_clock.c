/* expect: holds */

/* The time, of which a program makes its random numbers, is the same in each
 * start. Else the children's memory would contradict what they share: another
 * order of writes to a pipe means a new start. */

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ends[2];

static void
check(int *shared, int expected)
{
    assert(write(ends[1], "x", 1) == 1);
    assert(*shared == expected);
    *shared = expected;
    _exit(0);
}

int
main(void)
{
    int *shared = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    srand((unsigned)now.tv_nsec);
    int expected = *shared = rand();
    assert(pipe(ends) == 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            check(shared, expected);
    char byte;
    assert(read(ends[0], &byte, 1) == 1);
    while (wait(NULL) > 0)
        continue;
}
