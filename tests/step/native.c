/* Does step say the same, word for word, whether workers run natively in
 * between or are stepped all the way?
 *
 * With an argument, this test is itself the program under study: two threads
 * with work of their own, pages that they share in several ways, and a word
 * that they race for. */

#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE_WORDS = 512 };

/* ---- The program under study. ---- */

static _Alignas(4096) struct memory {
    long own[2][PAGE_WORDS];
    long read_by_all[PAGE_WORDS];
    long neighbours[PAGE_WORDS]; /* each has words of his own there */
    long racy[PAGE_WORDS];
    long sum;
    pthread_mutex_t lock;
} here = {.lock = PTHREAD_MUTEX_INITIALIZER}, *memory = &here;

static bool is_locked;

static long
work(int self)
{
    long found = 0;

    for (int i = 0; i < 40; i++) {
        memory->own[self][i * 7 % PAGE_WORDS] += i;
        found += memory->read_by_all[i] + memory->own[self][i];
        memory->neighbours[2 * i + self] = found;
    }
    return found;
}

static void *
add(void *argument)
{
    int self = *(int *)argument;
    long found = work(self);

    if (is_locked)
        pthread_mutex_lock(&memory->lock);
    memory->racy[100] = memory->racy[100] + 1;
    if (is_locked)
        pthread_mutex_unlock(&memory->lock);
    found += work(self);
    __atomic_fetch_add(&memory->sum, found, __ATOMIC_SEQ_CST);
    return NULL;
}

static int
be_program(const char *role)
{
    static int self[2] = {0, 1};
    pthread_t thread[2];
    bool forks = strstr(role, "fork") != NULL;

    is_locked = strstr(role, "locked") != NULL;
    if (forks)
        memory = mmap(NULL, sizeof(*memory), PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return STATUS_CANNOT;
    for (int i = 0; i < 2; i++)
        if (forks && fork() == 0) {
            add(&self[i]);
            _exit(0);
        } else if (!forks &&
                   pthread_create(&thread[i], NULL, add, &self[i]) != 0) {
            return STATUS_CANNOT;
        }
    for (int i = 0; i < 2; i++)
        if (forks)
            wait(NULL);
        else
            pthread_join(thread[i], NULL);
    return memory->racy[100] != 2;
}

/* ---- Questions. ---- */

static char self[4096];

static bool
prepare_steps_only(void)
{
    return setenv("STEP_NATIVE_AFTER", "0", 1) == 0;
}

static bool
prepare_native(void)
{
    return setenv("STEP_NATIVE_AFTER", "30", 1) == 0;
}

static void
compare(const char *role, int status)
{
    const char *const arguments[] = {"--", self, role, NULL};

    if (!can_step())
        return;
    const struct outcome *seen =
        program_run("step", arguments, PREPARED(prepare_steps_only));
    CU_ASSERT_EQUAL(seen->status, status);
    char *said = strdup(seen->out);
    seen = program_run("step", arguments, PREPARED(prepare_native));
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_STRING_EQUAL(seen->out, said);
    free(said);
}

/* Of threads that lose an update, and of threads that do not? */
TEST(says_the_same_of_threads)
{
    compare("racing", STATUS_BROKEN);
    compare("locked", STATUS_HELD);
}

/* Of processes? */
TEST(says_the_same_of_processes)
{
    compare("fork", STATUS_BROKEN);
}

int
main(int argc, char **argv)
{
    if (realpath("/proc/self/exe", self) == NULL)
        return STATUS_CANNOT;
    return argc > 1 ? be_program(argv[1]) : run_tests("native", NULL);
}
