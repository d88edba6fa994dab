#include "keeper.h"

#include "folder.h"
#include "weigh.h"

#include "kit/die.h"
#include "kit/room.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WEIGH_EACH_MS = 50, KILL_AT_MOST = 1000 };
enum { READY = 'r', KILL = 'k', FINISH = 'f' };

struct answer {
    char what;
    bool killed, greedy;
};

static struct {
    pid_t id; /* 0: none */
    int commands, answers;
} keeper;

/* kill(2): the sender's real or effective user must be the receiver's real or
 * saved one. So with its own real and saved user, the keeper reaches the user's
 * processes, and they cannot reach it.
 *
 * It will signal everyone, so make sure that no privilege is left. */
static bool
become_keeper(uid_t user)
{
    uid_t own = user + 1;

    return setsid() != -1 && setgroups(0, NULL) == 0 &&
           setresgid(user, user, user) == 0 && setresuid(own, user, own) == 0 &&
           setuid(0) == -1 && kill(getppid(), 0) == -1 && errno == EPERM;
}

/* Was there one? */
static bool
kill_all(uid_t user)
{
    bool found = weigh_has(user);

    if (found)
        kill(-1, SIGKILL);
    return found;
}

/* A user may remove only its own objects, so it can try each. */
static void
remove_objects(const char *list, int (*remove)(int))
{
    FILE *file = fopen(list, "re");
    char line[512];
    int object;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "%*d %d", &object) == 1)
            remove(object);
    if (file != NULL)
        fclose(file);
}

static int
remove_memory(int object)
{
    return shmctl(object, IPC_RMID, NULL);
}

static int
remove_semaphores(int object)
{
    return semctl(object, 0, IPC_RMID);
}

static int
remove_queue(int object)
{
    return msgctl(object, IPC_RMID, NULL);
}

static void
remove_all_objects(void)
{
    remove_objects("/proc/sysvipc/shm", remove_memory);
    remove_objects("/proc/sysvipc/sem", remove_semaphores);
    remove_objects("/proc/sysvipc/msg", remove_queue);
}

/* Our parent is gone. Init reaps those that we kill; we do not wait for the
 * others. */
static _Noreturn void
end_alone(uid_t user)
{
    for (int i = 0; i < KILL_AT_MOST && kill_all(user); i++)
        usleep(1000);
    remove_all_objects();
    folder_clear("/dev/shm", user, NULL);
    folder_clear("/dev/mqueue", user, NULL);
    _exit(0);
}

static void
say(int answers, uid_t user, struct answer answer)
{
    if (write(answers, &answer, sizeof(answer)) != sizeof(answer))
        end_alone(user);
}

static _Noreturn void
keep(int commands, int answers, uid_t user, long most, const char *directory)
{
    struct pollfd news = {.fd = commands, .events = POLLIN};
    bool greedy = false;
    char command;

    if (!become_keeper(user) || weigh_has(user))
        _exit(STATUS_CANNOT);
    say(answers, user, (struct answer){.what = READY});
    for (;;) {
        int came = poll(&news, 1, most > 0 ? WEIGH_EACH_MS : -1);
        if (came <= 0) {
            greedy |= most > 0 && weigh(user, directory) > most;
            if (greedy)
                kill_all(user);
            continue;
        }
        if (read(commands, &command, 1) != 1)
            end_alone(user);
        if (command == FINISH)
            remove_all_objects();
        say(answers, user, (struct answer){command, kill_all(user), greedy});
        if (command == FINISH)
            _exit(0);
    }
}

static struct answer
ask(char command)
{
    struct answer answer;

    if (write(keeper.commands, &command, 1) != 1 ||
        read(keeper.answers, &answer, sizeof(answer)) != sizeof(answer))
        die(STATUS_CANNOT,
            "the process that ends a student's processes is gone: grade again");
    return answer;
}

static void
close_keeper(void)
{
    close(keeper.commands);
    close(keeper.answers);
    waitpid(keeper.id, NULL, 0);
    keeper.id = 0;
}

bool
keeper_start(uid_t user, long total_bytes, const char *directory)
{
    int commands[2], answers[2];
    struct answer answer;

    if (pipe2(commands, O_CLOEXEC) == -1 || pipe2(answers, O_CLOEXEC) == -1)
        die(STATUS_CANNOT, "pipe2: %m: cannot start a command");
    keeper.id = fork();
    if (keeper.id == 0) {
        close(commands[1]); /* else it would not notice our end */
        keep(commands[0], answers[1], user, total_bytes, directory);
    }
    if (keeper.id == -1)
        die(STATUS_CANNOT, "cannot start a command: %m: %s",
            room_advice(errno));
    close(commands[0]);
    close(answers[1]);
    keeper.commands = commands[1];
    keeper.answers = answers[0];
    if (read(keeper.answers, &answer, sizeof(answer)) == sizeof(answer))
        return true;
    close_keeper();
    return false;
}

pid_t
keeper_id(void)
{
    return keeper.id;
}

bool
keeper_kill(void)
{
    return keeper.id != 0 && ask(KILL).killed;
}

bool
keeper_finish(void)
{
    bool greedy = ask(FINISH).greedy;

    close_keeper();
    return greedy;
}
