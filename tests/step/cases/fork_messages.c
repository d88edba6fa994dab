/* expect: holds */

/* A System V message queue between processes. */

#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

static int queue;

static void
worker(void)
{
    struct {
        long type;
        char text[8];
    } message = {1, "hello"};

    msgsnd(queue, &message, sizeof(message.text), 0);
}

int
main(void)
{
    queue = msgget(IPC_PRIVATE, 0600);
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            worker();
            _exit(0);
        }
    while (wait(NULL) > 0)
        continue;
    msgctl(queue, IPC_RMID, NULL);
    return 0;
}
