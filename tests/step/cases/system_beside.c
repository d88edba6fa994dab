/* expect: fails; options: --expect-output=ab */

/* Nothing orders what a thread prints and what a shell does. */

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
static void *
worker(void *unused)
{
    write(STDOUT_FILENO, "a", 1);
    return unused;
}
int
main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);
    system("printf b");
    pthread_join(thread, NULL);
}
