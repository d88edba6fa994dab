/* expect: holds; options: --preemptions=1 */

/* A coroutine's stack is in the frame of the thread that calls it: below its
 * stack pointer is what that thread still needs. */

#include <pthread.h>
#include <ucontext.h>
static volatile long total;
static _Thread_local ucontext_t thread, coroutine;
static void
body(void)
{
    for (;;) {
        total = total + 1;
        swapcontext(&coroutine, &thread);
    }
}
static void *
worker(void *argument)
{
    struct {
        volatile long calls;
        char stack[16384];
    } frame = {.calls = 0};
    getcontext(&coroutine);
    coroutine.uc_stack.ss_sp = frame.stack;
    coroutine.uc_stack.ss_size = sizeof(frame.stack);
    makecontext(&coroutine, body, 0);
    for (int i = 0; i < 3; i++) {
        frame.calls = frame.calls + 1;
        swapcontext(&thread, &coroutine);
    }
    return frame.calls == 3 ? NULL : argument;
}
int
main(void)
{
    pthread_t threads[2];
    void *failed;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, worker, &threads) != 0)
            return 2;
    for (int i = 0; i < 2; i++)
        if (pthread_join(threads[i], &failed) != 0 || failed != NULL)
            return 1;
    return 0;
}
