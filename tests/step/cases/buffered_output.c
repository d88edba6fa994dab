/* expect: holds; says: 2 outcomes: */

/* Two threads fill a buffer, and the end of main writes it out: in which order
 * they came is seen only then. */

#include <pthread.h>
#include <stdio.h>

static void *
print(void *word)
{
    fputs(word, stdout);
    return NULL;
}

int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, print, "a");
    pthread_create(&two, NULL, print, "b");
    pthread_join(one, NULL);
    pthread_join(two, NULL);
}
