/* expect: holds */

/* So are the kernel's random bytes (seeded_by_clock.c). */

#include <assert.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];

static void
check(long *shared, long expected)
{
    assert(write(ends[1], "x", 1) == 1);
    assert(*shared == expected);
    *shared = expected;
    _exit(0);
}

int
main(void)
{
    long *shared = mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    long expected = 0;

    assert(getrandom(&expected, sizeof(expected), 0) == sizeof(expected));
    *shared = expected;
    assert(pipe(ends) == 0);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            check(shared, expected);
    char byte;
    assert(read(ends[0], &byte, 1) == 1);
    while (wait(NULL) > 0)
        continue;
}
