/* expect: fails; options: --max-seconds=30 */

/* The first worker is at work on a page for long before the second comes there,
 * and both add to a word of it. */

#include <pthread.h>

static volatile struct {
    long before[1024], turns, sum, behind[1024];
} page;

static void *
first(void *unused)
{
    while (page.turns < 500)
        page.turns++;
    page.sum = page.sum + 1;
    while (page.turns > 0)
        page.turns--;
    return unused;
}

static void *
second(void *unused)
{
    for (volatile int i = 0; i < 1000; i++)
        continue;
    page.sum = page.sum + 1;
    return unused;
}

int
main(void)
{
    pthread_t thread[2];

    pthread_create(&thread[0], NULL, first, NULL);
    pthread_create(&thread[1], NULL, second, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    return page.sum != 2;
}
