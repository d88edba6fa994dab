/* expect: deadlocks; says: 3 end in a deadlock */

/* Whoever comes first makes the semaphore, and so decides what it counts. */

#include <fcntl.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>
#define NAME "/step-case-named_sem_late_deadlock"
int
main(void)
{
    sem_t *s;

    if (fork() == 0) {
        s = sem_open(NAME, O_CREAT, 0600, 1);
        _exit(s == SEM_FAILED);
    }
    s = sem_open(NAME, O_CREAT, 0600, 0);
    if (s == SEM_FAILED)
        return 2;
    sem_wait(s);
    wait(NULL);
    sem_unlink(NAME);
    return 0;
}
