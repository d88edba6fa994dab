/* expect: unproved; options: --faults=kill --preemptions=1 */

/* One killed between taking and giving back does not keep the other out. (Not
 * tried: one killed while it sleeps in semop.) */

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    struct sembuf take = {0, -1, SEM_UNDO}, give = {0, 1, SEM_UNDO};
    int set = semget(IPC_PRIVATE, 1, 0600);
    semctl(set, 0, SETVAL, 1);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            semop(set, &take, 1);
            semop(set, &give, 1);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    int value = semctl(set, 0, GETVAL);
    semctl(set, 0, IPC_RMID);
    return value != 1;
}
