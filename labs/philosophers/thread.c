/* Philosophers, who are threads, at a round table with as many forks. */
#include <assert.h>
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 16 };

long philosophers, meals;
pthread_mutex_t forks[MAX]; /* fork i lies to the left of philosopher i */
int hands[MAX];             /* how many hold fork i: 0 or 1 */
pthread_barrier_t friends;  /* who all eat at the same time */
atomic_long eaten;          /* meals, in total */

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
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
eat(long me)
{
    long left = me, right = (me + 1) % philosophers;
    /* task 1: Take both forks, in an order in which no cycle of waiting
     * philosophers can arise. Two who share no fork may eat at once. */
    /* solution */
    long first = left < right ? left : right;
    long second = left < right ? right : left;
    check(pthread_mutex_lock(&forks[first]), "pthread_mutex_lock");
    check(pthread_mutex_lock(&forks[second]), "pthread_mutex_lock");
    /* end */
    hands[left]++, hands[right]++;
    assert(hands[left] == 1 && hands[right] == 1);
    if (meals == 0)
        pthread_barrier_wait(&friends); /* eats until all friends eat, too */
    eaten++;
    hands[left]--, hands[right]--;
    /* task 2: Put both forks down. */
    /* solution */
    check(pthread_mutex_unlock(&forks[second]), "pthread_mutex_unlock");
    check(pthread_mutex_unlock(&forks[first]), "pthread_mutex_unlock");
    /* end */
}

static void *
dine(void *seat)
{
    long me = (long)seat, i = 0;

    do
        eat(me);
    while (++i < meals);
    return NULL;
}

int
main(int argc, char **argv)
{
    pthread_t thread[MAX];

    if (argc != 3)
        errx(2, "usage: thread PHILOSOPHERS MEALS");
    philosophers = number(argv[1], 2, MAX);
    meals = number(argv[2], 0, 1000);
    for (long i = 0; i < philosophers; i++)
        check(pthread_mutex_init(&forks[i], NULL), "pthread_mutex_init");
    check(pthread_barrier_init(&friends, NULL, philosophers / 2), "barrier");
    long gap = meals == 0 ? 2 : 1; /* MEALS 0: every second one eats, once */
    for (long i = 0; i + gap <= philosophers; i += gap)
        check(pthread_create(&thread[i], NULL, dine, (void *)i), "create");
    for (long i = 0; i + gap <= philosophers; i += gap)
        check(pthread_join(thread[i], NULL), "pthread_join");
    printf("meals %ld\n", eaten);
}
