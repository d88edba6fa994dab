/* Do coroutines' semaphores, mutexes and conditions wake the right one, and
 * does the report of a deadlock say which waits for what? */

#include "coro/coro.h"

#include "../harness/program.h"

#include <errno.h>
#include <string.h>

static struct coro_sem sem;
static struct coro_mutex mutex, other;
static struct coro_cond cond;
static char said[256];

static void
say(const char *word)
{
    strncat(said, word, sizeof(said) - strlen(said) - 1);
}

static void
take(void *word)
{
    coro_sem_wait(&sem);
    say(word);
}

/* Does a semaphore let in as many as its value, and the others in order of
 * arrival, each after one post? */
TEST(sem_lets_in_as_many)
{
    said[0] = '\0';
    coro_sem_init(&sem, "sem", 2);
    struct coro *ids[] = {coro_spawn("a", take, "a"),
        coro_spawn("b", take, "b"), coro_spawn("c", take, "c"),
        coro_spawn("d", take, "d")};
    coro_yield();
    CU_ASSERT_STRING_EQUAL(said, "ab");
    coro_sem_post(&sem);
    coro_yield();
    CU_ASSERT_STRING_EQUAL(said, "abc");
    coro_sem_post(&sem);
    for (int i = 0; i < 4; i++)
        coro_join(ids[i]);
    CU_ASSERT_STRING_EQUAL(said, "abcd");
    CU_ASSERT_EQUAL(sem.value, 0);
    coro_sem_post(&sem);
    CU_ASSERT_EQUAL(sem.value, 1);
}

/* Does the woken coroutine get the post, and not one that arrives before it
 * runs? */
TEST(nobody_overtakes_a_sleeper)
{
    said[0] = '\0';
    coro_sem_init(&sem, "sem", 0);
    struct coro *first = coro_spawn("first", take, "1");
    coro_yield();
    coro_sem_post(&sem);
    CU_ASSERT_EQUAL(sem.value, 0); /* it is the sleeper's already */
    struct coro *late = coro_spawn("late", take, "2");
    coro_join(first);
    CU_ASSERT_STRING_EQUAL(said, "1");
    coro_sem_post(&sem);
    coro_join(late);
    CU_ASSERT_STRING_EQUAL(said, "12");
}

static int inside, most_inside;

static void
enter(void *argument)
{
    (void)argument;
    for (int i = 0; i < 10; i++) {
        CU_ASSERT_EQUAL(coro_mutex_lock(&mutex), 0);
        inside++;
        most_inside = inside > most_inside ? inside : most_inside;
        coro_yield();
        inside--;
        CU_ASSERT_EQUAL(coro_mutex_unlock(&mutex), 0);
    }
}

/* Is there one owner at a time, whatever the kind, even if it yields? */
TEST(mutex_has_one_owner)
{
    for (int kind = 0; kind <= CORO_MUTEX_RECURSIVE; kind++) {
        struct coro *ids[5];
        most_inside = 0;
        coro_mutex_init(&mutex, "mutex", (enum coro_mutex_kind)kind);
        for (int i = 0; i < 5; i++)
            ids[i] = coro_spawn("owner", enter, NULL);
        for (int i = 0; i < 5; i++)
            coro_join(ids[i]);
        CU_ASSERT_EQUAL(most_inside, 1);
        CU_ASSERT_PTR_NULL(mutex.owner);
        CU_ASSERT_EQUAL(mutex.depth, 0);
    }
}

static void
unlock_it(void *argument)
{
    (void)argument;
    CU_ASSERT_EQUAL(coro_mutex_unlock(&mutex), EPERM);
}

static void
lock_it(void *word)
{
    CU_ASSERT_EQUAL(coro_mutex_lock(&mutex), 0);
    say(word);
    CU_ASSERT_EQUAL(coro_mutex_unlock(&mutex), 0);
}

/* Does an error-checking mutex return EDEADLK, is a recursive one free after as
 * many unlocks as locks, and may only the owner unlock? */
TEST(kinds_differ)
{
    coro_mutex_init(&mutex, "checked", CORO_MUTEX_ERRORCHECK);
    CU_ASSERT_EQUAL(coro_mutex_unlock(&mutex), EPERM);
    CU_ASSERT_EQUAL(coro_mutex_lock(&mutex), 0);
    CU_ASSERT_EQUAL(coro_mutex_lock(&mutex), EDEADLK);
    coro_join(coro_spawn("stranger", unlock_it, NULL));
    CU_ASSERT_EQUAL(coro_mutex_unlock(&mutex), 0);

    said[0] = '\0';
    coro_mutex_init(&mutex, "recursive", CORO_MUTEX_RECURSIVE);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(coro_mutex_lock(&mutex), 0);
    struct coro *waiting = coro_spawn("waiting", lock_it, "in");
    for (int i = 0; i < 3; i++) {
        coro_yield();
        CU_ASSERT_STRING_EQUAL(said, "");
        CU_ASSERT_EQUAL(coro_mutex_unlock(&mutex), 0);
    }
    coro_join(waiting);
    CU_ASSERT_STRING_EQUAL(said, "in");
}

