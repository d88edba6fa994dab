/* expect: holds */

/* The same as stack_in_frame.c, after work that makes what follows native. */

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
        char stack[16384] __attribute__((aligned(16)));
    } frame = {.calls = 7};
    for (volatile int i = 0; i < 20000; i++)
        frame.stack[0] = 0;
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
