/* A pool of threads works through a list of tasks. One worker is lost. */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 8, MAX_TASKS = 100 };

pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
int next = 1;               /* the first task that is not taken; under guard */
int tasks, crash;           /* tasks 1 to `tasks`; doing `crash` is fatal */
long result[MAX_TASKS + 1]; /* of each task: its square; 0: not yet */
int runs[MAX_TASKS + 1];    /* how often it was done */

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
run(int task)
{
    long *square = malloc(sizeof(*square));

    if (square == NULL) /* no memory: the task is not done now */
        return;
    result[task] = *square = (long)task * task;
    runs[task]++;
    free(square);
}

static void *
work(void *unused)
{
    int task = tasks + 1;

    do {
        /* task 1: Take the next task from the list: each goes to one worker. */
        /* solution */
        check(pthread_mutex_lock(&guard), "pthread_mutex_lock");
        task = next++;
        check(pthread_mutex_unlock(&guard), "pthread_mutex_unlock");
        /* end */
        if (task == crash) /* This worker is lost, in the middle of a task. */
            return &crash;
        if (task <= tasks)
            run(task);
    } while (task <= tasks);
    return unused;
}

int
main(int argc, char **argv)
{
    int workers = argc == 4 ? atoi(argv[1]) : 0, crashed = 0, done = 0;
    pthread_t thread[MAX_WORKERS];
    long sum = 0;

    if (workers < 1 || workers > MAX_WORKERS || (tasks = atoi(argv[2])) < 1 ||
        tasks > MAX_TASKS || (crash = atoi(argv[3])) < 0 || crash > tasks)
        errx(2, "usage: thread WORKERS TASKS CRASH (a task, or 0)");
    for (int i = 0; i < workers; i++)
        check(pthread_create(&thread[i], NULL, work, NULL), "create");
    /* task 2: Wait for each worker; count those that were lost. */
    /* solution */
    for (int i = 0; i < workers; i++) {
        void *end;
        check(pthread_join(thread[i], &end), "pthread_join");
        crashed += end != NULL;
    }
    /* end: pthread_join(thread[0], NULL); */
    /* task 3: Do what was not done. */
    /* solution */
    for (int task = 1; task <= tasks; task++)
        if (result[task] == 0)
            run(task);
    /* end */
    for (int task = 1; task <= tasks; task++)
        sum += result[task], done += runs[task];
    printf("sum %ld, runs %d, crashed %d\n", sum, done, crashed);
}
