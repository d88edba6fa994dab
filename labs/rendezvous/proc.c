/* Two processes meet. Each brings a number, and takes home the other's. */
#include <err.h>
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct guest {
    int number; /* what it was given */
    int brings; /* written before the meeting, */
    int takes;  /* and after it: what the other brings */
    sem_t here; /* posted by this guest, waited for by the other */
};
struct guest *guests; /* both, in shared memory */
int late;             /* milliseconds that guest 0 is late */

static int
number(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (*text == '\0' || *end != '\0' || value < 0 || value > 1000)
        errx(2, "%s: not a number from 0 to 1000", text);
    return (int)value;
}

static void
work(struct guest *me)
{
    struct guest *other = me == guests ? guests + 1 : guests;

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
}

int
main(int argc, char **argv)
{
    int status;

    if (argc < 3 || argc > 4)
        errx(2, "usage: proc FIRST SECOND [MILLISECONDS]");
    late = argc == 4 ? number(argv[3]) : 0;
    guests = mmap(NULL, 2 * sizeof(*guests), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (guests == MAP_FAILED)
        err(1, "mmap");
    for (int i = 0; i < 2; i++) {
        guests[i].number = number(argv[1 + i]);
        /* task 1: Initialise the semaphore, for processes. What is its initial
         * value? */
        /* solution */
        if (sem_init(&guests[i].here, 1, 0) == -1)
            err(1, "sem_init");
        /* end */
    }
    for (int i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        if (child == 0) {
            work(&guests[i]);
            _exit(0);
        }
    }
    for (int i = 0; i < 2; i++) {
        while (wait(&status) == -1)
            if (errno != EINTR)
                err(1, "wait");
        if (status != 0)
            errx(1, "a child failed");
    }
    printf(
        "first takes %d, second takes %d\n", guests[0].takes, guests[1].takes);
}
