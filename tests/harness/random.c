#include "random.h"

#include "check.h"

#include "kit/die.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORKERS = 4, MOST_STEPS = 6, WORDS_SHARED = 3, LOCKS = 2 };

enum action {
    LOAD,
    STORE,
    ADD,
    LOCK,
    UNLOCK,
    AWAIT,  /* the flag, with the lock of the same number */
    SIGNAL, /* set it, and signal */
    BROADCAST,
    PRINT,
    LEAVE, /* by exit */
    P,
    V,
    READ, /* a byte from the pipe */
    WRITE
};

/* How the parent waits for a process. */
enum { BY_ID, FOR_ANY, WITHOUT_SLEEP, WAYS };

static struct script {
    int workers;
    bool has_pipe;
    bool joins[MOST_WORKERS];
    int way[MOST_WORKERS];
    int main_word; /* that main adds to when it has made them; -1: none */
    struct operation {
        enum action action;
        int object;
    } operation[MOST_WORKERS][MOST_STEPS];
    int steps[MOST_WORKERS];
} script;

static struct shared {
    volatile int word[WORDS_SHARED]; /* neighbours, two in eight bytes */
    volatile int flag[LOCKS];
    pthread_mutex_t lock[LOCKS];
    pthread_cond_t changed[LOCKS];
    sem_t semaphore[LOCKS];
} own, *shared = &own;

static int ends[2]; /* of the pipe */

static bool
set_up(bool processes)
{
    int scope = processes ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;
    pthread_mutexattr_t of_lock;
    pthread_condattr_t of_changed;

    if (processes)
        shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || (script.has_pipe && pipe(ends) == -1))
        return false;
    pthread_mutexattr_init(&of_lock);
    pthread_mutexattr_setpshared(&of_lock, scope);
    pthread_condattr_init(&of_changed);
    pthread_condattr_setpshared(&of_changed, scope);
    for (int i = 0; i < LOCKS; i++) {
        pthread_mutex_init(&shared->lock[i], &of_lock);
        pthread_cond_init(&shared->changed[i], &of_changed);
        sem_init(&shared->semaphore[i], processes, (unsigned)i);
    }
    return true;
}

/* A random number below `limit`; the same ones on each machine. */
static unsigned
draw(unsigned *state, unsigned limit)
{
    *state = *state * 1664525 + 1013904223;
    return (*state >> 16) % limit;
}

static enum action
draw_action(unsigned *state, bool processes)
{
    static const enum action of_threads[] = {LOAD, STORE, STORE, ADD, ADD, LOCK,
        LOCK, UNLOCK, AWAIT, SIGNAL, BROADCAST};
    static const enum action of_processes[] = {
        LOAD, STORE, STORE, ADD, ADD, LOCK, UNLOCK, SIGNAL, P, V, V};

    if (processes && script.has_pipe && draw(state, 4) == 0)
        return draw(state, 3) == 0 ? READ : WRITE;
    return processes ? of_processes[draw(state, COUNT(of_processes))]
                     : of_threads[draw(state, COUNT(of_threads))];
}

/* Now and then an unlock is missing, or there is one too many wait: deadlocks
 * are outcomes, too. */
static void
write_script(unsigned number, bool processes)
{
    unsigned state = number * 2654435761U + 1;

    script.workers = processes ? 2 : 2 + (int)draw(&state, MOST_WORKERS - 1);
    script.has_pipe = processes && draw(&state, 4) == 0;
    script.main_word = (int)draw(&state, 3 * WORDS_SHARED);
    for (int i = 0; i < script.workers; i++) {
        int held = -1;
        script.joins[i] = draw(&state, processes ? 2 : 8) != 0;
        script.steps[i] =
            2 + (int)draw(&state, processes             ? 3
                                  : script.workers == 2 ? MOST_STEPS - 1
                                                        : 6U - script.workers);
        for (int j = 0; j < script.steps[i]; j++) {
            struct operation *operation = &script.operation[i][j];
            *operation = (struct operation){draw_action(&state, processes),
                (int)draw(&state, WORDS_SHARED)};
            if (draw(&state, 25) == 0)
                operation->action = draw(&state, 3) == 0 ? LEAVE : PRINT;
            if (operation->action >= LOCK && operation->action != PRINT)
                operation->object %= LOCKS;
            bool is_last = j == script.steps[i] - 1;
            if (held != -1 && (is_last || operation->action == UNLOCK))
                *operation = (struct operation){UNLOCK, held};
            else if (held == -1 && operation->action == UNLOCK)
                operation->action = ADD;
            if (operation->action == LOCK && (held != -1 || is_last))
                operation->action = STORE;
            if (operation->action == LOCK)
                held = operation->object;
            if (operation->action == UNLOCK)
                held = -1;
        }
        if (processes)
            script.way[i] = (int)draw(&state, WAYS);
    }
}

