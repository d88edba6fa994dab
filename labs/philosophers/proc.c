/* Philosophers, who are processes, at a round table with as many forks. */
#include <assert.h>
#include <err.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX = 16 };

long philosophers, meals;
struct table {
    sem_t forks[MAX]; /* fork i lies to the left of philosopher i: 1; held: 0 */
    int hands[MAX];   /* how many hold fork i: 0 or 1 */
    pthread_barrier_t friends; /* who all eat at the same time */
    atomic_long eaten;         /* meals, in total */
} * table;

static long
number(const char *text, long min, long max)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < min || value > max)
        errx(2, "%s: not a number from %ld to %ld", text, min, max);
    return value;
}

static void
eat(long me)
{
    long left = me, right = (me + 1) % philosophers;
    /* task 1: Take both forks, in an order in which no cycle of waiting
     * philosophers can arise. Two who share no fork may eat at once. */
    /* solution */
    sem_t *first = &table->forks[left < right ? left : right];
    sem_t *second = &table->forks[left < right ? right : left];
    if (sem_wait(first) == -1 || sem_wait(second) == -1)
        err(1, "sem_wait");
    /* end */
    table->hands[left]++, table->hands[right]++;
    assert(table->hands[left] == 1 && table->hands[right] == 1);
    if (meals == 0)
        pthread_barrier_wait(&table->friends); /* eats until all eat, too */
    table->eaten++;
    table->hands[left]--, table->hands[right]--;
    /* task 2: Put both forks down. */
    /* solution */
    if (sem_post(second) == -1 || sem_post(first) == -1)
        err(1, "sem_post");
    /* end */
}

int
main(int argc, char **argv)
{
    if (argc != 3)
        errx(2, "usage: proc PHILOSOPHERS MEALS");
    philosophers = number(argv[1], 2, MAX);
    meals = number(argv[2], 0, 1000);
    table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED)
        err(1, "mmap");
    for (long i = 0; i < philosophers; i++)
        if (sem_init(&table->forks[i], 1, 1) == -1)
            err(1, "sem_init");
    pthread_barrierattr_t across; /* between processes */
    pthread_barrierattr_init(&across);
    pthread_barrierattr_setpshared(&across, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&table->friends, &across, philosophers / 2);
    long gap = meals == 0 ? 2 : 1; /* MEALS 0: every second one eats, once */
    for (long me = 0; me + gap <= philosophers; me += gap) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        if (child == 0) {
            for (long i = 0; i < meals || i == 0; i++)
                eat(me);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    printf("meals %ld\n", table->eaten);
}
