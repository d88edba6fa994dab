/* expect: holds */

/* Each thread goes, by its own assembly, to a stack in its own frame: below its
 * stack pointer is then what it still needs. */

#include <pthread.h>
static volatile long total;
static void
body(void)
{
    total = total + 1;
    total = total + 1;
}
static void *
worker(void *argument)
{
    struct {
        volatile long calls;
        char stack[1024] __attribute__((aligned(16)));
    } frame;
    frame.calls = 7;
#ifdef __x86_64__
    __asm__ volatile("mov %%rsp, %%rbx\n\t"
                     "mov %0, %%rsp\n\t"
                     "call *%1\n\t"
                     "mov %%rbx, %%rsp"
                     :
                     : "r"(frame.stack + sizeof(frame.stack)), "r"(body)
                     : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9",
                     "r10", "r11", "memory");
#else
    body();
#endif
    total = total + 1;
    return frame.calls == 7 ? NULL : argument;
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
