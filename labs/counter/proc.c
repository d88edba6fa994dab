/* Processes that each add 1 to three counters, ROUNDS times. */
#include <err.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 16, MAX_ROUNDS = 1000000 };

struct shared {
    long locked;           /* changed under the guard only */
    atomic_long counted;   /* changed by atomic operations only */
    long own[MAX_WORKERS]; /* one for each process */
};
struct shared *all;
sem_t *guard; /* 1: free, 0: taken */

static long
number(const char *text, long max)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (value < 1 || value > max || *end != '\0')
        errx(2, "%s: not a number from 1 to %ld", text, max);
    return value;
}

static void
work(long *mine)
{
    /* task 1: sem_wait before the read, sem_post after the write. */
    /* solution */
    if (sem_wait(guard) == -1)
        err(1, "sem_wait");
    all->locked = all->locked + 1;
    if (sem_post(guard) == -1)
        err(1, "sem_post");
    /* end: all->locked = all->locked + 1; */
    /* task 2: Make the addition one atomic operation, not two. */
    /* solution */
    atomic_fetch_add(&all->counted, 1);
    /* end: all->counted = all->counted + 1; */
    /* task 3: Count in *mine, this process's own; main adds them up. */
    /* solution */
    *mine = *mine + 1;
    /* end: (void)mine; */
}

int
main(int argc, char **argv)
{
    if (argc != 3)
        errx(2, "usage: proc WORKERS ROUNDS");
    int workers = number(argv[1], MAX_WORKERS);
    long rounds = number(argv[2], MAX_ROUNDS);
    all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        err(1, "mmap");
    /* task 1, too: Open the semaphore, and remove its name at once. */
    /* solution */
    char name[32];
    snprintf(name, sizeof(name), "/counter-%d", (int)getpid());
    guard = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
    if (guard == SEM_FAILED || sem_unlink(name) == -1)
        err(1, "%s", name);
    /* end */
    for (int i = 0; i < workers; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        for (long j = 0; child == 0 && j < rounds; j++)
            work(&all->own[i]);
        if (child == 0)
            _exit(0);
    }
    for (int i = 0, status; i < workers; i++)
        if (wait(&status) == -1 || status != 0)
            errx(1, "a child failed");
    long sum = 0;
    for (int i = 0; i < workers; i++)
        sum = sum + all->own[i];
    printf("locked %ld, atomic %ld, own %ld\n", all->locked, all->counted, sum);
}
