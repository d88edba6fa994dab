/* expect: refused; says: attaches System V memory after it was removed */

/* Whether the child still can depends on whether main has it. */

#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
int
main(void)
{
    int shm = shmget(IPC_PRIVATE, sizeof(int), IPC_CREAT | 0600);
    if (fork() == 0)
        _exit(shmat(shm, NULL, 0) == (void *)-1);
    shmctl(shm, IPC_RMID, NULL);
    return 0;
}
