/* Producers, a filter and consumers; all end when there is no more to do. */
#include <err.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int raw[2], cooked[2]; /* pipes; [0]: to read from, [1]: to write to */
int items;
atomic_long *sum; /* of what the consumers got */

static void
check(int failed, const char *call)
{
    if (failed)
        err(1, "%s", call);
}

static void
put(int to, int item)
{
    check(write(to, &item, sizeof(item)) != sizeof(item), "write");
}

static int
take(int from) /* 0: the end */
{
    int item;
    ssize_t length = read(from, &item, sizeof(item));
    check(length == -1, "read");
    return length > 0 ? item : 0; /* 0 bytes: the end of the pipe */
}

static void
produce(void)
{
    /* task 1: Close what a producer does not use. */
    /* solution */
    check(close(raw[0]) || close(cooked[0]) || close(cooked[1]), "close");
    /* end */
    for (int i = 1; i <= items; i++)
        put(raw[1], i);
}

static void
consume(void)
{
    /* task 2: Close what a consumer does not use. */
    /* solution */
    check(close(cooked[1]) || close(raw[0]) || close(raw[1]), "close");
    /* end */
    for (int item; (item = take(cooked[0])) != 0;)
        *sum += item;
}

int
main(int argc, char **argv)
{
    int producers = argc == 4 ? atoi(argv[1]) : 0;
    int workers = argc == 4 ? producers + atoi(argv[2]) : 0;
    if (producers < 1 || workers <= producers || workers > 8)
        errx(2, "usage: proc PRODUCERS CONSUMERS ITEMS");
    items = atoi(argv[3]);
    sum = mmap(NULL, sizeof(*sum), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(sum == MAP_FAILED || pipe(raw) || pipe(cooked), "mmap, or pipe");
    for (int i = 0; i < workers; i++) {
        pid_t child = fork();
        check(child == -1, "fork");
        if (child == 0) {
            i < producers ? produce() : consume();
            _exit(0);
        }
    }
    /* task 3: main is the filter. Close what it does not need, here and below.
     */
    /* solution */
    check(close(raw[1]) || close(cooked[0]), "close");
    /* end */
    for (int item; (item = take(raw[0])) != 0;)
        put(cooked[1], 2 * item);
    /* solution */
    check(close(raw[0]) || close(cooked[1]), "close");
    /* end */
    while (wait(NULL) > 0)
        continue;
    printf("sum %ld\n", *sum);
}
