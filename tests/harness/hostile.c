#include "hostile.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MIB = 1 << 20, HARM_MIB = 256, FILE_MIB = 2 };

static int
fork_bomb(const char *unused)
{
    (void)unused;
    while (true)
        if (fork() == 0)
            setsid();
    return 1;
}

static int
kill_all(const char *unused)
{
    (void)unused;
    kill(-1, SIGKILL);
    return 0;
}

static int
daemonize(const char *unused)
{
    (void)unused;
    if (fork() != 0)
        return 0;
    setsid();
    if (fork() != 0)
        return 0;
    for (;;)
        pause();
}

/* A new file every few MiB, until that is refused or harm has been done: on the
 * "disk"; in "shm"; or there "unnamed": removed at once, they fill it all the
 * same. */
static int
fill(const char *where)
{
    static char block[MIB];
    bool on_disk = strcmp(where, "disk") == 0;
    char name[64];

    memset(block, 1, sizeof(block));
    for (int done = 0, i = 0; done < HARM_MIB; i++) {
        snprintf(name, sizeof(name), "/hostile.%d.%d", (int)getpid(), i);
        int file = on_disk ? open(name + 1, O_RDWR | O_CREAT, 0600)
                           : shm_open(name, O_RDWR | O_CREAT, 0600);
        if (file == -1)
            return 0;
        for (int k = 0; k < FILE_MIB; k++, done++)
            if (write(file, block, sizeof(block)) != sizeof(block))
                return 0;
        if (strcmp(where, "unnamed") == 0)
            shm_unlink(name);
        else
            close(file);
        usleep(10000);
    }
    return 1;
}

static int
print_for_ever(const char *unused)
{
    (void)unused;
    while (puts("score 100, passed") != EOF)
        ;
    return 0;
}

static int
write_file(const char *path)
{
    int file = open(path, O_WRONLY | O_TRUNC);

    return file != -1 || unlink(path) == 0 ? 1 : 0;
}

static int
read_file(const char *path)
{
    return open(path, O_RDONLY) != -1 ? 1 : 0;
}

static int
read_memory(const char *process)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%s/mem", process);
    return read_file(path);
}

static int
trace(const char *process)
{
    return ptrace(PTRACE_ATTACH, atoi(process), NULL, NULL) == 0 ||
                   ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0
               ? 1
               : 0;
}

static int
call_home(const char *unused)
{
    (void)unused;
    return socket(AF_INET, SOCK_STREAM, 0) != -1 ? 1 : 0;
}

/* A name, and a segment of System V, whose number is printed. */
static int
leave_objects(const char *name)
{
    int file = shm_open(name, O_RDWR | O_CREAT, 0666);
    int segment = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0666);

    printf("%d\n", segment);
    return file != -1 && segment != -1 ? 0 : 1;
}

/* So many names, each of 200 letters. */
static int
leave_names(const char *count)
{
    char name[256];

    for (int i = 0; i < atoi(count); i++) {
        snprintf(name, sizeof(name), "/hostile.%0192d", i);
        int file = shm_open(name, O_RDWR | O_CREAT, 0666);
        if (file == -1)
            return 1;
        close(file);
    }
    return 0;
}

static int
print_environment(const char *unused)
{
    (void)unused;
    for (char **each = environ; *each != NULL; each++)
        puts(*each);
    return 0;
}

static int
kill_process(const char *process)
{
    return kill(atoi(process), SIGKILL) == 0 ? 1 : 0;
}

static volatile int count;

static void *
add_one(void *unused)
{
    count = count + 1;
    return unused;
}

/* Exits with 1 where an update is lost. */
static int
lose_update(const char *unused)
{
    pthread_t thread[2];

    (void)unused;
    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, add_one, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    return count == 2 ? 0 : 1;
}

static int
attack_parent(const char *unused)
{
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
    kill(getppid(), SIGKILL);
    return lose_update(unused);
}

static const struct {
    const char *name;
    int (*be)(const char *object);
} all[] = {
    {"fork_bomb", fork_bomb},
    {"kill_all", kill_all},
    {"daemonize", daemonize},
    {"fill", fill},
    {"print_for_ever", print_for_ever},
    {"write_file", write_file},
    {"read_file", read_file},
    {"read_memory", read_memory},
    {"trace", trace},
    {"call_home", call_home},
    {"leave_objects", leave_objects},
    {"leave_names", leave_names},
    {"print_environment", print_environment},
    {"kill_process", kill_process},
    {"lose_update", lose_update},
    {"attack_parent", attack_parent},
};

int
hostile_be(const char *name, const char *object)
{
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].be(object);
    return 2;
}
