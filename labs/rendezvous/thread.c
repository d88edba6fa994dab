/* Two threads meet. Each brings a number, and takes home the other's. */
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct guest {
    int number; /* what it was given */
    int brings; /* written before the meeting, */
    int takes;  /* and after it: what the other brings */
    sem_t here; /* posted by this guest, waited for by the other */
} guests[2];
int late; /* milliseconds that guest 0 is late */

static int
number(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (*text == '\0' || *end != '\0' || value < 0 || value > 1000)
        errx(2, "%s: not a number from 0 to 1000", text);
    return (int)value;
}

static void *
work(void *argument)
{
    struct guest *me = argument, *other = me == guests ? guests + 1 : guests;

    if (me == guests && late > 0)
        usleep(late * 1000);
    me->brings = me->number;
    /* task 2: Say that you are here, and wait until the other one is. */
    /* solution */
    if (sem_post(&me->here) == -1)
        err(1, "sem_post");
    while (sem_wait(&other->here) == -1)
        if (errno != EINTR) /* a signal came: wait on */
            err(1, "sem_wait");
    /* end */
    me->takes = other->brings;
    return NULL;
}

int
main(int argc, char **argv)
{
    pthread_t thread[2];
    int code;

    if (argc < 3 || argc > 4)
        errx(2, "usage: thread FIRST SECOND [MILLISECONDS]");
    late = argc == 4 ? number(argv[3]) : 0;
    for (int i = 0; i < 2; i++) {
        guests[i].number = number(argv[1 + i]);
        /* task 1: Initialise the semaphore. What is its initial value? */
        /* solution */
        if (sem_init(&guests[i].here, 0, 0) == -1)
            err(1, "sem_init");
        /* end */
    }
    for (int i = 0; i < 2; i++)
        if ((code = pthread_create(&thread[i], NULL, work, &guests[i])) != 0)
            errx(1, "pthread_create: %s", strerror(code));
    for (int i = 0; i < 2; i++)
        if ((code = pthread_join(thread[i], NULL)) != 0)
            errx(1, "pthread_join: %s", strerror(code));
    printf(
        "first takes %d, second takes %d\n", guests[0].takes, guests[1].takes);
}
