/* expect: fails; options: --expect-status=3 */

/* What the shell returns, times 256. */

#include <pthread.h>
#include <stdlib.h>
static void *
worker(void *unused)
{
    return unused;
}
int
main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);
    int status = system("exit 3");
    pthread_join(thread, NULL);
    return status == 3 << 8 ? 4 : 3;
}
