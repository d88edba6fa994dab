/* expect: holds; says: 2 outcomes */

/* Whoever comes first makes the semaphore, and so says what it counts. Nobody
 * removes its name: each start must find none. */

#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>
#define NAME "/step-case-named_sem_left"
int
main(void)
{
    sem_t *s;
    int value;

    if (fork() == 0) {
        s = sem_open(NAME, O_CREAT, 0600, 1);
        _exit(s == SEM_FAILED);
    }
    s = sem_open(NAME, O_CREAT, 0600, 0);
    if (s == SEM_FAILED)
        return 2;
    sem_getvalue(s, &value);
    sem_close(s);
    printf("%d\n", value);
    return 0;
}
