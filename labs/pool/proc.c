/* A pool of processes works through a list of tasks. One worker is lost. */
#include <err.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 8, MAX_TASKS = 100 };

struct shared {
    sem_t guard; /* 1: free */
    int next;    /* the first task that is not taken; under guard */
    long result[MAX_TASKS + 1]; /* of each task: its square; 0: not yet */
    int runs[MAX_TASKS + 1];    /* how often it was done */
} * all;
int tasks, crash; /* tasks 1 to `tasks`; doing `crash` is fatal */

static void
run(int task)
{
    long *square = malloc(sizeof(*square));

    if (square == NULL) /* no memory: the task is not done now */
        return;
    all->result[task] = *square = (long)task * task;
    all->runs[task]++;
    free(square);
}

static void
work(void)
{
    int task = tasks + 1;

    do {
        /* task 1: Take the next task from the list: each goes to one worker. */
        /* solution */
        if (sem_wait(&all->guard) == -1)
            err(1, "sem_wait");
        task = all->next++;
        if (sem_post(&all->guard) == -1)
            err(1, "sem_post");
        /* end */
        if (task == crash) /* This worker is lost, in the middle of a task. */
            _exit(1);
        if (task <= tasks)
            run(task);
    } while (task <= tasks);
}

int
main(int argc, char **argv)
{
    int workers = argc == 4 ? atoi(argv[1]) : 0, crashed = 0, done = 0;
    long sum = 0;

    if (workers < 1 || workers > MAX_WORKERS || (tasks = atoi(argv[2])) < 1 ||
        tasks > MAX_TASKS || (crash = atoi(argv[3])) < 0 || crash > tasks)
        errx(2, "usage: proc WORKERS TASKS CRASH (a task, or 0)");
    all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        err(1, "mmap");
    all->next = 1;
    if (sem_init(&all->guard, 1, 1) == -1)
        err(1, "sem_init");
    for (int i = 0; i < workers; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        if (child == 0)
            _exit((work(), 0));
    }
    /* task 2: Wait for each worker; count those that were lost. */
    /* solution */
    for (int status; wait(&status) > 0;)
        crashed += status != 0;
    /* end: wait(NULL); */
    /* task 3: Do what was not done. */
    /* solution */
    for (int task = 1; task <= tasks; task++)
        if (all->result[task] == 0)
            run(task);
    /* end */
    for (int task = 1; task <= tasks; task++)
        sum += all->result[task], done += all->runs[task];
    printf("sum %ld, runs %d, crashed %d\n", sum, done, crashed);
}
