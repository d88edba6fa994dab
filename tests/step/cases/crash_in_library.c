/* expect: crashes; says: SIGSEGV at crash_in_library.c:13 */

/* A crash in a library is shown where the program has called it. */

#include <pthread.h>
#include <string.h>

char *volatile text = "a text";

static void *
read_it(void *unused)
{
    return strlen(text) > 100 ? unused : NULL;
}

static void *
lose_it(void *unused)
{
    text = NULL;
    return unused;
}

int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, read_it, NULL);
    pthread_create(&two, NULL, lose_it, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
}