static void
set_flag(int i, int (*tell)(pthread_cond_t *))
{
    pthread_mutex_lock(&shared->lock[i]);
    shared->flag[i] = 1;
    tell(&shared->changed[i]);
    pthread_mutex_unlock(&shared->lock[i]);
}

static void
await_flag(int i)
{
    pthread_mutex_lock(&shared->lock[i]);
    while (!shared->flag[i])
        pthread_cond_wait(&shared->changed[i], &shared->lock[i]);
    shared->flag[i] = 0;
    pthread_mutex_unlock(&shared->lock[i]);
}

static long
operate(const struct operation *operation, long seen, long self)
{
    int i = operation->object;
    char byte = 0;

    switch (operation->action) {
    case LOAD:
        return shared->word[i];
    case STORE:
        shared->word[i] = seen * 2 + self;
        return seen;
    case ADD:
        shared->word[i] += self;
        return seen;
    case LOCK:
        pthread_mutex_lock(&shared->lock[i]);
        return seen;
    case UNLOCK:
        pthread_mutex_unlock(&shared->lock[i]);
        return seen;
    case AWAIT:
        await_flag(i);
        return seen;
    case SIGNAL:
        set_flag(i, pthread_cond_signal);
        return seen;
    case BROADCAST:
        set_flag(i, pthread_cond_broadcast);
        return seen;
    case PRINT:
        printf("%ld ", self);
        return seen;
    case P:
        sem_wait(&shared->semaphore[i]);
        return seen;
    case V:
        sem_post(&shared->semaphore[i]);
        return seen;
    case READ:
        return read(ends[0], &byte, 1) == 1 ? byte : -1;
    case WRITE:
        byte = (char)(seen + self);
        return write(ends[1], &byte, 1) == 1 ? seen : -1;
    default:
        exit((int)(seen & 3));
    }
}

static void *
work(void *argument)
{
    long self = (long)argument, seen = 0;

    for (int i = 0; i < script.steps[self]; i++)
        seen = operate(&script.operation[self][i], seen, self + 1);
    return (void *)seen;
}

static void
print_words(void)
{
    printf("%d %d %d\n", shared->word[0], shared->word[1], shared->word[2]);
}

static int
be_threads(void)
{
    pthread_t thread[MOST_WORKERS];
    void *seen = NULL;

    for (long i = 0; i < script.workers; i++)
        if (pthread_create(&thread[i], NULL, work, (void *)i) != 0)
            return STATUS_CANNOT;
    if (script.main_word < WORDS_SHARED)
        shared->word[script.main_word] += 10;
    for (int i = 0; i < script.workers; i++)
        if (script.joins[i]) {
            pthread_join(thread[i], &seen);
            printf("%ld ", (long)seen);
        }
    print_words();
    return 0;
}

/* Which one was it, and how did it end? */
static void
await_process(const pid_t *process, int i)
{
    int way = script.way[i], status = 0, which = -1;
    pid_t id = waitpid(way == FOR_ANY ? -1 : process[i], &status,
        way == WITHOUT_SLEEP ? WNOHANG : 0);

    for (int j = 0; j < script.workers; j++)
        if (process[j] == id)
            which = j;
    printf("%d:%d ", which, which == -1 ? 0 : WEXITSTATUS(status));
}

static int
be_processes(void)
{
    pid_t process[MOST_WORKERS];

    for (long i = 0; i < script.workers; i++) {
        process[i] = fork();
        if (process[i] == -1)
            return STATUS_CANNOT;
        if (process[i] == 0)
            exit((int)((long)work((void *)i) & 3));
    }
    if (script.main_word < WORDS_SHARED)
        shared->word[script.main_word] += 10;
    for (int i = 0; i < script.workers; i++)
        if (script.joins[i])
            await_process(process, i);
    print_words();
    return 0;
}

int
random_program(unsigned number)
{
    bool processes = number % 2 == 1;

    if (!set_up(processes))
        return STATUS_CANNOT;
    write_script(number / 2, processes);
    return processes ? be_processes() : be_threads();
}
