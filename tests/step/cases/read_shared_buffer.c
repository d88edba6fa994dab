/* expect: holds */

/* Two workers read a file into one buffer: the kernel writes where both look.
 */

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static char buffer[8];
static int file, sum;
static void *
worker(void *unused)
{
    pthread_mutex_lock(&m);
    if (read(file, buffer, 1) == 1)
        sum += buffer[0] - '0';
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    FILE *made = tmpfile();
    fputs("12", made);
    rewind(made);
    file = fileno(made);
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return sum != 3;
}
