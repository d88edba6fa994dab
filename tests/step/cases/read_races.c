/* expect: fails */

/* What the kernel writes for one worker, another one overwrites. */

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static char buffer[8];
static int file;
static void *
reader(void *unused)
{
    read(file, buffer, 1);
    return unused;
}
static void *
clearer(void *unused)
{
    buffer[0] = 0;
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    FILE *made = tmpfile();
    fputs("1", made);
    rewind(made);
    file = fileno(made);
    pthread_create(&a, NULL, reader, NULL);
    pthread_create(&b, NULL, clearer, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return buffer[0] != '1';
}