static void
wait_for_it(void *word)
{
    coro_mutex_lock(&mutex);
    coro_cond_wait(&cond, &mutex);
    CU_ASSERT_PTR_EQUAL(mutex.owner, coro_self());
    say(word);
    coro_mutex_unlock(&mutex);
}

/* Does a waiter release the mutex, and own it again; does a signal wake the
 * first, a broadcast all, and is one without a waiter lost? */
TEST(conditions_wake)
{
    said[0] = '\0';
    coro_mutex_init(&mutex, "mutex", CORO_MUTEX_NORMAL);
    coro_cond_init(&cond, "cond");
    coro_cond_signal(&cond); /* no waiter */
    struct coro *ids[] = {coro_spawn("a", wait_for_it, "a"),
        coro_spawn("b", wait_for_it, "b"), coro_spawn("c", wait_for_it, "c")};
    coro_yield();
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_EQUAL(coro_mutex_lock(&mutex), 0); /* they have released it */
    coro_cond_signal(&cond);
    coro_yield();
    CU_ASSERT_STRING_EQUAL(said, ""); /* but it is ours now */
    coro_mutex_unlock(&mutex);
    coro_join(ids[0]);
    CU_ASSERT_STRING_EQUAL(said, "a");
    coro_cond_broadcast(&cond);
    coro_join(ids[1]);
    coro_join(ids[2]);
    CU_ASSERT_STRING_EQUAL(said, "abc");
}

/* ---- Deadlocks. ---- */

static void
lock_two(void *argument)
{
    bool first = argument == NULL;

    coro_mutex_lock(first ? &mutex : &other);
    coro_yield();
    coro_mutex_lock(first ? &other : &mutex);
}

static void
init_two(void)
{
    coro_mutex_init(&mutex, "left", CORO_MUTEX_NORMAL);
    coro_mutex_init(&other, "right", CORO_MUTEX_NORMAL);
    coro_sem_init(&sem, "never", 0);
}

static void
deadlock(void)
{
    init_two();
    struct coro *one = coro_spawn("one", lock_two, NULL);
    coro_spawn("two", lock_two, "");
    coro_spawn("three", take, "");
    coro_join(one);
}

/* Does a deadlock end the program with status 3, and one line that says which
 * waits for what, and the owner if there is one? */
TEST(deadlock_is_named)
{
    static const char *const parts[] = {"main waits for the end of 'one'",
        "one waits for mutex 'right', held by two",
        "two waits for mutex 'left', held by one",
        "three waits for semaphore 'never'"};
    const struct outcome *seen = IN_CHILD(deadlock());

    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    for (int i = 0; i < COUNT(parts); i++)
        CHECK_HAS(seen->err, parts[i]);
    CU_ASSERT_PTR_EQUAL(strchr(seen->err, '\n'), strrchr(seen->err, '\n'));
}

static void
lock_twice(void *argument)
{
    (void)argument;
    coro_mutex_lock(&mutex);
    coro_mutex_lock(&mutex);
}

/* Does a referee get the report instead, and continue; may it join a coroutine
 * that does end? */
TEST(referee_is_told)
{
    init_two();
    struct coro *one = coro_spawn("one", lock_twice, NULL);
    const char *text = coro_join_or_stuck(one);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CHECK_HAS(text, "one waits for mutex 'left', held by itself");

    said[0] = '\0';
    struct coro *two = coro_spawn("two", take, "2");
    CU_ASSERT_PTR_NOT_NULL(coro_join_or_stuck(two));
    coro_sem_post(&sem);
    CU_ASSERT_PTR_NULL(coro_join_or_stuck(two));
    CU_ASSERT_STRING_EQUAL(said, "2");
}

static void
keep_it(void *argument)
{
    (void)argument;
    coro_mutex_lock(&mutex);
}

/* Is an owner that ended without unlocking still named? */
TEST(gone_owner_is_named)
{
    init_two();
    coro_join(coro_spawn("gone", keep_it, NULL));
    struct coro *waiting = coro_spawn("waiting", lock_it, "");
    const char *text = coro_join_or_stuck(waiting);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CHECK_HAS(text, "mutex 'left', held by gone");
}

/* Is the line of a large deadlock still one line, with how many it leaves out?
 */
TEST(large_deadlock_is_one_line)
{
    const struct outcome *seen = IN_CHILD({
        coro_sem_init(&sem, "never", 0);
        for (int i = 0; i < 1000; i++)
            coro_spawn("one of a thousand", take, "");
        coro_sem_wait(&sem);
    });

    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CHECK_HAS(seen->err, "main waits for", " more\n");
    CU_ASSERT(strlen(seen->err) < 1024);
}

static void
nap(void *argument)
{
    (void)argument;
    coro_sleep_ns(20000000);
    coro_sem_post(&sem);
}

/* Is it not a deadlock if one sleeps until a time? */
TEST(sleeping_is_no_deadlock)
{
    said[0] = '\0';
    coro_sem_init(&sem, "sem", 0);
    struct coro *napping = coro_spawn("napping", nap, NULL);
    struct coro *waiting = coro_spawn("waiting", take, "ok");
    CU_ASSERT_PTR_NULL(coro_join_or_stuck(waiting));
    coro_join(napping);
    CU_ASSERT_STRING_EQUAL(said, "ok");
}
