/* Readers, who are processes, read together; a writer writes alone. */
#include <assert.h>
#include <err.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DOOR, COUNT, ROOM, INSIDE, START, ASKED, LEAVE, SEMAPHORES };
struct shared {
    sem_t sem[SEMAPHORES];      /* DOOR, COUNT, ROOM: 1, free; the rest: cues */
    int reading, first, second; /* readers inside; what is written, twice */
} * all;

static void
check(int failed, const char *call)
{
    if (failed)
        err(1, "%s", call);
}

static void
reader(int least) /* -1, or how many writers must have written */
{
    /* task 1: Go in, by the DOOR; the first one takes the ROOM for all. */
    /* solution */
    check(sem_wait(&all->sem[DOOR]) || sem_wait(&all->sem[COUNT]), "sem_wait");
    if (++all->reading == 1)
        check(sem_wait(&all->sem[ROOM]), "sem_wait");
    check(sem_post(&all->sem[COUNT]) || sem_post(&all->sem[DOOR]), "sem_post");
    /* end */
    if (least == -1) /* stays until main has seen a writer come */
        check(sem_post(&all->sem[INSIDE]) || sem_wait(&all->sem[LEAVE]), "cue");
    assert(all->first == all->second); /* no writer is inside, */
    assert(least == -1 ? all->first == 0 : all->first >= least);
    /* task 2: Leave; the last one gives the ROOM back. */
    /* solution */
    check(sem_wait(&all->sem[COUNT]), "sem_wait");
    if (--all->reading == 0)
        check(sem_post(&all->sem[ROOM]), "sem_post");
    check(sem_post(&all->sem[COUNT]), "sem_post");
    /* end */
}

static void
writer(void)
{
    check(sem_wait(&all->sem[START]) || sem_post(&all->sem[START]), "a cue");
    /* task 3: Come, and post ASKED: from now on no reader may go in before
     * you. Take the ROOM, write, leave. Keep other writers out all the time. */
    /* solution */
    check(sem_wait(&all->sem[DOOR]) || sem_post(&all->sem[ASKED]), "the door");
    check(sem_wait(&all->sem[ROOM]), "sem_wait");
    all->first++, all->second++;
    check(sem_post(&all->sem[ROOM]) || sem_post(&all->sem[DOOR]), "sem_post");
    /* end: sem_post(&all->sem[ASKED]), all->first++, all->second++; */
}

int
main(int argc, char **argv)
{
    int readers = argc == 3 ? atoi(argv[1]) : 0;
    int workers = argc == 3 ? readers + atoi(argv[2]) : 0;
    if (readers < 0 || workers < 1 || workers < readers || workers > 8)
        errx(2, "usage: proc READERS WRITERS, 8 together at most");
    all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(all == MAP_FAILED, "mmap");
    for (int i = 0; i < SEMAPHORES; i++)
        check(sem_init(&all->sem[i], 1, i <= ROOM), "sem_init");
    for (int i = 0; i < workers; i++) {
        pid_t child = fork();
        check(child == -1, "fork");
        if (child == 0)
            _exit((i < readers ? reader(-1) : writer(), 0));
    }
    for (int i = 0; i < readers; i++)
        sem_wait(&all->sem[INSIDE]); /* The play: all readers are inside; */
    sem_post(&all->sem[START]);
    if (workers > readers)
        sem_wait(&all->sem[ASKED]); /* a writer comes; */
    for (int i = 0; i < readers; i++)
        sem_post(&all->sem[LEAVE]); /* the readers go; */
    reader(workers > readers);      /* and a last one comes: main. */
    while (wait(NULL) > 0)
        continue;
    printf("written %d\n", all->first);
}
