/* expect: fails; says: exits with 2 */

/* Where a sleep ends just as the thread is cancelled, it may go on for a while:
 * to its next cancellation point. Handlers run from the last to the first, then
 * the destructors. */

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static char log[8];
static pthread_key_t key;

static void
note(void *letter)
{
    strcat(log, letter);
}

static void *
worker(void *unused)
{
    pthread_setspecific(key, "c");
    pthread_cleanup_push(note, "a");
    pthread_cleanup_push(note, "b");
    usleep(1);
    pthread_cleanup_pop(0);
    pthread_testcancel();
    pthread_cleanup_pop(0);
    return unused;
}

int
main(void)
{
    pthread_t t;
    void *result;

    pthread_key_create(&key, note);
    pthread_create(&t, NULL, worker, NULL);
    pthread_cancel(t);
    pthread_join(t, &result);
    if (result != PTHREAD_CANCELED)
        return strcmp(log, "c") == 0 ? 0 : 1;
    return strcmp(log, "bac") == 0 ? 0 : strcmp(log, "ac") == 0 ? 2 : 1;
}
