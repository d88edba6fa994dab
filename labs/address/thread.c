/* A thread adds NUMBER to each kind of memory. What does main see? */
#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum place { GLOBAL, STACK, HEAP, MAPPED, OWN, PLACES };
const char *const names[] = {"global", "stack", "heap", "mapped", "own"};

/* task 1: Predict: 1 if main sees what the thread adds there, 0 if not. */
const int predicted[PLACES] = {
    /* solution */
    [GLOBAL] = 1,
    [STACK] = 1,
    [HEAP] = 1,
    [MAPPED] = 1,
    [OWN] = 0,
    /* end: [GLOBAL] = 0, [STACK] = 0, [HEAP] = 0, [MAPPED] = 0, [OWN] = 0, */
};

int number;
int global;
_Thread_local int own; /* each thread has its own */
int *in_main[PLACES];  /* the address of each variable: in main, */
struct mapped {
    int value;
    int *in_worker[PLACES]; /* and in the worker */
} * mapped;

static void *
work(void *unused)
{
    /* task 2: Add number to each variable. in_main says where they are, except
     * for own: use its name. Note the addresses in mapped->in_worker. */
    /* solution */
    for (int i = 0; i < PLACES; i++) {
        mapped->in_worker[i] = i == OWN ? &own : in_main[i];
        *mapped->in_worker[i] += number;
    }
    /* end */
    return unused;
}

void /* called by main, and when graded by another main */
run_worker(void)
{
    /* task 3: Start a thread in work, and wait until it has ended. */
    /* solution */
    pthread_t thread;
    int code = pthread_create(&thread, NULL, work, NULL);
    if (code != 0 || (code = pthread_join(thread, NULL)) != 0)
        errx(1, "thread: %s", strerror(code));
    /* end: work(NULL); */
}

int
main(int argc, char **argv)
{
    int stack = 0, right = 0;

    if (argc != 2 || (number = atoi(argv[1])) < 1)
        errx(2, "usage: thread NUMBER, from 1 on");
    int *heap = calloc(1, sizeof(*heap));
    mapped = mmap(NULL, sizeof(*mapped), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (heap == NULL || mapped == MAP_FAILED)
        err(1, "calloc or mmap");
    in_main[GLOBAL] = &global;
    in_main[STACK] = &stack;
    in_main[HEAP] = heap;
    in_main[MAPPED] = &mapped->value;
    in_main[OWN] = &own;
    run_worker();
    for (int i = 0; i < PLACES; i++) {
        printf("%s %d %s, ", names[i], *in_main[i],
            mapped->in_worker[i] == in_main[i] ? "same" : "other");
        right += (*in_main[i] == number) == predicted[i];
    }
    printf("%d predicted\n", right);
    free(heap);
}
