/* expect: holds; options: --preemptions=1 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
static int length;
static void *
worker(void *unused)
{
    char text[16];
    FILE *pipe = popen("echo abc", "r");
    if (pipe != NULL && fgets(text, sizeof(text), pipe) != NULL)
        length = (int)strlen(text);
    if (pclose(pipe) != 0)
        length = 0;
    return unused;
}
int
main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);
    pthread_join(thread, NULL);
    return length != 4;
}
