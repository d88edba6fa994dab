/* expect: holds */

/* Each process opens the named semaphore itself, and makes it if it is new. */

#include <fcntl.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>
#define NAME "/step-case-named_sem_late"
int
main(void)
{
    sem_t *s;
    int value;

    if (fork() == 0) {
        s = sem_open(NAME, O_CREAT, 0600, 0);
        sem_post(s);
        _exit(s == SEM_FAILED);
    }
    wait(NULL);
    s = sem_open(NAME, O_CREAT, 0600, 5);
    if (s == SEM_FAILED)
        return 2;
    sem_unlink(NAME);
    sem_wait(s);
    sem_getvalue(s, &value);
    return value != 0;
}
