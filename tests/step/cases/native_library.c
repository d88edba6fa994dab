/* expect: holds; options: --max-seconds=60 */

/* Private work in large arrays, on the stack and in the library, which calls
 * back: what it has made is still there when it has met the other. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 200, ROUNDS = 10, BYTES = 40000 };

static struct own {
    _Alignas(4096) int start, numbers[NUMBERS];
    char bytes[BYTES];
} own[2] = {{.start = 1}, {.start = 2}};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static int
compare(const void *left, const void *right)
{
    const int *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

static void *
worker(void *argument)
{
    struct own *mine = argument;
    char text[64];
    int wrong = 0;

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < NUMBERS; i++)
            mine->numbers[i] = (i * 79 + mine->start + round) % NUMBERS;
        qsort(mine->numbers, NUMBERS, sizeof(*mine->numbers), compare);
    }
    memset(mine->bytes, 'x', BYTES);
    snprintf(text, sizeof(text), "%d %.3f", NUMBERS, 0.5);
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < NUMBERS; i++)
        wrong += mine->numbers[i] != i;
    for (int i = 0; i < BYTES; i++)
        wrong += mine->bytes[i] != 'x';
    if (wrong > 0 || strcmp(text, "200 0.500") != 0)
        abort();
    return NULL;
}

int
main(void)
{
    pthread_t thread[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, worker, &own[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    return total != 2;
}
